/** Reads `.gitignore` files as Git does: folder by folder, the nearest file with a matching rule decides. */

import { readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** One `.gitignore` and its folder. */
interface IgnoreFile {
  readonly base: string;
  readonly rules: Ignore;
}

/** From the outermost to the nearest. */
export type IgnoreFiles = readonly IgnoreFile[];

/** Git's default on these systems (`core.ignoreCase`). */
const ignorecase = process.platform === 'win32' || process.platform === 'darwin';

/** The ignore files above a folder, up to the top of its repository; none outside of a repository. */
export async function ignoreFilesAbove(folder: string): Promise<IgnoreFiles> {
  const above: string[] = [];
  for (let at = folder; !(await exists(join(at, '.git'))); ) {
    if (dirname(at) === at) return [];
    at = dirname(at);
    above.unshift(at);
  }
  let files: IgnoreFiles = [];
  for (const [index, at] of above.entries()) {
    files = await withIgnoreFile(files, at);
    files = inside(files, above[index + 1] ?? folder);
  }
  return files;
}

/** Adds the `.gitignore` of a folder, if it is readable. */
export async function withIgnoreFile(files: IgnoreFiles, base: string): Promise<IgnoreFiles> {
  try {
    const text = await readFile(join(base, '.gitignore'), 'utf8');
    return [...files, { base, rules: ignore({ ignorecase }).add(text) }];
  } catch {
    return files;
  }
}

export function isIgnored(files: IgnoreFiles, path: string, isFolder: boolean): boolean {
  for (const file of files.toReversed()) {
    const { ignored, unignored } = verdict(file, path, isFolder);
    if (ignored || unignored) return ignored;
  }
  return false;
}

/**
 * The ignore files that apply below a folder. A file that ignores the folder itself was overruled, by a nearer one or
 * by the user who named the folder; its rules for files still apply.
 */
export function inside(files: IgnoreFiles, folder: string): IgnoreFiles {
  return files.map((file) => {
    if (!verdict(file, folder, true).ignored) return file;
    const literally = nameIn(file, folder).replace(/[\\*?[ ]/g, '\\$&');
    return { base: file.base, rules: ignore({ ignorecase }).add(file.rules).add(`!/${literally}/`) };
  });
}

const verdict = (file: IgnoreFile, path: string, isFolder: boolean) =>
  file.rules.test(`${nameIn(file, path)}${isFolder ? '/' : ''}`);

const nameIn = ({ base }: IgnoreFile, path: string): string => relative(base, path).split(sep).join('/');

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
