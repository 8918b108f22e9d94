/** Converts URIs of an editor to the core's file ids. Works without Node. */

import type { FileId } from '../core/text/span';

/** Decodes the URI, so that a file has one id however its URI is escaped. */
export function fileIdOfUri(uri: string): FileId {
  try {
    return decodeURIComponent(uri);
  } catch {
    // A name with a bare per cent sign is its own id.
    return uri;
  }
}
