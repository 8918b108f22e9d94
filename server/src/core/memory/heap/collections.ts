/**
 * Hashes, sets and sorted sets as tables: what an element takes in the heap, and what commands write of it.
 *
 * From t_hash.c, t_set.c, t_zset.c and dict.c of Redis 7.0 and 8.0, and from hashtable.c, entry.c and t_zset.c of Valkey
 * 8.1 and 9.1.
 */

import { hasRedis } from '../../model/version';
import { embedsKeys, embedsMore } from './build';
import type { Heap, Touch } from './heap';
import { type Population, powerOfTwo, sdsBytes } from './population';
import { BUCKET, chainedShare } from './tables';

const ENTRY = 24;
/** A dictionary of members alone (`no_value`, Redis 7.2): an entry only where a bucket is taken already. */
const MEMBER_ENTRY = 16;
const POINTER = 8;
/** EMBED_VALUE_MAX_ALLOC_SIZE of Valkey. */
const EMBEDDED = 128;

/** Buckets of the tables of all keys. @returns what writing one of them touches */
function placeBuckets(heap: Heap, { keys, perKey }: Population): Touch[] {
  const bytes = embedsKeys(heap.build)
    ? powerOfTwo(perKey / BUCKET.entries) * BUCKET.bytes
    : powerOfTwo(perKey) * POINTER;
  const touches = heap.block(keys, bytes, { content: 'table' });
  const whole = touches.reduce((sum, { pages }) => sum + pages, 0);
  return touches.map((touch) => ({ ...touch, pages: touch.pages / whole }));
}

const elementsOf = ({ keys, perKey }: Population): number => keys * perKey;
const bytesOf = ({ value }: Population): number => (value === 'integer' ? 8 : value);

/** What writing the value of a field touches. */
export function placeHashTable(heap: Heap, population: Population): readonly Touch[] {
  const elements = elementsOf(population);
  const { field } = population;
  const value = bytesOf(population);
  placeBuckets(heap, population);
  if (!embedsKeys(heap.build)) {
    const entry = heap.add(elements, ENTRY);
    heap.add(elements, sdsBytes(field));
    return [entry, ...heap.block(elements, sdsBytes(value), { mean: population.mean, content: 'string' })];
  }
  // A value of about the same size is written into the place of the old one.
  const both = sdsBytes(field) + sdsBytes(value, true);
  if (value < 256 && both <= EMBEDDED) return [heap.add(elements, both)];
  return [
    heap.add(elements, POINTER + sdsBytes(field, true)),
    ...heap.block(elements, sdsBytes(value), { mean: population.mean, content: 'string' }),
  ];
}

/**
 * A table that was on its way into one twice as large: Valkey moves it on with each member that comes or goes while a child
 * runs (`rehashStepOnWriteIfNeeded`, hashtable.c).
 */
function oldTable(heap: Heap, { keys, perKey }: Population): Touch {
  const bytes = (powerOfTwo(perKey / BUCKET.entries) * BUCKET.bytes) / 2;
  return { pool: heap.passing('old tables', keys * bytes), pages: 1 };
}

/** What removing a member and adding one touches. */
export function placeSetTable(heap: Heap, population: Population): readonly Touch[] {
  const elements = elementsOf(population);
  const buckets = placeBuckets(heap, population);
  const members = heap.block(elements, sdsBytes(bytesOf(population)), {
    mean: population.mean,
    content: 'string',
  });
  if (embedsKeys(heap.build)) return [...buckets, ...members, oldTable(heap, population)];
  const chained = chainedShare(population.perKey / powerOfTwo(population.perKey));
  if (!hasRedis(heap.build.version, 7, 2))
    return [...buckets, ...members, { ...heap.add(elements, ENTRY), pages: 1 + chained }];
  return [...buckets, ...members, { ...heap.add(elements * chained, MEMBER_ENTRY), pages: 2 * chained }];
}

/** A node has one more level with this probability (ZSKIPLIST_P). */
const NEXT_LEVEL = 0.25;
/** Heights of nodes that are told apart: one in 4^12 is higher. */
const HEIGHTS = Array.from({ length: 12 }, (_, index) => index + 1);

/** What moving a member to another score touches. */
export function placeSkipList(heap: Heap, population: Population): readonly Touch[] {
  const { build } = heap;
  const elements = elementsOf(population);
  const member = sdsBytes(bytesOf(population));
  const buckets = placeBuckets(heap, population);
  const inside = embedsMore(build) ? 1 + member : POINTER;
  if (!embedsMore(build)) heap.add(elements, member);
  const dictionary = embedsKeys(build) ? buckets : [heap.add(elements, ENTRY)];
  const nodes = HEIGHTS.map((height) => {
    const count = elements * shareOfHeight(height);
    // `zskiplistNode`: score, pointer back, member or pointer to it, and 16 bytes for each level.
    return { height, count, touch: heap.add(count, 16 + inside + 16 * height) };
  });
  return [...dictionary, ...nodes.flatMap((one) => nodeTouches(one, population.perKey))];
}

const shareOfHeight = (height: number): number => (1 - NEXT_LEVEL) * NEXT_LEVEL ** (height - 1);

/** The node is taken out and put in elsewhere: it and both its neighbours before and after are written. */
const NEIGHBOURS = 5;
/** At each level above, the span of the node before the old place and of that before the new one, where it is another. */
const SPANS = 2 * (1 - NEXT_LEVEL);

interface Nodes {
  readonly height: number;
  readonly count: number;
  readonly touch: Touch;
}

/** Nodes of one height are in the path of each level that they reach. */
function nodeTouches({ height, count, touch }: Nodes, perKey: number): Touch[] {
  const levels = Math.round(Math.log(perKey) / Math.log(1 / NEXT_LEVEL));
  const spans = Array.from({ length: Math.min(height - 1, levels) }, (_, level) => ({
    ...touch,
    pages: SPANS * shareOfHeight(height - level - 1),
    among: count,
  }));
  return [{ ...touch, pages: NEIGHBOURS * shareOfHeight(height) }, ...spans];
}
