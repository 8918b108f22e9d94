/** File access of the language server under Node: the disk. */

import type { FileId } from '../core/text/span';
import { fileIdOfPath, pathOfFileId } from '../files/file-id';
import { walk } from '../files/walk';
import { mayConcern, readCandidate, readIncludes } from '../files/workspace';
import type { FileAccess } from './files';

/** @param sizeLimit bytes, asked for each file because the setting may change */
export function diskAccess(sizeLimit: () => number, log: (line: string) => void): FileAccess {
  return {
    async read(file) {
      if (!file.startsWith('file:')) return undefined;
      const path = pathOfFileId(file);
      const read = await readCandidate(path, sizeLimit());
      if (read.kind === 'text') return read.text;
      if (read.kind === 'unreadable' && read.why !== 'no such file or folder') log(`${path}: ${read.why}`);
      return undefined;
    },
    async *find(folder, { limit, signal }): AsyncGenerator<FileId> {
      if (!folder.startsWith('file:')) return;
      const onProblem = (path: string, why: string) => log(`${path}: ${why}`);
      for await (const path of walk(pathOfFileId(folder), {
        accepts: mayConcern,
        limit,
        onProblem,
        signal,
      })) {
        yield fileIdOfPath(path);
      }
    },
    async readIncludes(project, folder) {
      if (folder.startsWith('file:')) await readIncludes(project, [pathOfFileId(folder)]);
    },
  };
}
