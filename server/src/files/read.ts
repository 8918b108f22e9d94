/** Reads files of any content; every reason for failure has its own message. */

import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { wordMap } from '../core/word-map';
import { DEFAULT_SIZE_LIMIT } from './limits';

export interface ReadText {
  readonly kind: 'text';
  readonly text: string;
  /** The bytes are not UTF-8, so the text has replacement characters and must not be written back. */
  readonly lossy: boolean;
}

export interface Unreadable {
  readonly kind: 'unreadable';
  /** Completes "<path>: …", without a full stop. */
  readonly why: string;
  /** The path does not exist. */
  readonly missing: boolean;
  /** The path is a folder. */
  readonly folder?: boolean;
}

/** The caller inspected the bytes and does not need the file. */
export interface Unwanted {
  readonly kind: 'unwanted';
}

/** Number of bytes to check for binary data, as Git does. */
const SNIFFED = 8000;

export const readTextFile = (path: string, sizeLimit = DEFAULT_SIZE_LIMIT): Promise<ReadText | Unreadable> =>
  read(path, sizeLimit, decode);

/** Like readTextFile, but decodes only bytes that `wanted` accepts. */
export const readWantedFile = (
  path: string,
  sizeLimit: number,
  wanted: (bytes: Buffer) => boolean,
): Promise<ReadText | Unreadable | Unwanted> =>
  read(path, sizeLimit, (bytes) => (wanted(bytes) ? decode(bytes) : { kind: 'unwanted' }));

async function read<T>(path: string, sizeLimit: number, use: (bytes: Buffer) => T): Promise<T | Unreadable> {
  try {
    // Opens without blocking, because opening a pipe would wait for a writer.
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
    return unreadable('UTF-16 text, which servers cannot read; save it as UTF-8');
  if (bytes.subarray(0, SNIFFED).includes(0)) return unreadable('binary data, not a configuration');
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { kind: 'text', text, lossy: false };
  } catch {
    return { kind: 'text', text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), lossy: true };
  }
}

/** @param size in bytes, a lower bound */
export const tooLarge = (size: number, limit: number): Unreadable =>
  unreadable(`${megabytes(size)} MB exceeds the limit of ${megabytes(limit)} MB`);

/**
 * Describes an error, or returns its code if it is unknown.
 * @param isLink the path itself is a symbolic link
 */
export function reasonOf(error: unknown, isLink = false): string {
  const code = codeOf(error);
  if (isLink && code === 'ENOENT') return 'a broken symbolic link';
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
  EROFS: 'on a read-only file system',
  ENOSPC: 'no space left',
  EISDIR: A_FOLDER,
  ELOOP: 'a loop of symbolic links',
  ENAMETOOLONG: 'the path is too long for this system',
  EMFILE: 'too many open files',
  // Errors of sockets.
  ENXIO: NO_FILE,
  EIO: 'input/output error',
});

const unreadable = (why: string): Unreadable => ({ kind: 'unreadable', why, missing: false });

/** Rounds up, so that a file above the limit does not appear to fit. */
const megabytes = (bytes: number): number => Math.ceil(bytes / 1024 / 1024);
