/**
 * The keyspace: what a key and its string take in the heap, and what commands write of it.
 *
 * From `dictEntry`, `robj` and `createStringObject` of Redis 7.0 and 8.0, and `serverObject` and `dbSetValue` of Valkey 8.1
 * and 9.1.
 */

import { type Build, embedsKeys, embedsMore } from './build';
import { type Heap, pagesOfRun, partOf, type Touch } from './heap';
import { sizeClass } from './jemalloc';
import { type Population, sdsBytes } from './population';
import { BUCKET, chainedShare } from './tables';

/** One key: each part is what writing it touches. */
export interface KeyParts {
  /** `dictEntry`; none where the bucket holds the header. */
  readonly entry: readonly Touch[];
  readonly name: readonly Touch[];
  /** The header of the value, which may hold key and value too. */
  readonly header: readonly Touch[];
  /** A value outside its header. */
  readonly value: readonly Touch[];
  readonly bucket: readonly Touch[];
  /** A new value takes a new header, which is then put into the bucket. */
  readonly newHeader: boolean;
}

const ENTRY = 24;
const OBJECT = 16;
/** The longest string that lies in its header: OBJ_ENCODING_EMBSTR_SIZE_LIMIT. */
const EMBEDDED = 44;
const POINTER = 8;
/** How full a table is on average: it doubles when it is full. */
const FILL = 0.75;

type Names = Pick<Population, 'keys' | 'key' | 'mean' | 'mixed'>;

/** @param value bytes of a string; undefined for what else a key may hold, whose header points to it */
export function placeKeys(heap: Heap, names: Names, value?: number): KeyParts {
  return embedsKeys(heap.build) ? placeEmbedded(heap, names, value) : placeEntries(heap, names, value);
}

function placeEntries(heap: Heap, { keys, key, mean, mixed }: Names, value: number | undefined): KeyParts {
  const inside = value !== undefined && value <= EMBEDDED;
  return {
    entry: [heap.add(keys, ENTRY)],
    name: [heap.add(keys, sdsBytes(key))],
    header: [heap.add(keys, inside ? OBJECT + sdsBytes(value, true) : OBJECT)],
    value:
      value === undefined || inside
        ? []
        : heap.block(keys, sdsBytes(value, true), { mean, mixed, content: 'string' }),
    bucket: [{ pool: heap.region('buckets', (keys / FILL) * POINTER), pages: 1 }],
    newHeader: false,
  };
}

function placeEmbedded(heap: Heap, { keys, key, mean, mixed }: Names, value: number | undefined): KeyParts {
  const { build } = heap;
  const more = embedsMore(build);
  const limit = more ? 128 : 64;
  const fixed = more ? OBJECT - POINTER : OBJECT;
  const name = 1 + sdsBytes(key);
  const string = value === undefined ? undefined : sdsBytes(value, true);
  const inside = string !== undefined && value !== undefined && value < 256 && fixed + name + string <= limit;
  const header = inside ? fixed + name + Math.max(string, more ? POINTER : 0) : OBJECT + name;
  return {
    entry: [],
    name: [],
    header: [heap.add(keys, withExpiry(header, key, build))],
    value: inside || string === undefined ? [] : heap.block(keys, string, { mean, mixed, content: 'string' }),
    bucket: [{ pool: heap.region('buckets', (keys / FILL / BUCKET.entries) * BUCKET.bytes), pages: 1 }],
    // Where neither the old nor the parsed value is embedded, `dbSetValue` swaps their pointers.
    newHeader: inside || (string !== undefined && fixed + string <= limit),
  };
}

/** Room for the time of expiry is taken where the class has it, and always with long keys. */
function withExpiry(bytes: number, key: number, { quantum }: Build): number {
  const fits = sizeClass(bytes, quantum) >= bytes + POINTER;
  return fits || key >= 128 ? bytes + POINTER : bytes;
}

/** What commands on strings write. */
export interface StringTouches {
  readonly overwrite: readonly Touch[];
  readonly part: readonly Touch[];
  readonly counter: readonly Touch[];
  readonly replaced: readonly Touch[];
  readonly inserted: readonly Touch[];
  readonly expiry: readonly Touch[];
  /** The header alone, and every part of it that the child may write. */
  readonly parts: KeyParts;
}

export function placeStrings(heap: Heap, population: Population): StringTouches {
  const { value } = population;
  const parts = placeKeys(heap, population, value === 'integer' ? undefined : value);
  const all = [...parts.entry, ...parts.name, ...parts.header, ...parts.value, ...parts.bucket];
  const before = parts.entry.map((touch) => ({ ...touch, pages: touch.pages * chainedShare(FILL) }));
  return {
    overwrite: [...parts.entry, ...parts.header, ...parts.value, ...(parts.newHeader ? parts.bucket : [])],
    part: [...parts.header, ...partOf(parts.value, pagesOfRun(8, heap.build.page))],
    counter: parts.header,
    replaced: [...all, ...before],
    inserted: parts.bucket,
    expiry: [...parts.header, ...parts.bucket],
    parts,
  };
}
