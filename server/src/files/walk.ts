/** Walking through a folder: what `.gitignore` names is left out, and a folder that vanishes on the way is no error. */

import type { Dirent } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { reasonOf } from './read';

export interface WalkOptions {
  /** Only these are given out; the path is absolute. */
  readonly accepts: (path: string) => boolean;
  /** Files given out at most; the walk then ends and says so. */
  readonly limit?: number;
  readonly onProblem?: (path: string, why: string) => void;
  readonly signal?: AbortSignal;
}

/** Never of interest and often huge. */
const SKIPPED: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', 'node_modules']);

interface Folder {
  readonly path: string;
  readonly ignores: readonly { readonly base: string; readonly rules: Ignore }[];
}

/** Absolute paths of the files below a folder, sorted within each folder. Symbolic links are not followed. */
export async function* walk(root: string, options: WalkOptions): AsyncGenerator<string> {
  const folders: Folder[] = [{ path: root, ignores: [] }];
  let given = 0;
  for (let folder = folders.pop(); folder; folder = folders.pop()) {
    if (options.signal?.aborted) return;
    const listed = await list(folder, options);
    for (const path of listed.files) {
      if (!options.accepts(path)) continue;
      given += 1;
      if (given > (options.limit ?? Number.POSITIVE_INFINITY)) {
        options.onProblem?.(root, `more than ${options.limit} files; the rest is not read`);
        return;
      }
      yield path;
    }
    folders.push(...listed.folders.reverse());
  }
}

async function list(folder: Folder, options: WalkOptions): Promise<{ files: string[]; folders: Folder[] }> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder.path, { withFileTypes: true });
  } catch (error) {
    options.onProblem?.(folder.path, reasonOf(error));
    return { files: [], folders: [] };
  }
  const ignores = entries.some((entry) => entry.name === '.gitignore' && entry.isFile())
    ? [...folder.ignores, ...(await readIgnore(folder.path))]
    : folder.ignores;
  const files: string[] = [];
  const folders: Folder[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder.path, entry.name);
    if (SKIPPED.has(entry.name) || isIgnored(path, entry.isDirectory(), ignores)) continue;
    if (entry.isDirectory()) folders.push({ path, ignores });
    else if (entry.isFile()) files.push(path);
  }
  return { files, folders };
}

async function readIgnore(base: string): Promise<Folder['ignores']> {
  try {
    return [{ base, rules: ignore().add(await readFile(join(base, '.gitignore'), 'utf8')) }];
  } catch {
    return [];
  }
}

/** The nearest `.gitignore` that has an opinion decides. */
function isIgnored(path: string, isFolder: boolean, ignores: Folder['ignores']): boolean {
  for (const { base, rules } of ignores.toReversed()) {
    const name = relative(base, path).split(sep).join('/');
    const { ignored, unignored } = rules.test(isFolder ? `${name}/` : name);
    if (ignored || unignored) return ignored;
  }
  return false;
}
