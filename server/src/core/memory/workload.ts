/** From what a server holds and what its clients do to the pools that its writes hit. */

import { type ChildFacts, isRehashing, markChildWrites, markRehash } from './child';
import type { Stream, Workload } from './copy-on-write';
import type { Build } from './heap/build';
import { Heap } from './heap/heap';
import { KIND_OF, type Operation, type Placed, place } from './heap/operations';
import type { Population } from './heap/population';

/** An operation, and its share of all writes. */
export interface Share {
  readonly operation: Operation;
  readonly share: number;
}

export interface Holdings {
  readonly build: Build;
  /** Bytes. */
  readonly residentSet: number;
  /** Bytes that the allocator has handed out (`used_memory`). */
  readonly used: number;
  /** All that it holds, as far as it is known. */
  readonly populations: readonly Population[];
  readonly mix: readonly Share[];
  /** Exponent of Zipf's law by which written keys are chosen; 0 is uniform. */
  readonly skew: number;
  readonly child: ChildFacts;
}

export function workloadOf(holdings: Holdings): Workload {
  const { build, residentSet, used, populations, mix, skew, child } = holdings;
  const heap = new Heap(build);
  const placed = populations.map((population) => {
    const one = place(heap, population);
    if (population.kind === 'string')
      markChildWrites(heap, one, child, population.value === 'integer' ? undefined : population.value);
    else markChildWrites(heap, one, child, undefined);
    return { population, one };
  });
  const keys = populations.reduce((sum, population) => sum + population.keys, 0);
  if (isRehashing(build.version, keys)) for (const { one } of placed) markRehash(heap, one);
  const streams = mix.flatMap((share) => streamsOf(share, placed, skew));
  const pools = build.jemalloc ? heap.pools : [];
  const workload = {
    residentSet,
    pools,
    streams,
    spread: spreadOf(residentSet, used + heap.beside),
    page: build.page,
  };
  return build.jemalloc ? workload : amongEachOther(workload, heap, used);
}

/** Writes of one kind, spread over the populations that they can hit. */
function streamsOf(
  { operation, share }: Share,
  placed: readonly { readonly population: Population; readonly one: Placed }[],
  skew: number,
): Stream[] {
  const effects = placed
    .filter(({ population }) => population.kind === KIND_OF[operation])
    .map(({ one }) => one.effect(operation));
  const targets = effects.reduce((sum, effect) => sum + effect.targets, 0);
  return effects.map((effect) => ({
    share: (share * effect.targets) / targets,
    targets: effect.targets,
    skew,
    touches: effect.touches,
    growth: effect.growth,
  }));
}

/** Code, libraries, buffers and pages that jemalloc keeps for later: resident, and no part of the heap that keys lie in. */
const BESIDE_HEAP = 12_000_000;
/** Of an allocator without holes: resident over what is handed out, measured 1.02 to 1.05. */
const SLACK = 1.04;

/**
 * How far a heap is spread out, at least 1. After half of the keys were deleted at random, saves of values of 100 and 1000
 * bytes copied 85 % of a resident set 2.1 times as large as what was in use.
 */
function spreadOf(residentSet: number, used: number): number {
  const holes = residentSet - BESIDE_HEAP - SLACK * used;
  return used <= 0 ? 1 : 1 + Math.max(0, holes) / used;
}

/**
 * With another allocator everything but the buckets lies among each other: measured with libc, 88 to 92 % of the resident
 * set can be written.
 */
function amongEachOther({ streams, ...workload }: Workload, heap: Heap, used: number): Workload {
  const apart = (pool: string): boolean => pool === 'buckets';
  const buckets = heap.pools.filter(({ key }) => apart(key));
  const rest = heap.pools.filter(({ key }) => !apart(key));
  const bytes = rest.reduce((sum, pool) => sum + pool.bytes, 0);
  const beside = buckets.reduce((sum, pool) => sum + pool.bytes, 0);
  return {
    ...workload,
    pools: [...buckets, { key: 'heap', bytes, own: false, written: 0 }],
    streams: streams.map((stream) => ({
      ...stream,
      touches: stream.touches.map((touch) => (apart(touch.pool) ? touch : { ...touch, pool: 'heap' })),
    })),
    spread: used <= beside ? 1 : Math.max(1, (workload.residentSet - beside) / (used - beside)),
  };
}

/** Bytes of memory that one key of a population takes, with its elements. */
export function bytesPerKey(build: Build, population: Omit<Population, 'keys'>): number {
  const heap = new Heap(build);
  const keys = 1_000_000;
  place(heap, { ...population, keys });
  return (heap.bytes - heap.beside) / keys;
}
