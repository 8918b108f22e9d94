/** Facts that users state because no file contains them, with the same keys in annotations and in the project file. */

import { parseDuration, parseRate } from '../units/duration';
import { parseQuantity } from '../units/quantity';
import { parseRedisMemory } from '../units/redis-memory';
import type { Fact } from './fact';
import { parseVersion, type ServerVersion } from './version';

/** `any`: may be promoted or demoted (Sentinel, an operator, a cluster). */
export type Role = 'primary' | 'replica' | 'any';

/** The facts that can be stated, each with its unit. */
export interface Stated {
  readonly role: Role;
  readonly version: ServerVersion;
  /** Peak size of the data, in bytes. */
  readonly dataset: number;
  /** Memory limit of the container or service, in bytes. */
  readonly limit: number;
  /** Mean size of a value, in bytes. */
  readonly value: number;
  /** Writes per second. */
  readonly writes: number;
  /** Duration of a background save, in seconds. */
  readonly save: number;
  /** Number of keys. */
  readonly keys: number;
  /** Exponent of the Zipf distribution of writes over keys; 0 is uniform. */
  readonly skew: number;
  /** Duration of an AOF rewrite, in seconds. */
  readonly rewrite: number;
  /** Write speed of a save, in bytes per second. */
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
  /** Completes the sentence "… must be". */
  readonly form: string;
}

/** Rejects 0: no stated size or duration can be zero, and "none" is expressed by leaving the key out. */
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

/** Checks one `key=text` pair; `STATED[key].read` reads the value. */
export function readStated(key: string, text: string): StatedReading {
  const known = STATED_KEYS.find((one) => one === key);
  if (!known) return { ok: false, message: `Unknown key "${key}". Valid keys: ${STATED_KEYS.join(', ')}.` };
  if (STATED[known].read(text) !== undefined) return { ok: true, key: known };
  return { ok: false, message: `${key} must be ${STATED[known].form}, not "${text}".` };
}

/**
 * Bytes in Redis or Kubernetes notation. They differ only in a lower-case `m`, which is read as mega, never as milli.
 */
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
