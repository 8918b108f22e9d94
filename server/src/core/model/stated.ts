/** Facts that people state because no file says them: in an annotation or in the project file, in the same words. */

import { parseDuration, parseRate } from '../units/duration';
import { parseQuantity } from '../units/quantity';
import { parseRedisMemory } from '../units/redis-memory';
import type { Fact } from './fact';
import { parseVersion, type ServerVersion } from './version';

/** `any`: may be promoted or demoted (Sentinel, an operator, a cluster). */
export type Role = 'primary' | 'replica' | 'any';

/** What can be stated, with the unit of each. */
export interface Stated {
  readonly role: Role;
  readonly version: ServerVersion;
  /** Bytes of data at its peak. */
  readonly dataset: number;
  /** Bytes of memory that the container or service may use. */
  readonly limit: number;
  /** Mean bytes of one value. */
  readonly value: number;
  /** Writes per second. */
  readonly writes: number;
  /** Seconds of one background save. */
  readonly save: number;
  /** Number of keys. */
  readonly keys: number;
  /** Exponent of Zipf's law by which written keys are chosen; 0 is uniform. */
  readonly skew: number;
  /** Seconds of one AOF rewrite. */
  readonly rewrite: number;
  /** Bytes per second that a save writes. */
  readonly disk: number;
  /** Resident set over used memory (`mem_fragmentation_ratio`). */
  readonly fragmentation: number;
  /** Replicas attached to this instance. */
  readonly replicas: number;
  /** Linux kernel, as major * 1000 + minor. */
  readonly kernel: number;
}

export type StatedKey = keyof Stated;
export type StatedFacts = { readonly [K in StatedKey]?: Fact<Stated[K]> };

interface Reader<T> {
  readonly read: (text: string) => T | undefined;
  /** Completes "… must be". */
  readonly form: string;
}

/** Nothing that is stated can be 0 bytes or take no time: whoever means "none" leaves it out. */
const above0 =
  (read: (text: string) => number | undefined) =>
  (text: string): number | undefined =>
    read(text) || undefined;

const size: Reader<number> = { read: above0(parseSize), form: 'a size such as 6gb or 4Gi' };
const duration: Reader<number> = { read: above0(parseDuration), form: 'a duration such as 90s' };

export const STATED: { readonly [K in StatedKey]: Reader<Stated[K]> } = {
  role: {
    read: (text) => (text === 'primary' || text === 'replica' || text === 'any' ? text : undefined),
    form: 'primary, replica or any',
  },
  version: { read: (text) => parseVersion(text), form: 'a version such as 7.2, redis-7.0.15 or valkey-8.1' },
  dataset: size,
  limit: size,
  value: size,
  writes: { read: parseRate, form: 'a rate such as 2000/s' },
  save: duration,
  keys: { read: parseCount, form: 'a number of keys such as 2000000 or 2M' },
  skew: {
    read: (text) => decimal(text, 0, 3),
    form: 'an exponent from 0 (all keys alike) to 3, such as 0.99',
  },
  rewrite: duration,
  disk: { read: parseSpeed, form: 'a speed such as 200mb/s' },
  fragmentation: { read: (text) => decimal(text, 1, 10), form: 'a ratio from 1 to 10 such as 1.2' },
  replicas: { read: (text) => (/^\d{1,4}$/.test(text) ? Number(text) : undefined), form: 'a whole number' },
  kernel: { read: parseKernel, form: 'a Linux version such as 5.4' },
};

export const STATED_KEYS = Object.keys(STATED) as StatedKey[];

export type StatedReading =
  | { readonly ok: true; readonly key: StatedKey }
  | { readonly ok: false; readonly message: string };

/** Checks one `key=text` pair; the value itself is read with `STATED[key].read`. */
export function readStated(key: string, text: string): StatedReading {
  const known = STATED_KEYS.find((one) => one === key);
  if (!known)
    return { ok: false, message: `"${key}" cannot be stated here. Known are ${STATED_KEYS.join(', ')}.` };
  if (STATED[known].read(text) !== undefined) return { ok: true, key: known };
  return { ok: false, message: `${key} must be ${STATED[known].form}, not "${text}".` };
}

/** Bytes in either grammar. They disagree only on a lower-case `m`, and nobody means thousandths of a byte. */
export function parseSize(text: string): number | undefined {
  const memory = parseRedisMemory(text);
  if (memory.ok && memory.note === undefined) return Number(memory.bytes);
  const quantity = parseQuantity(text);
  return quantity.ok && quantity.bytes >= 1 ? quantity.bytes : undefined;
}

function parseCount(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([kM])?$/.exec(text);
  const count = match && Number(match[1]) * (match[2] === 'M' ? 1_000_000 : match[2] === 'k' ? 1000 : 1);
  return count && count >= 1 ? count : undefined;
}

function parseSpeed(text: string): number | undefined {
  const match = /^(\S+?)\/s$/.exec(text);
  return match?.[1] === undefined ? undefined : parseSize(match[1]);
}

function decimal(text: string, least: number, most: number): number | undefined {
  const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

function parseKernel(text: string): number | undefined {
  const match = /^(\d+)\.(\d+)/.exec(text);
  return match ? Number(match[1]) * 1000 + Number(match[2]) : undefined;
}
