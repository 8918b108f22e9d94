/**
 * How many bytes a fork makes the kernel copy: pools of the heap that writes hit at random.
 *
 * A write of a key touches the page of its dictionary entry, that of its value's header, and the pages of the value.
 * Pool sizes come from struct sizes and size classes, not from a fit; see docs/memory-model.md for what was measured.
 */

import { BUCKET_BYTES, ENTRY_BYTES, type Headers, KEY_BYTES, OBJECT_BYTES, type ValuePool } from './heap';
import { uniformWrites } from './skew';
import { fixedLayout, type Layout, looseLayout, PAGE } from './slabs';

/** What INFO counts to `used_memory_dataset` for one key beside its value: key string, rounding. */
const COUNTED_PER_KEY = 40;
/** By which that differs with the length of the key and the build of the allocator. */
const ROUNDING = 24;
const SMALLEST_VALUE = 16;
/** A write into a hash, list or sorted set touches that many pages at most: ZADD in a skip list took up to 7. */
const COLLECTION_PAGES = 8;

export interface Workload {
  /** Bytes of memory that the process holds at the fork; a copy cannot exceed it. */
  readonly residentSet: number;
  readonly pools: readonly ValuePool[];
  /** Exponent of Zipf's law by which keys are chosen; 0 is uniform. */
  readonly skew: number;
  /** The child gives pages of values back once it has saved them (Redis 7.0, jemalloc, no huge pages). */
  readonly release: boolean;
  readonly headers: Headers;
  /** Over how many times its own size what is in use is spread: holes of a fragmented heap lie on pages that are written. */
  readonly spread: number;
}

/** How far to the safe side. */
export interface Margin {
  /** Bytes that an idle save copies: measured 1 to 5 MB. */
  readonly idle: number;
  /** The part of a save, 0 to 1, by which the child gives pages back later than evenly. */
  readonly lag: number;
}

/** For what must fit: with it no measured save copied more than 0.8 % of the resident set above the prediction. */
export const SAFE: Margin = { idle: 5_000_000, lag: 0.25 };
/** The least that is to be expected. */
export const LEAST: Margin = { idle: 1_000_000, lag: 0 };
/** For writes that come faster than the child saves: nothing has been given back yet. */
export const AT_ONCE: Margin = { idle: 0, lag: 1 };

export interface ValueFacts {
  /** Mean bytes of one value. */
  readonly valueSize: number;
  /** All values have this size and lie in the slabs of jemalloc. Otherwise only the mean counts. */
  readonly fixed: boolean;
}

/** Keys that make up `used` bytes (`used_memory`, which `maxmemory` bounds) at this value size. */
export function keysOf(used: number, { valueSize, fixed }: ValueFacts): number {
  return used / (layoutOf(valueSize, fixed).slot + KEY_BYTES);
}

export const layoutOf = (valueSize: number, fixed: boolean): Layout =>
  fixed ? fixedLayout(Math.max(SMALLEST_VALUE, valueSize)) : looseLayout(Math.max(SMALLEST_VALUE, valueSize));

/**
 * What INFO says of a server: its keys share `used_memory_dataset`.
 * @param valueSize of values that are all of one size; not believed where the dataset says otherwise
 */
export function poolOfInfo(dataset: number, keys: number, valueSize?: number): ValuePool {
  const slot = Math.max(0, dataset / keys - COUNTED_PER_KEY);
  const fixed = valueSize === undefined ? undefined : fixedLayout(valueSize);
  const agrees = fixed && Math.abs(fixed.slot - slot) <= Math.max(ROUNDING, 0.02 * slot);
  return { keys, layout: agrees ? { ...fixed, slot } : looseLayout(slot) };
}

/** Elements of collections: one write touches one of them, however large the whole is. */
export const collectionPool = (pool: ValuePool): ValuePool => ({
  ...pool,
  layout: {
    ...pool.layout,
    pagesPerWrite: Math.min(COLLECTION_PAGES, pool.layout.pagesPerWrite),
    own: 0,
    shared: pool.layout.slot,
  },
});

