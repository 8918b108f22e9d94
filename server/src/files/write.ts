/** Writing a file that exists: a crash leaves the old text or the new one, and the file stays whose it was. */

import { constants } from 'node:fs';
import { access, chmod, chown, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';

export class ChangedMeanwhile extends Error {
  constructor() {
    super('it changed while it was checked');
  }
}

/**
 * Puts another text in place of the one that was read. A symbolic link stays one: its target is written.
 * @throws ChangedMeanwhile when the file no longer holds `before`; an error of the file system
 */
export async function replaceText(path: string, before: string, after: string): Promise<void> {
  const target = await realpath(path);
  // Renaming over a file that may not be written would be possible, and not what its owner meant.
  await access(target, constants.W_OK);
  if ((await readFile(target, 'utf8')) !== before) throw new ChangedMeanwhile();
  if (!(await replaceByRename(target, after))) await writeFile(target, after);
}

/** @returns false when the folder, or the owner of the file, does not let another file take its place */
async function replaceByRename(target: string, text: string): Promise<boolean> {
  const { mode, uid, gid } = await stat(target);
  const temporary = `${target}.forkguard-${process.pid}`;
  try {
    // Readable by nobody else until it has the mode of the file: there are passwords in it.
    await writeFile(temporary, text, { mode: 0o600, flag: 'wx' });
    await chown(temporary, uid, gid);
    await chmod(temporary, mode & 0o7777);
    await rename(temporary, target);
    return true;
  } catch (error) {
    await rm(temporary, { force: true });
    if (
      error instanceof Error &&
      'code' in error &&
      ['EACCES', 'EPERM', 'EROFS'].includes(String(error.code))
    )
      return false;
    throw error;
  }
}
