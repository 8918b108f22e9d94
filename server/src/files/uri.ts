/** Between URIs of an editor and the ids that the core uses for files. Works without Node. */

import type { FileId } from '../core/text/span';

/** One file has one id, however much of its URI is escaped. */
export function fileIdOfUri(uri: string): FileId {
  try {
    return decodeURIComponent(uri);
  } catch {
    // A name with a bare percent sign: it is its own id.
    return uri;
  }
}
