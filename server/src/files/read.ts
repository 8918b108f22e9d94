/** Reading files that anybody may have put there: each way in which one cannot be read has a sentence of its own. */

import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { wordMap } from '../core/word-map';
import { DEFAULT_SIZE_LIMIT } from './limits';

export interface ReadText {
  readonly kind: 'text';
  readonly text: string;
  /** The bytes are not UTF-8: the text has replacement characters and must not be written back. */
  readonly lossy: boolean;
}

export interface Unreadable {
  readonly kind: 'unreadable';
  /** Completes "<path>: …", without a full stop. */
  readonly why: string;
  /** There is nothing at this path. */
  readonly missing: boolean;
  /** There is a folder. */
  readonly folder?: boolean;
}

/** The caller had a look at the bytes and has no use for them. */
export interface Unwanted {
  readonly kind: 'unwanted';
}

/** Bytes that are looked at to tell text from binary data, as Git does. */
const SNIFFED = 8000;

export const readTextFile = (path: string, sizeLimit = DEFAULT_SIZE_LIMIT): Promise<ReadText | Unreadable> =>
  read(path, sizeLimit, decode);

/** As readTextFile, but decodes only what `wanted` says yes to. */
export const readWantedFile = (
  path: string,
  sizeLimit: number,
  wanted: (bytes: Buffer) => boolean,
): Promise<ReadText | Unreadable | Unwanted> =>
  read(path, sizeLimit, (bytes) => (wanted(bytes) ? decode(bytes) : { kind: 'unwanted' }));

async function read<T>(path: string, sizeLimit: number, use: (bytes: Buffer) => T): Promise<T | Unreadable> {
  try {
    // A pipe without a writer would keep a plain open waiting for ever.
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stats = await handle.stat();
      if (stats.isDirectory()) return { ...unreadable(A_FOLDER), folder: true };
      if (!stats.isFile()) return unreadable(NO_FILE);
      if (stats.size > sizeLimit) return tooLarge(stats.size, sizeLimit);
      return use(await handle.readFile());
    } finally {
      await handle.close();
    }
  } catch (error) {
    const isLink = await lstat(path).then(
      (stats) => stats.isSymbolicLink(),
      () => false,
    );
    const missing = !isLink && ['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '');
    return { ...unreadable(reasonOf(error, isLink)), missing };
  }
}

/** @returns unreadable for binary data */
export function decode(bytes: Uint8Array): ReadText | Unreadable {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    return unreadable('UTF-16 text, which no server reads; save it as UTF-8');
  if (bytes.subarray(0, SNIFFED).includes(0)) return unreadable('binary data, not a configuration');
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { kind: 'text', text, lossy: false };
  } catch {
    return { kind: 'text', text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), lossy: true };
  }
}

/** @param size bytes, at least so many */
export const tooLarge = (size: number, limit: number): Unreadable =>
  unreadable(`${megabytes(size)} MB is more than the ${megabytes(limit)} MB that are read`);

/**
 * What went wrong, in words; the code of the system where there are none.
 * @param isLink the path itself is there, as a symbolic link
 */
export function reasonOf(error: unknown, isLink = false): string {
  const code = codeOf(error);
  if (isLink && code === 'ENOENT') return 'a symbolic link to nothing';
  return REASONS.get(code ?? '') ?? code ?? String(error);
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined;

const NO_FILE = 'not a regular file';
const A_FOLDER = 'a folder, not a file';

const REASONS = wordMap<string>({
  ENOENT: 'no such file or folder',
  ENOTDIR: 'no such file or folder (a part of the path is a file)',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'on a file system that cannot be written',
  ENOSPC: 'no space left',
  EISDIR: A_FOLDER,
  ELOOP: 'symbolic links that lead in a circle',
  ENAMETOOLONG: 'the path is too long for this system',
  EMFILE: 'too many open files',
  // Opening a socket.
  ENXIO: NO_FILE,
  EIO: 'the disk fails to give it',
});

const unreadable = (why: string): Unreadable => ({ kind: 'unreadable', why, missing: false });

/** Up, so that what is too large by a byte does not look as if it fitted. */
const megabytes = (bytes: number): number => Math.ceil(bytes / 1024 / 1024);
