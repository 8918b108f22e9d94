/** The repository that a file belongs to: the files that it is judged together with. */

import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A folder or file (of a worktree or submodule) of Git, and the project file of Forkguard. */
const MARKERS = ['.git', '.forkguard.yaml'];

/** The nearest folder, at or above an absolute path of a folder, that has a marker of a repository. */
export async function repositoryOf(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    for (const marker of MARKERS) if (await exists(join(at, marker))) return at;
    if (dirname(at) === at) return undefined;
  }
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );
