/** Walks a folder, skipping files that Git ignores. A folder that disappears meanwhile is reported. */

import type { Dirent } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type IgnoreFiles, ignoreFilesAbove, inside, isIgnored, withIgnoreFile } from './gitignore';
import { reasonOf } from './read';

export interface WalkOptions {
  /** Filters the files; the path is absolute. */
  readonly accepts: (path: string) => boolean;
  /** Maximum number of files; the walk reports when it stops there. */
  readonly limit?: number;
  /** Maximum depth of folders, including the first one. */
  readonly depth?: number;
  /** Includes files that Git ignores. */
  readonly ignored?: boolean;
  readonly onProblem?: (path: string, why: string) => void;
  readonly signal?: AbortSignal;
}

/** Folders that are never relevant and often huge. */
const SKIPPED: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', 'node_modules']);

interface Folder {
  readonly path: string;
  /** From 1. */
  readonly level: number;
  readonly ignores: IgnoreFiles;
}

interface Listing {
  readonly files: string[];
  readonly folders: Folder[];
  /** Symbolic links, pipes, sockets and devices. */
  readonly others: Dirent[];
}

/** Absolute paths of the files below a folder, sorted within each folder. Does not follow symbolic links. */
export async function* walk(root: string, options: WalkOptions): AsyncGenerator<string> {
  const folders: Folder[] = [
    { path: root, level: 1, ignores: options.ignored ? [] : await ignoreFilesAbove(root) },
  ];
  let given = 0;
  for (let folder = folders.pop(); folder; folder = folders.pop()) {
    if (options.signal?.aborted) return;
    const listed = await list(folder, options);
    for (const path of listed.files) {
      if (!options.accepts(path)) continue;
      given += 1;
      if (given > (options.limit ?? Number.POSITIVE_INFINITY)) {
        options.onProblem?.(root, `more than ${options.limit} files; the rest are not read`);
        return;
      }
      yield path;
    }
    for (const entry of listed.others)
      await explainOther(join(folder.path, entry.name), entry, root, options);
    if (folder.level < (options.depth ?? Number.POSITIVE_INFINITY)) folders.push(...listed.folders.reverse());
  }
}

/** Whether a walk of the folder would skip a file below it. */
export async function isLeftOut(path: string, root: string): Promise<boolean> {
  let ignores = await ignoreFilesAbove(root);
  let folder = root;
  for (const name of relative(root, path).split(sep)) {
    const at = join(folder, name);
    ignores = await withIgnoreFile(ignores, folder);
    if (SKIPPED.has(name) || isIgnored(ignores, at, at !== path)) return true;
    ignores = inside(ignores, at);
    folder = at;
  }
  return false;
}

async function list(folder: Folder, options: WalkOptions): Promise<Listing> {
  const listing: Listing = { files: [], folders: [], others: [] };
  let entries: Dirent[];
  try {
    entries = await readdir(folder.path, { withFileTypes: true });
  } catch (error) {
    options.onProblem?.(folder.path, reasonOf(error));
    return listing;
  }
  const hasRules = !options.ignored && entries.some(({ name }) => name === '.gitignore');
  const ignores = hasRules ? await withIgnoreFile(folder.ignores, folder.path) : folder.ignores;
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder.path, entry.name);
    if (SKIPPED.has(entry.name) || isIgnored(ignores, path, entry.isDirectory())) continue;
    if (entry.isDirectory())
      listing.folders.push({ path, level: folder.level + 1, ignores: inside(ignores, path) });
    else if (entry.isFile()) listing.files.push(path);
    else listing.others.push(entry);
  }
  return listing;
}

/** Reports entries that look relevant but are not read, except links to files that the walk reaches anyway. */
async function explainOther(path: string, entry: Dirent, root: string, options: WalkOptions): Promise<void> {
  if (!options.onProblem || !options.accepts(path)) return;
  if (!entry.isSymbolicLink()) return options.onProblem(path, 'not a regular file');
  try {
    const [target, top] = [await realpath(path), await realpath(root)];
    if (!`${target}${sep}`.startsWith(top.endsWith(sep) ? top : `${top}${sep}`))
      options.onProblem(path, 'a symbolic link to a file outside the folder, not followed');
  } catch (error) {
    options.onProblem(path, reasonOf(error, true));
  }
}
