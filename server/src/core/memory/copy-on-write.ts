/**
 * How many bytes a fork makes the kernel copy: pools of the heap that writes hit at random.
 *
 * A pool of `A` bytes after `w` writes that touch `p` pages of it each has copied `A × (1 − e^(−p × page × w / A))`. Which
 * pools there are, and which of them a command writes, follows from struct sizes and size classes (`heap/`), not from a fit;
 * see docs/memory-model.md for what was measured.
 */

import type { Pool, Touch } from './heap/heap';
import { PAGE } from './heap/jemalloc';
import { uniformWrites } from './skew';

/** Operations of one kind. */
export interface Stream {
  /** Of all writes. */
  readonly share: number;
  /** Different keys or elements that may be chosen. */
  readonly targets: number;
  /** Exponent of Zipf's law by which they are chosen; 0 is uniform. */
  readonly skew: number;
  readonly touches: readonly Touch[];
  /** Bytes that memory grows by for each. */
  readonly growth: number;
}

export interface Workload {
  /** Bytes of memory that the process holds at the fork; a copy cannot exceed it. */
  readonly residentSet: number;
  readonly pools: readonly Pool[];
  readonly streams: readonly Stream[];
  /** Over how many times its own size what is in use is spread: holes of a fragmented heap lie on pages that are written. */
  readonly spread: number;
  /** Bytes that the kernel copies at once. */
  readonly page?: number;
}

/** How far to the safe side. */
export interface Margin {
  /** Bytes that an idle save copies. */
  readonly idle: number;
  /** The part of a save, 0 to 1, by which the child gives pages back later than evenly. */
  readonly lag: number;
}

/** For what must fit. */
export const SAFE: Margin = { idle: 2_500_000, lag: 0.15 };
/** The least that is to be expected. */
export const LEAST: Margin = { idle: 700_000, lag: 0 };
/** For writes that come faster than the child saves: nothing has been given back yet. */
export const AT_ONCE: Margin = { ...SAFE, lag: 1 };

/** Points of a save at which the copies are looked at where the child gives some back: the peak may be anywhere. */
const POINTS = 50;

/**
 * Bytes copied at the peak of a save during which `writes` writes arrive evenly; with what memory grows by.
 * Grows with the writes, and without growth saturates at the resident set.
 */
export function copiedBytes(workload: Workload, writes: number, margin: Margin = SAFE): number {
  const copied = curveOf(workload);
  const releases = margin.lag < 1 && workload.pools.some(({ own }) => own);
  let peak = 0;
  for (let point = releases ? 1 : POINTS; point <= POINTS; point += 1) {
    const part = point / POINTS;
    const saved = Math.max(0, (part - margin.lag) / (1 - margin.lag));
    peak = Math.max(peak, copied(Math.max(0, writes) * part, part, releases ? saved : 0));
  }
  return Math.min(workload.residentSet, margin.idle + peak) + grownBytes(workload, writes);
}

/** Bytes that memory grows by. */
const grownBytes = ({ streams }: Workload, writes: number): number =>
  streams.reduce((sum, { share, growth }) => sum + share * growth * writes, 0);

/**
 * @param part of the save that has gone by, 0 to 1
 * @param saved the part of the keys that the child has written and given back
 */
type Curve = (writes: number, part: number, saved: number) => number;

function curveOf({ pools, streams, spread, page = PAGE }: Workload): Curve {
  const uniform = streams.map(({ targets, skew }) => uniformWrites(targets, skew));
  const sources = pools.map(({ key }) =>
    streams.flatMap(({ touches, share }, index) =>
      touches.flatMap(({ pool, pages, among }) => (pool === key ? [{ index, share, pages, among }] : [])),
    ),
  );
  return (writes, part, saved) => {
    const done = streams.map(({ share }, index) => uniform[index]?.(writes * share) ?? 0);
    return pools.reduce((sum, { bytes, own, written }, at) => {
      let pages = 0;
      for (const source of sources[at] ?? []) pages += hits(source, done[source.index] ?? 0);
      if (pages === 0 && written === 0) return sum;
      const region = bytes * spread;
      const clean = (1 - written * part) * Math.exp((-pages * page) / region);
      return sum + region * (own ? 1 - saved : 1) * (1 - clean);
    }, 0);
  };
}

/** Pages that are hit where only so many places can be. */
const hits = (
  { pages, among }: { readonly pages: number; readonly among: number | undefined },
  writes: number,
): number => (among === undefined ? pages * writes : among * -Math.expm1((-pages * writes) / among));

/** Bytes that a number of writes copies. */
export type Copies = (writes: number, margin: Margin) => number;

/**
 * The number of writes during one fork after which `room` bytes have been copied, when they come faster than the child
 * gives anything back.
 * @returns undefined when no number of writes copies that much.
 */
export function writesToCopy(copies: Copies, room: number): number | undefined {
  if (room <= 0) return 0;
  const copied = (writes: number): number => copies(writes, AT_ONCE);
  if (copied(MOST_WRITES) <= room) return undefined;
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

/** More than any save sees. */
const MOST_WRITES = 1e15;
