/** Between paths of this machine and the ids that the core uses for files. */

import { resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { FileId } from '../core/text/span';
import { fileIdOfUri } from './uri';

const START = 'file://';

// An id is a URI with its escapes decoded, so where paths have slashes it is the path: no URL in between that would read
// a backslash, a control character or a blank at the end in its own way.

export const fileIdOfPath = (path: string): FileId =>
  sep === '/' ? START + resolve(path) : fileIdOfUri(pathToFileURL(path).href);

/** @throws TypeError for an id that is no `file:` URI */
export function pathOfFileId(file: FileId): string {
  if (sep === '/' && file.startsWith(`${START}/`)) return file.slice(START.length);
  return fileURLToPath(file.replace(/[%?#]/g, encodeURIComponent));
}
