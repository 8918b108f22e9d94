/** What a heap of keys is made of, and how it lies: struct sizes of Redis 7, and over how much memory they are spread. */

import { type Layout, padOf } from './slabs';

/** Per key in Redis 7 with jemalloc: the dictionary entry (32) and the key string (32) share slabs, and one is written. */
export const ENTRY_BYTES = 64;
/** The header of the value (robj), in slabs of its own; a SET writes a new one. */
export const OBJECT_BYTES = 16;
/** Buckets of the dictionary: a power of two, 8 bytes each. Overwriting writes none of them. */
export const BUCKET_BYTES = 12;
/** What one key needs beside its value. */
export const KEY_BYTES = ENTRY_BYTES + OBJECT_BYTES + BUCKET_BYTES;
/** Values of one size. */
export interface ValuePool {
  readonly keys: number;
  readonly layout: Layout;
}

/**
 * Where entries and objects lie: in slabs of their own, as Redis 7 and jemalloc put them together; apart from the values, in
 * slabs that were not measured one by one (the dictionary of Valkey 8.1); among the values; or there, and the object beside its
 * value (libc with values of one size, which frees and takes both together: measured 1.7 pages for each write of 100 bytes
 * to an aged heap, 2.2 of 1000 bytes).
 */
export type Headers = 'slabs' | 'apart' | 'among values' | 'beside values';

/** Code, libraries and buffers of a server without data: resident, and no part of the heap that keys lie in. */
const BESIDE_HEAP = 10_000_000;
/** What an allocator without holes keeps beside what is in use: resident over used, measured with values of 1 KB. */
const WITHOUT_HOLES = 1.065;
/** The least that a dictionary has for one key: as many buckets as keys. Overwriting writes none of them. */
const LEAST_BUCKET_BYTES = 8;

/**
 * How far a heap is spread out, at least 1. After half of the keys were deleted at random, saves of values of 100 and 1000
 * bytes copied 85 % of a resident set 2.1 times as large as what was in use; libc, whose chunks lie anywhere among each
 * other, lets 88 to 92 % be written.
 */
export function spreadOf(residentSet: number, pools: readonly ValuePool[], headers: Headers): number {
  const keys = pools.reduce((sum, pool) => sum + pool.keys, 0);
  const slots = pools.reduce(
    (sum, { keys: share, layout: { slot } }) => sum + share * (slot + padOf(slot)),
    0,
  );
  const spread =
    headers === 'slabs'
      ? (residentSet - BESIDE_HEAP) / ((slots + keys * KEY_BYTES) * WITHOUT_HOLES)
      : (residentSet - keys * LEAST_BUCKET_BYTES) / (slots + keys * (ENTRY_BYTES + OBJECT_BYTES));
  return Math.max(1, spread);
}
