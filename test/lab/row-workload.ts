/** A row of a table as the law sees it: what INFO and a sample of the keys would say of that server before the save. */

import type { Workload } from '../../server/src/core/memory/copy-on-write';
import type { Build } from '../../server/src/core/memory/heap/build';
import type { Operation } from '../../server/src/core/memory/heap/operations';
import type { Kind, Population } from '../../server/src/core/memory/heap/population';
import { exponentOf } from '../../server/src/core/memory/skew';
import { bytesPerKey, workloadOf } from '../../server/src/core/memory/workload';
import { buildOfLabel } from './server-label';
import { hasGrown, type Row } from './table';

const OPERATIONS: Readonly<Record<string, Operation>> = {
  set: 'set',
  getset: 'set',
  setex: 'set',
  psetex: 'set',
  mset: 'set',
  setint: 'set',
  incr: 'incr',
  incrby: 'incr',
  decr: 'incr',
  decrby: 'incr',
  setrange: 'setrange',
  append: 'append',
  delset: 'replace',
  insert: 'insert',
  hset: 'hset',
  hincrby: 'hset',
  zadd: 'zadd',
  zincrby: 'zadd',
  sremadd: 'sadd',
  sadd: 'sadd',
  lset: 'lset',
  queue: 'push',
  rpush: 'push',
  xadd: 'xadd',
};

const KINDS: Readonly<Record<string, Kind>> = {
  hset: 'hash',
  hincrby: 'hash',
  hget: 'hash',
  zadd: 'sorted set',
  zincrby: 'sorted set',
  sadd: 'set',
  sremadd: 'set',
  lset: 'list',
  rpush: 'list',
  queue: 'list',
  xadd: 'stream',
};

/** @returns undefined where nothing is written */
export function operationOf(row: Row): Operation | undefined {
  if (row.op === 'insert' && !hasGrown(row) && /^(allkeys|volatile)-/.test(row.policy)) return 'evict';
  if (/^(idle|get|mget|hget|hgetall|read)$/.test(row.op)) return undefined;
  return OPERATIONS[row.op] ?? FAMILIES.find(([family]) => family.test(row.op))?.[1] ?? 'set';
}

/** Commands that no table had so far, by what they begin with. */
const FAMILIES: readonly (readonly [RegExp, Operation])[] = [
  [/^h/, 'hset'],
  [/^z/, 'zadd'],
  [/^s(add|rem|pop|move)/, 'sadd'],
  [/^[lr](push|pop|trim|rem|insert)/, 'push'],
  [/^x/, 'xadd'],
];

export function workloadOfRow(row: Row): Workload {
  const build = buildOfRow(row);
  const populations = populationsOf(row, build);
  const operation = operationOf(row);
  return workloadOf({
    build,
    residentSet: row.rss,
    used: row.usedMemory,
    populations,
    mix: operation ? [{ operation, share: 1 }] : [],
    skew: skewOf(row, populations),
    child: { policy: row.policy || undefined },
  });
}

/**
 * Microseconds for each byte: the fastest fork without huge pages took 27 ms for a GiB, the first one with them 2, later
 * ones, when they are split, up to 20.
 */
const PAGED_FORK = 27_000 / 1024 ** 3;

function buildOfRow(row: Row): Build {
  const build = buildOfLabel(row.server);
  const hugePages = row.forkMicroseconds !== undefined && row.forkMicroseconds / row.rss < PAGED_FORK;
  return { ...build, givesBack: build.givesBack && !hugePages && row.server !== '' };
}

const sizesOf = ({ valueBytes }: Row): number[] =>
  valueBytes
    .split(':')
    .map(Number)
    .filter((size) => size > 0);

function populationsOf(row: Row, build: Build): Population[] {
  const parts = row.populations.split(';').map((part) => part.split(':'));
  if (parts.length > 1) return parts.map(([name = '', ...numbers]) => ofNumbers(name, numbers.map(Number)));
  const kind = KINDS[row.op] ?? KINDS[row.populations] ?? 'string';
  return kind === 'string' ? stringsOf(row, build) : [collectionsOf(row, kind, build)];
}

