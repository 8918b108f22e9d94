/** What Git leaves out, read the way Git does: the nearest `.gitignore` that has an opinion decides, folder by folder. */

import { readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** One `.gitignore` and the folder it stands in. */
interface IgnoreFile {
  readonly base: string;
  readonly rules: Ignore;
}

/** From the outermost to the nearest. */
export type IgnoreFiles = readonly IgnoreFile[];

/** As Git is set up by default on these systems (`core.ignoreCase`). */
const ignorecase = process.platform === 'win32' || process.platform === 'darwin';

/** The files above a folder that count in it: up to the top of the repository, and none outside of one. */
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

/** With the `.gitignore` of a folder, if it can be read. */
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
 * What counts below a folder that is looked into. A file that would leave the folder out has been overruled, by a nearer
 * one or by the user who named the folder; what it says about the files in it still counts.
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
