/**
 * Small collections, lists and streams: elements one after the other in one allocation.
 *
 * From listpack.c, quicklist.c and t_stream.c; the limits are the compiled defaults, which Redis and Valkey share.
 */

import { hasRedis } from '../../model/version';
import type { Build } from './build';
import { type Heap, partOf, type Touch } from './heap';
import { sizeClass } from './jemalloc';
import type { Population } from './population';

/** Header and end of a listpack. */
const FRAME = 7;
/** Encoding and length behind an element. */
const BESIDE = 2;
/** A score, as a number or a short text. */
const SCORE = 8;
/** `hash-max-listpack-entries`, `zset-max-listpack-entries` and the like, and the longest element. */
const MOST = { hash: 512, 'sorted set': 128, set: 128 } as const;
const LONGEST = 64;

const bytesOf = ({ value }: Population): number => (value === 'integer' ? 8 : value);

/** Whether the elements of a key lie in one listpack. Sets have them from Redis 7.2 on. */
export function isListpack(build: Build, { kind, perKey, value }: Population): boolean {
  if (kind !== 'hash' && kind !== 'sorted set' && kind !== 'set') return false;
  if (kind === 'set' && !hasRedis(build.version, 7, 2)) return false;
  return perKey <= MOST[kind] && (value === 'integer' || value <= LONGEST);
}

/** Which part of the listpack a write moves: what lies behind the element, or what lies between two places. */
const MOVED = { hash: 1 / 2, 'sorted set': 2 / 3, set: 1 / 2 } as const;

/** What writing one element touches: the header, and what is moved. */
export function placeListpack(heap: Heap, population: Population): readonly Touch[] {
  const { kind, keys, perKey, field } = population;
  if (kind !== 'hash' && kind !== 'sorted set' && kind !== 'set') return [];
  const beside = kind === 'hash' ? field + BESIDE : kind === 'sorted set' ? SCORE : 0;
  const bytes = FRAME + perKey * (bytesOf(population) + BESIDE + beside);
  const block = heap.block(keys, bytes);
  return partOf(block, 1 + (MOVED[kind] * bytes) / heap.build.page);
}

/** `list-max-listpack-size -2`. */
const NODE_BYTES = 8192;
/** quicklistNode. */
const NODE = 32;

export interface ListTouches {
  /** An element in the middle is written (`LSET`). */
  readonly element: readonly Touch[];
  /** An element comes at one end and goes at the other. */
  readonly ends: readonly Touch[];
  readonly nodes: number;
}

export function placeQuicklist(heap: Heap, population: Population): ListTouches {
  const { keys, perKey } = population;
  const value = bytesOf(population);
  const element = value + (value < 64 ? 1 : value < 4096 ? 2 : 5) + (value < 126 ? 1 : 2);
  const inNode = Math.max(1, Math.floor((NODE_BYTES - FRAME) / element));
  const nodes = keys * Math.max(1, perKey / inNode);
  const bytes = FRAME + Math.min(perKey, inNode) * element;
  const node = heap.add(nodes, NODE);
  const block = heap.block(nodes, bytes);
  const written = 1 + elsewhere(bytes, heap.build.page) + value / heap.build.page / 2;
  const ends = 2 * keys;
  // A node that grows moves from class to class, so that what it leaves is written by others.
  const growing = heap.passing('growing nodes', keys * NODE_BYTES);
  return {
    element: [node, ...partOf(block, written)],
    ends: [
      { ...node, pages: 2, among: ends },
      ...block.map((touch) => ({ ...touch, pages: 2 * touch.pages, among: ends * touch.pages })),
      { pool: growing, pages: NODE_BYTES / heap.build.page, among: (keys * NODE_BYTES) / heap.build.page },
      // The ends move on: a node is used up, and another one begun.
      ...block.map((touch) => ({ ...touch, pages: (2 * touch.pages) / inNode })),
    ],
    nodes,
  };
}

/** The chance that a byte of an allocation lies on another page than its beginning. */
function elsewhere(bytes: number, page: number): number {
  if (bytes < page) return bytes / page / 2;
  const first = sizeClass(bytes) % page === 0 ? page : page / 2;
  return 1 - first / bytes;
}

/** `stream-node-max-bytes`, `stream-node-max-entries`. */
const STREAM_NODE = { bytes: 4096, entries: 100 } as const;
/** Flags, identifiers and lengths of an entry with one field. */
const ENTRY_BESIDE = 12;

/** What adding an entry touches: the last node of the stream. */
export function placeStream(heap: Heap, population: Population): readonly Touch[] {
  const { keys, perKey } = population;
  const entry = bytesOf(population) + ENTRY_BESIDE;
  const inNode = Math.max(1, Math.min(STREAM_NODE.entries, Math.floor(STREAM_NODE.bytes / entry)));
  const nodes = keys * Math.max(1, perKey / inNode);
  const block = heap.block(nodes, FRAME + Math.min(perKey, inNode) * entry);
  return block.map((touch) => ({ ...touch, among: keys * touch.pages }));
}
