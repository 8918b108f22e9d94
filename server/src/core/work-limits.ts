/**
 * How much work the files of one workspace may cause where they multiply it: an alias of an alias, a base that is built
 * twice, an include of an include. Far above every real file that was looked at; beyond it what is left is unknown, and
 * the file says so once (rule work-limit).
 */

import type { Place } from './text/span';

/** Nodes of one YAML document with its aliases expanded. */
export const MOST_NODES = 200_000;
/** Files that one start of a server may include, each counted as often as it is read. */
export const MOST_INCLUDES = 1000;
/** Lines in them. */
export const MOST_INCLUDED_LINES = 100_000;
/** Kustomizations that one build may read, each counted as often as it is built. */
export const MOST_KUSTOMIZATIONS = 1000;
/** Operations of JSON patches that one build may apply. */
export const MOST_OPERATIONS = 2000;
/** Files that one Compose project may include or extend, each counted as often as it is read. */
export const MOST_COMPOSE_FILES = 1000;
/** UTF-16 code units of one variable or argument: Linux starts no program with a longer one (MAX_ARG_STRLEN). */
export const LONGEST_ARGUMENT = 131_072;

/** Where a limit was reached. */
export interface LimitReached {
  readonly place: Place;
  /** A sentence. */
  readonly message: string;
}

/** @param what a noun with its number, such as "1000 included files" */
export const limitMessage = (what: string): string =>
  `Forkguard stops reading here after ${what}. What lies beyond is unknown, and nothing is concluded from it.`;
