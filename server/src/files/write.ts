/** Replaces the text of an existing file. A crash leaves the old or the new text, and owner, mode and links stay. */

import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, type FileHandle, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';

export class ChangedMeanwhile extends Error {
  constructor() {
    super('it changed while it was being checked');
  }
}

/**
 * Replaces the text that was read with another one. A symbolic link stays: its target is written. All names of a file
 * with several (hard links) get the new text.
 * @throws ChangedMeanwhile if the file no longer contains `before`; errors of the file system
 */
export async function replaceText(path: string, before: string, after: string): Promise<void> {
  const target = await realpath(path);
  // A rename could replace a file that is write-protected on purpose.
  await access(target, constants.W_OK);
  if ((await readFile(target, 'utf8')) !== before) throw new ChangedMeanwhile();
  // A rename would give one of the names a file of its own.
  const { nlink } = await stat(target);
  if (nlink > 1 || !(await replaceByRename(target, after))) await overwrite(target, before, after);
}

/** In place; where that fails, such as on a full disk, the old text is written back. */
async function overwrite(target: string, before: string, after: string): Promise<void> {
  const handle = await open(target, 'r+');
  const put = async (text: string) => {
    const bytes = Buffer.from(text);
    await handle.write(bytes, 0, bytes.length, 0);
    await handle.truncate(bytes.length);
    await handle.sync();
  };
  try {
    await put(after).catch(async (error: unknown) => {
      await put(before);
      throw error;
    });
  } finally {
    await handle.close();
  }
}

/** @returns false if the folder or the owner of the file does not permit it */
async function replaceByRename(target: string, text: string): Promise<boolean> {
  // A name that cannot be guessed, so that no link can wait there.
  const temporary = `${target}.forkguard-${randomBytes(8).toString('hex')}`;
  let created = false;
  try {
    // Created without permissions for others, because the file may contain passwords.
    const handle = await open(temporary, 'wx', 0o600);
    created = true;
    await writeLike(handle, target, text);
    await rename(temporary, target);
    return true;
  } catch (error) {
    if (created) await rm(temporary, { force: true });
    if (isRefused(error)) return false;
    throw error;
  }
}

/** With owner and mode of the target, and on the disk before the old text goes. */
async function writeLike(handle: FileHandle, target: string, text: string): Promise<void> {
  try {
    const { mode, uid, gid } = await stat(target);
    await handle.writeFile(text);
    await handle.chown(uid, gid);
    await handle.chmod(mode & 0o7777);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const isRefused = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['EACCES', 'EPERM', 'EROFS'].includes(String(error.code));
