/** What named paths are judged together with: their repositories, and how far references are followed. */

import { stat } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { repositoryOf } from '../files/repository';

export interface ContextOptions {
  /** Read the repository of what is named. */
  readonly context: boolean;
  /** The folder to read instead of the repository. */
  readonly root: string | undefined;
}

export interface ContextFolder {
  readonly path: string;
  /** Maximum depth of folders, including the first one. */
  readonly depth?: number;
}

export interface Context {
  /** Folders to read. */
  readonly folders: readonly ContextFolder[];
  /** Folders that references are followed in. */
  readonly boundaries: readonly string[];
}

/** Outside of a repository, the folder of a file may be a home or the whole disk; a chart has its templates this deep. */
const DEPTH_WITHOUT_REPOSITORY = 3;

/** @param paths absolute; those that do not exist are reported when they are read */
export async function contextOf(
  paths: readonly string[],
  cwd: string,
  { context, root }: ContextOptions,
): Promise<Context> {
  if (!context) return { folders: [], boundaries: [cwd, ...paths.map((path) => dirname(path))] };
  if (root !== undefined) {
    const path = resolve(cwd, root);
    return { folders: [{ path }], boundaries: [path] };
  }
  const all = await Promise.all(paths.map((path) => contextOfPath(path, cwd)));
  return {
    folders: outermost(all.flatMap((one) => one.folders)),
    boundaries: [...new Set(all.flatMap((one) => one.boundaries))],
  };
}

/** Without folders that lie in another one, so that no file is read twice. */
const outermost = (folders: readonly ContextFolder[]): readonly ContextFolder[] =>
  folders.filter(
    (one, index) =>
      !folders.some((other, at) =>
        one.path === other.path ? at < index : other.depth === undefined && isBelow(one.path, other.path),
      ),
  );

async function contextOfPath(path: string, cwd: string): Promise<Context> {
  const isFolder = await stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  const folder = isFolder ? path : dirname(path);
  const repository = await repositoryOf(folder);
  if (repository !== undefined)
    return { folders: repository === path ? [] : [{ path: repository }], boundaries: [repository] };
  const boundaries = isBelow(folder, cwd) ? [cwd] : [folder];
  return { folders: isFolder ? [] : [{ path: folder, depth: DEPTH_WITHOUT_REPOSITORY }], boundaries };
}

/** Whether a path is a folder itself or below it. */
export function isBelow(path: string, folder: string): boolean {
  const between = relative(folder, path);
  return between === '' || (between.split(sep)[0] !== '..' && resolve(folder, between) === path);
}
