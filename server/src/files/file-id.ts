/** Between paths of this machine and the ids that the core uses for files. */

import { fileURLToPath, pathToFileURL } from 'node:url';
import type { FileId } from '../core/text/span';
import { fileIdOfUri } from './uri';

export const fileIdOfPath = (path: string): FileId => fileIdOfUri(pathToFileURL(path).href);

/** @throws TypeError for an id that is no `file:` URI */
export function pathOfFileId(file: FileId): string {
  const escaped = file.replace(/[%?#]/g, (character) => encodeURIComponent(character));
  return fileURLToPath(escaped);
}
