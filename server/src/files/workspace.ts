/**
 * Which files of a folder concern Forkguard, and reading them into a project: the same for the command line and for the
 * language server under Node.
 */

import { dirname, join } from 'node:path';
import { missingIncludes } from '../core/project/include';
import type { Project } from '../core/project/project';
import { mayBeConf, nameSuggests } from '../core/sources/redis-conf/recognise';
import type { FileId } from '../core/text/span';
import { fileIdOfPath, pathOfFileId } from './file-id';
import { type ReadText, readTextFile, type Unreadable } from './read';
import { walk } from './walk';

export const PROJECT_FILE = '.forkguard.yaml';

/** By its name alone; what stands in the file decides later. */
export function mayConcern(path: string): boolean {
  const file = fileIdOfPath(path);
  return nameSuggests(file) !== undefined || mayBeConf(file);
}

/** How often includes of includes are followed; a loop ends earlier because nothing new turns up. */
const INCLUDE_ROUNDS = 16;

/**
 * Reads what the configurations of the project include, as far as it lies below one of the roots: a path such as
 * /etc/redis/extra.conf means the machine that runs the server, not this one.
 * @returns the files that were added
 */
export async function readIncludes(
  project: Project,
  roots: readonly string[],
): Promise<Map<FileId, ReadText>> {
  const added = new Map<FileId, ReadText>();
  const tried = new Set<FileId>();
  for (let round = 0; round < INCLUDE_ROUNDS; round += 1) {
    const wanted = await wantedFiles(project, roots, tried);
    if (wanted.length === 0) break;
    for (const path of wanted) {
      const read = await readTextFile(path);
      const file = fileIdOfPath(path);
      if (read.kind !== 'text') continue;
      project.set(file, read.text);
      added.set(file, read);
    }
  }
  return added;
}

async function wantedFiles(
  project: Project,
  roots: readonly string[],
  tried: Set<FileId>,
): Promise<string[]> {
  const wanted: string[] = [];
  for (const { target, wild, matches } of missingIncludes(project)) {
    if (tried.has(target) || !roots.some((root) => target.startsWith(`${fileIdOfPath(root)}/`))) continue;
    tried.add(target);
    if (!wild) wanted.push(pathOfFileId(target));
    else for await (const path of siblings(target)) if (matches(fileIdOfPath(path))) wanted.push(path);
  }
  return wanted;
}

/** The files below the deepest folder of a pattern that has no wildcard. */
function siblings(pattern: FileId): AsyncGenerator<string> {
  const fixed = pattern.slice(0, pattern.search(/[*?[]/));
  return walk(dirname(pathOfFileId(`${fixed}x`)), { accepts: () => true, limit: 1000 });
}

/** The nearest project file at or above a folder, but not above `top`. */
export async function findProjectFile(
  folder: string,
  top?: string,
): Promise<{ path: string; read: ReadText | Unreadable } | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, PROJECT_FILE);
    const read = await readTextFile(path);
    if (read.kind === 'text' || read.why !== 'no such file or folder') return { path, read };
    if (at === top || dirname(at) === at) return undefined;
  }
}
