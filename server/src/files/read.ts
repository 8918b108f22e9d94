/** Reading files that anybody may have put there: each way in which one cannot be read has a sentence of its own. */

import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
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
}

/** Bytes that are looked at to tell text from binary data, as Git does. */
const SNIFFED = 8000;

export async function readTextFile(
  path: string,
  sizeLimit = DEFAULT_SIZE_LIMIT,
): Promise<ReadText | Unreadable> {
  try {
    // A pipe without a writer would keep a plain open waiting for ever.
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) return unreadable('not a regular file');
      if (stats.size > sizeLimit)
        return unreadable(`${megabytes(stats.size)} is more than the ${megabytes(sizeLimit)} that are read`);
      return decode(await handle.readFile());
    } finally {
      await handle.close();
    }
  } catch (error) {
    return unreadable(reasonOf(error));
  }
}

/** @returns unreadable for binary data */
export function decode(bytes: Uint8Array): ReadText | Unreadable {
  if (bytes.subarray(0, SNIFFED).includes(0)) return unreadable('binary data, not a configuration');
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { kind: 'text', text, lossy: false };
  } catch {
    return { kind: 'text', text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), lossy: true };
  }
}

/** What went wrong, in words; the code of the system where there are none. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  return REASONS[code ?? ''] ?? code ?? String(error);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  EISDIR: 'a folder, not a file',
  ELOOP: 'symbolic links that lead in a circle',
  EMFILE: 'too many open files',
};

const unreadable = (why: string): Unreadable => ({ kind: 'unreadable', why });

const megabytes = (bytes: number): string => `${Math.max(1, Math.round(bytes / 1024 / 1024))} MB`;
