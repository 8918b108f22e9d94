/** Replaces the content of an existing file: a crash leaves either the old or the new text, and owner and mode stay. */

import { constants } from 'node:fs';
import { access, chmod, chown, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';

export class ChangedMeanwhile extends Error {
  constructor() {
    super('it changed while it was being checked');
  }
}

/**
 * Replaces the text of a file. A symbolic link is kept and its target is written.
 * @throws ChangedMeanwhile if the file no longer contains `before`; errors of the file system
 */
export async function replaceText(path: string, before: string, after: string): Promise<void> {
  const target = await realpath(path);
  // Renaming would succeed on a read-only file, against the owner's intent.
  await access(target, constants.W_OK);
  if ((await readFile(target, 'utf8')) !== before) throw new ChangedMeanwhile();
  if (!(await replaceByRename(target, after))) await writeFile(target, after);
}

/** @returns false if the folder's permissions or the file's owner prevent replacing the file */
async function replaceByRename(target: string, text: string): Promise<boolean> {
  const { mode, uid, gid } = await stat(target);
  const temporary = `${target}.forkguard-${process.pid}`;
  try {
    // Private until it has the mode of the original, because it may contain passwords.
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
