/** Between paths of this machine and the ids that the core uses for files. */

import { fileURLToPath, pathToFileURL } from 'node:url';
import type { FileId } from '../core/text/span';
import { fileIdOfUri } from './uri';

export const fileIdOfPath = (path: string): FileId => fileIdOfUri(pathToFileURL(path).href);

/** @throws TypeError for an id that is no `file:` URI */
export function pathOfFileId(file: FileId): string {
  const [, start = '', path = ''] = /^(\w+:\/\/[^/]*)(.*)$/s.exec(file) ?? [];
  // Everything is escaped: a URL would read a backslash, a line break or a blank at the end in its own way.
  return fileURLToPath(start + path.split('/').map(encodeURIComponent).join('/'));
}
