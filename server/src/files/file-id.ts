/** Converts between paths of this machine and the core's file ids. */

import { resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { FileId } from '../core/text/span';
import { fileIdOfUri } from './uri';

const START = 'file://';

// An id is a URI with its escapes decoded. Where paths use slashes, this equals the path; going through URL would alter
// backslashes, control characters and trailing blanks.

export const fileIdOfPath = (path: string): FileId =>
  sep === '/' ? START + resolve(path) : fileIdOfUri(pathToFileURL(path).href);

/** @throws TypeError if the id is not a `file:` URI */
export function pathOfFileId(file: FileId): string {
  if (sep === '/' && file.startsWith(`${START}/`)) return file.slice(START.length);
  return fileURLToPath(file.replace(/[%?#]/g, encodeURIComponent));
}