/** Lengths that the lab gives keys, fields and members. */
const LENGTHS = { key: 16, collection: 8, field: 10, member: 14 } as const;

function ofNumbers(name: string, [elements = 0, value = 0, perKey = 1]: readonly number[]): Population {
  const kind = KINDS[name] ?? 'string';
  return {
    kind,
    keys: elements / perKey,
    perKey,
    value: isOfMembers(kind) ? LENGTHS.member : value,
    key: kind === 'string' ? LENGTHS.key : LENGTHS.collection,
    field: LENGTHS.field,
  };
}

const isOfMembers = (kind: Kind): boolean => kind === 'sorted set' || kind === 'set';

const SIZES = 24;

function stringsOf(row: Row, build: Build): Population[] {
  const string = { kind: 'string', perKey: 1, key: row.keyBytes ?? LENGTHS.key, field: 0 } as const;
  if (/^(incr|incrby|decr|decrby|setint)$/.test(row.op))
    return [{ ...string, keys: row.keys, value: 'integer' }];
  const [low, high] = sizesOf(row);
  if (low === undefined) return [{ ...string, keys: row.keys, value: meanValue(row, build), mean: true }];
  if (high === undefined) return [{ ...string, keys: row.keys, value: low }];
  // As many of each order of magnitude.
  return Array.from({ length: SIZES }, (_, index) => ({
    ...string,
    mixed: true,
    keys: row.keys / SIZES,
    value: low * (high / low) ** ((index + 0.5) / SIZES),
  }));
}

function collectionsOf(row: Row, kind: Kind, build: Build): Population {
  const value = sizesOf(row)[0] ?? 16;
  const shape = {
    kind,
    value: isOfMembers(kind) ? LENGTHS.member : value,
    key: row.keyBytes ?? LENGTHS.collection,
    field: LENGTHS.field,
  };
  const perKey =
    row.perKey ?? (row.elements === undefined ? perKeyOf(row, build, shape) : row.elements / row.keys);
  const population = {
    ...shape,
    perKey,
    keys: row.elements === undefined ? row.keys : row.elements / perKey,
  };
  return isOfMembers(kind) && row.elements !== undefined
    ? { ...population, value: memberOf(row, build, population) }
    : population;
}

/** Bytes of memory in use when there is no data. */
const EMPTY = 1_000_000;

const held = ({ usedMemory, keys }: Row): number => Math.max(1, usedMemory - EMPTY) / keys;

/** Elements of one key, from the bytes that a key takes. */
function perKeyOf(row: Row, build: Build, shape: Omit<Population, 'keys' | 'perKey'>): number {
  return largest(1, 1e9, (perKey) => bytesPerKey(build, { ...shape, perKey }) <= held(row));
}

/** Bytes of a member, from what memory in use leaves. */
function memberOf(row: Row, build: Build, population: Population): number {
  const each = (value: number): number => bytesPerKey(build, { ...population, value }) * population.keys;
  const fitting = largest(1, 4096, (value) => each(value) <= row.usedMemory - EMPTY);
  return fitting;
}

const meanValue = (row: Row, build: Build): number =>
  largest(
    1,
    1e9,
    (value) =>
      bytesPerKey(build, { kind: 'string', perKey: 1, value, key: LENGTHS.key, field: 0, mean: true }) <=
      held(row),
  );

/** By bisection, to a thousandth. */
function largest(low: number, high: number, fits: (value: number) => boolean): number {
  let [from, to] = [low, high];
  while (to / from > 1.001) {
    const middle = Math.sqrt(from * to);
    if (fits(middle)) from = middle;
    else to = middle;
  }
  return from;
}

function skewOf(row: Row, populations: readonly Population[]): number {
  const zipf = /^zipf:(\d+(?:\.\d+)?)$/.exec(row.distribution);
  if (zipf) return Number(zipf[1]);
  if (row.distribution === 'uniform' || !row.distinctKeys) return 0;
  const targets = populations.reduce((sum, { keys, perKey }) => sum + keys * perKey, 0);
  return exponentOf(targets, row.writes, row.distinctKeys);
}
