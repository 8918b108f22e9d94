/** Between paths of this machine and the ids that the core uses for files (URIs with every escape decoded). */

import { fileURLToPath, pathToFileURL } from 'node:url';
import type { FileId } from '../core/text/span';

export const fileIdOfPath = (path: string): FileId => fileIdOfUri(pathToFileURL(path).href);

export function fileIdOfUri(uri: string): FileId {
  try {
    return decodeURIComponent(uri);
  } catch {
    // A name with a bare percent sign: it is its own id.
    return uri;
  }
}

/** @throws TypeError for an id that is no `file:` URI */
export function pathOfFileId(file: FileId): string {
  const escaped = file.replace(/[%?#]/g, (character) => encodeURIComponent(character));
  return fileURLToPath(escaped);
}