/** Points of a save at which the copies are looked at where the child gives some back: the peak may be anywhere. */
const POINTS = 50;

/**
 * Bytes copied at the peak of a save during which `writes` writes arrive evenly.
 * Grows with the writes, saturates at the resident set.
 */
export function copiedBytes(workload: Workload, writes: number, margin: Margin = SAFE): number {
  if (writes <= 0) return Math.min(workload.residentSet, margin.idle);
  const keys = workload.pools.reduce((sum, pool) => sum + pool.keys, 0);
  const uniform = uniformWrites(keys, workload.skew);
  const releases = workload.release && margin.lag < 1 && workload.pools.some(({ layout }) => layout.own > 0);
  let peak = 0;
  for (let point = releases ? 1 : POINTS; point <= POINTS; point += 1) {
    const part = point / POINTS;
    const saved = releases ? Math.max(0, (part - margin.lag) / (1 - margin.lag)) : 0;
    peak = Math.max(peak, copiedSoFar(workload, uniform(writes * part) / keys, saved));
  }
  return Math.min(workload.residentSet, margin.idle + peak);
}

/**
 * @param perKey uniformly placed writes for each key so far
 * @param saved the part of the keys, 0 to 1, that the child has written and given back
 */
function copiedSoFar({ pools, headers, spread }: Workload, perKey: number, saved: number): number {
  let copied = 0;
  for (const { keys, layout } of pools) {
    const { pagesPerWrite, own, shared } = layout;
    const writes = keys * perKey;
    const region = (bytes: number): number => keys * bytes * spread;
    const header = ENTRY_BYTES + OBJECT_BYTES;
    if (headers === 'slabs' || headers === 'apart') {
      copied +=
        headers === 'slabs'
          ? saturate(region(ENTRY_BYTES), 1, writes) + saturate(region(OBJECT_BYTES), 1, writes)
          : saturate(region(header), 2, writes);
      copied += region(own) * (1 - saved) * -Math.expm1(-perKey / spread);
      copied += saturate(region(shared), pagesPerWrite - own / PAGE, writes);
    } else {
      const pages = pagesPerWrite + (headers === 'among values' ? 2 : 1);
      copied += saturate(region(header + own + shared), pages, writes);
    }
  }
  return copied;
}

/**
 * Bytes that writes of new keys take while a child saves: the keys themselves, and the buckets that they are put into.
 * Of what was there before they copy nothing else.
 */
export function insertedBytes({ pools }: Workload, writes: number, margin: Margin = SAFE): number {
  const keys = pools.reduce((sum, pool) => sum + pool.keys, 0);
  const slots = pools.reduce((sum, { keys: share, layout }) => sum + share * layout.slot, 0) / keys;
  return margin.idle + writes * (slots + KEY_BYTES) + saturate(keys * BUCKET_BYTES, 1, writes);
}

/** Pages of a region that are hit at least once by randomly placed writes, in bytes. */
function saturate(region: number, pagesPerWrite: number, writes: number): number {
  return region <= 0 ? 0 : region * -Math.expm1((-pagesPerWrite * PAGE * writes) / region);
}

/**
 * The number of writes during one fork after which `room` bytes have been copied, when they come faster than the child
 * gives anything back.
 * @returns undefined when no number of writes copies that much.
 */
export function writesToCopy(workload: Workload, room: number): number | undefined {
  if (room <= 0) return 0;
  const copied = (writes: number): number => copiedBytes(workload, writes, AT_ONCE);
  if (copied(Number.MAX_SAFE_INTEGER) <= room) return undefined;
  let low = 0;
  let high = 1;
  while (copied(high) < room) high *= 2;
  while (high - low > Math.max(1, high / 1000)) {
    const middle = (low + high) / 2;
    if (copied(middle) < room) low = middle;
    else high = middle;
  }
  return Math.floor(low);
}
