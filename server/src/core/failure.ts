/**
 * A failure of Forkguard itself while it checks a file. It costs that file only: it becomes a finding at the top of the
 * file and one line in the log, and everything else is checked.
 */

import type { FileId } from './text/span';

export interface Failure {
  readonly file: FileId;
  /** A sentence: what failed, and what was not checked for it. */
  readonly what: string;
  readonly error: unknown;
  /** Nothing in the file was checked. */
  readonly whole?: boolean;
}

/** Failures of one check. Some come late: fixes and hovers are computed on request. */
export class Failures {
  readonly #all: Failure[];
  #listener: ((failure: Failure) => void) | undefined;

  constructor(failures: readonly Failure[] = []) {
    this.#all = [...failures];
  }

  add(failure: Failure): void {
    this.#all.push(failure);
    this.#listener?.(failure);
  }

  /** @param listener called for each failure added from now on */
  onLate(listener: (failure: Failure) => void): void {
    this.#listener = listener;
  }

  get all(): readonly Failure[] {
    return this.#all;
  }
}

/** @returns the value of `make`, or where it throws that of `instead`, after `failed` was called with the error */
export function contained<T>(make: () => T, instead: () => T, failed: (error: unknown) => void): T {
  try {
    return make();
  } catch (error) {
    failed(error);
    return instead();
  }
}

/** The message for users: it names the kind of the error and leaves out its text, which may quote the file. */
export const failureMessage = ({ what, error }: Failure): string =>
  `${what} Everything else was checked. This is a bug in Forkguard (${kindOf(error)}): please report it at ${REPORT}.`;

export const REPORT = 'https://github.com/forkguard/forkguard/issues';

const kindOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown error');

/** Frames of a stack that are logged. */
const FRAMES = 12;
/** UTF-16 units of an error's own text. */
const MESSAGE = 200;

/** One line for the log, with the stack; words in quotes may come from the file and are left out. */
export function failureLine({ what, error }: Failure): string {
  if (!(error instanceof Error)) return `${what} (${kindOf(error)})`;
  const message = error.message
    .slice(0, MESSAGE)
    .replace(/(["'`/]).*\1/s, '$1…$1')
    .replace(/\s+/g, ' ');
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s*at /.test(line));
  return `${what} ${error.name}: ${message} ${frames
    .slice(0, FRAMES)
    .map((frame) => frame.trim())
    .join(' ')}`;
}
