/** File access of the language server under Node: the disk. */

import { lstat } from 'node:fs/promises';
import type { FileId } from '../core/text/span';
import { Boundary } from '../files/boundary';
import { fileIdOfPath, pathOfFileId } from '../files/file-id';
import type { ReadText, Unreadable, Unwanted } from '../files/read';
import { readTextFile } from '../files/read';
import { findCandidates } from '../files/scan';
import { isLeftOut } from '../files/walk';
import { mayConcern, readCandidate, readReferences } from '../files/workspace';
import type { FileAccess } from './files';

/** @returns undefined for what is no file of this machine: another scheme, a share of another machine */
function localPath(file: FileId): string | undefined {
  try {
    return file.startsWith('file:') ? pathOfFileId(file) : undefined;
  } catch {
    return undefined;
  }
}

/** A link to a folder counts as none: a search does not follow it. */
const isFolder = (path: string): Promise<boolean> =>
  lstat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );

/** @param sizeLimit bytes, asked for each file because the setting may change */
export function diskAccess(sizeLimit: () => number, log: (line: string) => void): FileAccess {
  // References are followed after every change; what is wrong with a file is said once.
  const said = new Set<string>();
  const onProblem = (path: string, why: string) => {
    const line = `${path}: ${why}`;
    if (!said.has(line)) log(line);
    said.add(line);
  };
  const textOf = (path: string, read: ReadText | Unreadable | Unwanted): string | undefined => {
    if (read.kind === 'unreadable' && !read.missing) onProblem(path, read.why);
    return read.kind === 'text' ? read.text : undefined;
  };
  return {
    async read(file) {
      const path = localPath(file);
      return path === undefined ? undefined : textOf(path, await readTextFile(path, sizeLimit()));
    },
    async readFound(file, folder) {
      const [path, root] = [localPath(file), localPath(folder)];
      if (path === undefined || root === undefined) return undefined;
      if (!mayConcern(path) || (await isLeftOut(path, root))) return undefined;
      const located = await new Boundary([root]).locate(path);
      if (located.kind === 'outside') onProblem(path, located.why);
      return located.kind === 'outside' ? undefined : textOf(path, await readCandidate(path, sizeLimit()));
    },
    async *find(folder, options) {
      const root = localPath(folder);
      if (root === undefined) return log(`${folder}: no folder of this machine; only open files are checked`);
      const found = findCandidates(root, { ...options, sizeLimit: sizeLimit(), onProblem });
      for await (const { path, read } of found) yield { file: fileIdOfPath(path), text: read.text };
    },
    async *findBelow(folder, root, limit) {
      const [path, top] = [localPath(folder), localPath(root)];
      if (path === undefined || top === undefined || !(await isFolder(path)) || (await isLeftOut(path, top)))
        return;
      const found = findCandidates(path, { limit, sizeLimit: sizeLimit(), onProblem });
      for await (const { path: at, read } of found) yield { file: fileIdOfPath(at), text: read.text };
    },
    async readReferences(project, folder) {
      const root = localPath(folder);
      return root !== undefined && (await readReferences(project, [root], { onProblem })).size > 0;
    },
  };
}
