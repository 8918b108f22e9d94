/** What the child itself writes while it saves, so that pages are copied without a single write of a client. */

import { hasRedis, hasValkey, type ServerVersion } from '../model/version';
import type { Heap } from './heap/heap';
import type { Placed } from './heap/operations';
import { powerOfTwo } from './heap/population';

export interface ChildFacts {
  /** `maxmemory-policy`; undefined where it is not known. */
  readonly policy?: string | undefined;
  /** `rdbcompression`; undefined where it is not known. */
  readonly compression?: boolean | undefined;
}

const isLfu = (policy: string): boolean => policy.toLowerCase().endsWith('-lfu');

/**
 * Valkey 9.1 writes the decayed counter into each header that it saves (`objectGetLFUFrequency`). Measured on 9.1.2: 93 of
 * 127 MB with values of 20 bytes, 37 of 141 with values of 100. Redis and Valkey 8.1 only read it (`LFUDecrAndReturn`).
 */
export const writesCounters = (version: ServerVersion, { policy }: ChildFacts): boolean =>
  hasValkey(version, 9, 1) && policy !== undefined && isLfu(policy);

/**
 * Valkey 8.1 and later free a value that is saved (`dismissSds`), and the buffer that compresses the next one lands where it
 * was: an idle save copied 71 to 98 % of the pages of values of 10 to 20 KB, and all are counted. Shorter values are compressed in a fixed buffer (LZF_STATIC_BUFFER_SIZE), longer ones pass by the thread cache of
 * jemalloc (`lg_tcache_max` 15).
 */
const FREED = { from: 8 * 1024 + 4, to: 32 * 1024 } as const;

function writesFreed(version: ServerVersion, { compression }: ChildFacts, value: number): boolean {
  return hasValkey(version, 8, 1) && compression !== false && value >= FREED.from && value <= FREED.to;
}

/** @param value bytes of values; undefined where they are not known */
export const childWrites = (version: ServerVersion, facts: ChildFacts, value: number | undefined): boolean =>
  writesCounters(version, facts) || (value !== undefined && writesFreed(version, facts, value));

/** Marks what the child writes of a population of strings or of keys. */
export function markChildWrites(
  heap: Heap,
  { keys }: Placed,
  facts: ChildFacts,
  value: number | undefined,
): void {
  const { version } = heap.build;
  if (writesCounters(version, facts)) heap.writtenByChild(keys.header, 1);
  if (value !== undefined && writesFreed(version, facts, value)) heap.writtenByChild(keys.value, 1);
}

/** Above a power of two by this share, a table is taken to be still on its way into one twice as large. */
const JUST_PASSED = 0.05;
/** Smaller tables are moved in a moment. */
const SLOW_FROM = 100_000;

/**
 * Redis before 7.0 goes on moving a table while a child runs, and reads do it too: 75 of 143 MB were copied with 1,048,700
 * keys and reads alone, 0.5 MB with 1,000,000; not on 7.0.15.
 */
export function isRehashing(version: ServerVersion, keys: number): boolean {
  if (hasRedis(version, 7) || keys < SLOW_FROM) return false;
  const passed = powerOfTwo(keys) / 2;
  return keys > passed && keys <= passed * (1 + JUST_PASSED);
}

/** Each entry is linked into another bucket. */
export function markRehash(heap: Heap, { keys }: Placed): void {
  heap.writtenByChild([...keys.entry, ...keys.bucket], 1);
}
