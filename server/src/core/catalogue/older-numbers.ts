/** What Redis before 6.0 compares a number with once it is read: fewer bounds than the table of 6.0 has, and 32 bits. */

import type { ServerVersion } from '../model/version';
import data from './data/older-numbers.json';
import { rank, rankOf } from './entries';

export interface OlderNumber {
  /** Of the C type that holds the number. */
  readonly bits: 32 | 64;
  readonly unsigned: boolean;
  /** Inclusive; what is outside is refused. */
  readonly min?: bigint;
  readonly max?: bigint;
}

interface Stored {
  readonly bits?: number;
  readonly unsigned?: boolean;
  readonly min?: string;
  readonly max?: string;
  /** First version with the upper bound. */
  readonly since?: string;
}

/** @param key the newest name of the directive */
export const olderInteger = (key: string, version: ServerVersion): OlderNumber =>
  read((data.integers as Readonly<Record<string, Stored>>)[key] ?? {}, version);

/** The same for memory values, which all have 64 bits. */
export const olderMemory = (key: string, version: ServerVersion): OlderNumber =>
  read((data.memory as Readonly<Record<string, Stored>>)[key] ?? { bits: 64 }, version);

/** Parsers before 2.8 were not read for bounds: nothing is refused there. */
const OLDEST_READ = rank('2.8.0');

function read({ bits, unsigned = false, min, max, since }: Stored, version: ServerVersion): OlderNumber {
  if (rankOf(version) < OLDEST_READ) return { bits: bits === 64 ? 64 : 32, unsigned };
  const bounded = max !== undefined && (since === undefined || rankOf(version) >= rank(since));
  return {
    bits: bits === 64 ? 64 : 32,
    unsigned,
    ...(min === undefined ? {} : { min: BigInt(min) }),
    ...(bounded ? { max: BigInt(max) } : {}),
  };
}
