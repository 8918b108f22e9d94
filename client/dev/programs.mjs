/** Finds installed programs. */
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** @param {string} file */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return path.isAbsolute(file);
  } catch {
    return false;
  }
}

/** The first of these programs on the PATH, as an absolute path. @param {string[]} names @returns {string | undefined} */
export function findOnPath(...names) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  return names
    .flatMap((name) =>
      folders.flatMap((folder) => endings.map((ending) => path.resolve(folder, name + ending))),
    )
    .find(isExecutable);
}
