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

const size: Reader<number> = { read: parseSize, form: 'a size such as 6gb or 4Gi' };

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
  save: { read: parseDuration, form: 'a duration such as 90s' },
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

function parseKernel(text: string): number | undefined {
  const match = /^(\d+)\.(\d+)/.exec(text);
  return match ? Number(match[1]) * 1000 + Number(match[2]) : undefined;
}
