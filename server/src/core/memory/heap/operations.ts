/** What clients do, and what each of it writes of a population. */

import { placeHashTable, placeSetTable, placeSkipList } from './collections';
import type { Heap, Touch } from './heap';
import { isListpack, placeListpack, placeQuicklist, placeStream } from './listpacks';
import type { Kind, Population } from './population';
import { type KeyParts, placeKeys, placeStrings } from './strings';

/** Commands that write alike have one name. */
export const OPERATIONS = [
  'set',
  'setrange',
  'append',
  'incr',
  'replace',
  'insert',
  'evict',
  'expire',
  'hset',
  'zadd',
  'sadd',
  'lset',
  'push',
  'xadd',
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** What an operation works on. */
export const KIND_OF: Readonly<Record<Operation, Kind>> = {
  set: 'string',
  setrange: 'string',
  append: 'string',
  incr: 'string',
  replace: 'string',
  insert: 'string',
  evict: 'string',
  expire: 'string',
  hset: 'hash',
  zadd: 'sorted set',
  sadd: 'set',
  lset: 'list',
  push: 'list',
  xadd: 'stream',
};

export interface Effect {
  readonly touches: readonly Touch[];
  /** Different places that the operation may choose: keys, or elements. */
  readonly targets: number;
  /** Bytes that memory grows by for each operation. */
  readonly growth: number;
}

/** A population that lies in a heap. */
export interface Placed {
  readonly keys: KeyParts;
  effect(operation: Operation): Effect;
}

export function place(heap: Heap, population: Population): Placed {
  const { kind, keys, perKey } = population;
  if (kind === 'string') return placedStrings(heap, population);
  const parts = placeKeys(heap, population);
  const elements = keys * perKey;
  // The listpack may have moved, so the header is written too.
  if (isListpack(heap.build, population))
    return fixed(parts, [...parts.header, ...placeListpack(heap, population)], keys);
  if (kind === 'hash') return fixed(parts, placeHashTable(heap, population), elements);
  if (kind === 'set') return fixed(parts, placeSetTable(heap, population), elements);
  if (kind === 'sorted set') return fixed(parts, placeSkipList(heap, population), elements);
  if (kind === 'list') return placedLists(heap, population, parts);
  const entry = population.value === 'integer' ? 8 : population.value;
  return fixed(parts, placeStream(heap, population), keys, entry);
}

const fixed = (keys: KeyParts, touches: readonly Touch[], targets: number, growth = 0): Placed => ({
  keys,
  effect: () => ({ touches, targets, growth }),
});

/** Bytes that `APPEND` adds, where nobody says how many. */
const APPENDED = 16;

function placedStrings(heap: Heap, population: Population): Placed {
  const before = heap.bytes;
  const strings = placeStrings(heap, population);
  const { keys } = population;
  const each = (heap.bytes - before) / keys;
  const effects: Readonly<Record<string, readonly [readonly Touch[], number]>> = {
    setrange: [strings.part, 0],
    append: [strings.part, APPENDED],
    incr: [strings.counter, 0],
    replace: [strings.replaced, 0],
    insert: [strings.inserted, each],
    // What goes leaves its bucket, and what comes takes the places of what went.
    evict: [[...strings.replaced, ...strings.inserted], 0],
    expire: [strings.expiry, 0],
  };
  return {
    keys: strings.parts,
    effect: (operation) => {
      const [touches, growth] = effects[operation] ?? [strings.overwrite, 0];
      return { touches, targets: keys, growth };
    },
  };
}

function placedLists(heap: Heap, population: Population, keys: KeyParts): Placed {
  const { element, ends, nodes } = placeQuicklist(heap, population);
  return {
    keys,
    effect: (operation) =>
      operation === 'push'
        ? { touches: ends, targets: population.keys, growth: 0 }
        : { touches: element, targets: nodes, growth: 0 },
  };
}
