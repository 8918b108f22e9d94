/** File access of the language server under Node: the disk. */

import { fileIdOfPath, pathOfFileId } from '../files/file-id';
import type { ReadText, Unreadable, Unwanted } from '../files/read';
import { readTextFile } from '../files/read';
import { findCandidates } from '../files/scan';
import { isLeftOut } from '../files/walk';
import { mayConcern, readCandidate, readReferences } from '../files/workspace';
import type { FileAccess } from './files';

/** @param sizeLimit bytes, asked for each file because the setting may change */
export function diskAccess(sizeLimit: () => number, log: (line: string) => void): FileAccess {
  const onProblem = (path: string, why: string) => log(`${path}: ${why}`);
  const textOf = (path: string, read: ReadText | Unreadable | Unwanted): string | undefined => {
    if (read.kind === 'unreadable' && !read.missing) onProblem(path, read.why);
    return read.kind === 'text' ? read.text : undefined;
  };
  return {
    async read(file) {
      if (!file.startsWith('file:')) return undefined;
      const path = pathOfFileId(file);
      return textOf(path, await readTextFile(path, sizeLimit()));
    },
    async readFound(file, folder) {
      if (!file.startsWith('file:')) return undefined;
      const path = pathOfFileId(file);
      if (!mayConcern(path) || (await isLeftOut(path, pathOfFileId(folder)))) return undefined;
      return textOf(path, await readCandidate(path, sizeLimit()));
    },
    async *find(folder, options) {
      if (!folder.startsWith('file:')) return;
      const found = findCandidates(pathOfFileId(folder), { ...options, sizeLimit: sizeLimit(), onProblem });
      for await (const { path, read } of found) yield { file: fileIdOfPath(path), text: read.text };
    },
    async readReferences(project, folder) {
      if (!folder.startsWith('file:')) return false;
      return (await readReferences(project, [pathOfFileId(folder)])).size > 0;
    },
  };
}
