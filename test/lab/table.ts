/** Tables of measured saves, with the columns of the lab: read, selected, and turned into workloads. */

import { parse } from 'csv-parse/sync';
import { collectionPool, poolOfInfo, type Workload } from '../../server/src/core/memory/copy-on-write';
import { type Headers, spreadOf, type ValuePool } from '../../server/src/core/memory/heap';
import { exponentOf } from '../../server/src/core/memory/skew';
import { fixedLayout } from '../../server/src/core/memory/slabs';
import { FREED_COPIES } from '../../server/src/core/memory/workloads';
import { hasRedis, hasValkey, parseVersion, type ServerVersion } from '../../server/src/core/model/version';

/** One save. Bytes, seconds; what a row leaves empty is undefined. */
export interface Row {
  readonly case: string;
  readonly server: string;
  readonly kind: string;
  readonly op: string;
  readonly distribution: string;
  /** One number, or two with a colon: sizes between them. */
  readonly valueBytes: string;
  readonly keys: number;
  readonly usedMemory: number;
  readonly dataset: number;
  readonly rss: number;
  readonly writes: number;
  readonly distinctKeys: number | undefined;
  readonly seconds: number | undefined;
  readonly lastCow: number | undefined;
  readonly extraPss: number;
  readonly usedPeak: number | undefined;
  readonly forkMicroseconds: number | undefined;
  readonly killed: boolean;
}

const NEEDED = ['keys', 'used_memory', 'used_memory_dataset', 'rss_before', 'writes', 'extra_pss'] as const;

/**
 * Reads a table with a header line; columns may stand in any order, and more of them do not matter.
 * @throws Error that names a column which is missing, or says where a quote is not closed
 */
export function readTable(text: string): Row[] {
  const records: Record<string, string>[] = parse(text, {
    bom: true,
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
    columns: (names: string[]) => namesOf(names),
  });
  return records.map((record) => rowOf((name) => record[name] ?? ''));
}

function namesOf(header: readonly string[]): string[] {
  const names = header.map((name) => name.toLowerCase());
  const missing = NEEDED.filter((name) => !names.includes(name));
  if (missing.length > 0) throw new Error(`The table has no column ${missing.join(', ')}.`);
  return names;
}

function rowOf(cell: (name: string) => string): Row {
  const optional = (name: string): number | undefined =>
    cell(name) === '' || !Number.isFinite(Number(cell(name))) ? undefined : Number(cell(name));
  const number = (name: string): number => optional(name) ?? 0;
  return {
    case: cell('case'),
    server: cell('server'),
    kind: cell('kind'),
    op: cell('op'),
    distribution: cell('distribution'),
    valueBytes: cell('value_bytes'),
    keys: number('keys'),
    usedMemory: number('used_memory'),
    dataset: number('used_memory_dataset'),
    rss: number('rss_before'),
    writes: number('writes'),
    distinctKeys: optional('distinct_keys'),
    seconds: optional('seconds'),
    lastCow: optional(cell('kind') === 'aof' ? 'aof_last_cow_size' : 'rdb_last_cow_size'),
    extraPss: number('extra_pss'),
    usedPeak: optional('used_memory_peak_during'),
    forkMicroseconds: optional('latest_fork_usec'),
    killed: /^(yes|true|1)$/i.test(cell('killed')),
  };
}

/** Reading commands write nothing, deletes free what they touch, and inserts and longer values grow instead. */
const NO_OVERWRITE = /^(idle|get|mget|read|del|unlink|expire|insert|append)$/;
/** A dataset that grew by more than this share during the save belongs to another term of the budget. */
const GROWTH = 0.025;

/** Saves with writes and without growth, that were not cut short by a kill. */
export function isOverwriting(row: Row): boolean {
  if (row.killed || row.writes <= 0 || row.extraPss <= 0 || row.rss <= 0 || row.keys <= 0) return false;
  if (NO_OVERWRITE.test(row.op) || row.case.startsWith('E_hincrby_lp20')) return false;
  return (row.usedPeak ?? row.usedMemory) <= row.usedMemory * (1 + GROWTH);
}

const STRING_OPS = /^(set|getset|setrange|setex|psetex|mset|setint|incr|incrby|decr|decrby|delset)$/;
/**
 * Microseconds for each byte: the fastest fork without huge pages took 27 ms for a GiB, the first one with them 2, later ones,
 * when they are split, up to 20.
 */
const PAGED_FORK = 27_000 / 1024 ** 3;

/** What is known of the workload of a row before its save. */
export function workloadOf(row: Row): Workload {
  const headers = headersOf(row);
  const pools = poolsOf(row, headers === 'slabs');
  return {
    residentSet: row.rss,
    pools,
    skew: isString(row) ? skewOf(row) : 0,
    headers,
    spread: spreadOf(row.rss, pools, headers),
    release: isString(row) && headers === 'slabs' && ofOneSize(row) && givesBack(row),
  };
}

const isString = ({ op }: Row): boolean => STRING_OPS.test(op);

// Where sizes differ, values move between slabs, and what is freed is not what is written next.
const ofOneSize = ({ valueBytes }: Row): boolean => Number(valueBytes) > 0;

function headersOf(row: Row): Headers {
  if (isJemalloc(row.server)) return versionIn(row.server)?.product === 'valkey' ? 'apart' : 'slabs';
  return isLibc(row.server) && isString(row) && ofOneSize(row) ? 'beside values' : 'among values';
}

function poolsOf(row: Row, slabs: boolean): readonly ValuePool[] {
  if (!isString(row)) return [collectionPool(ownPool(row, false))];
  const sizes = row.valueBytes.split(':').map(Number);
  return slabs && sizes.length === 2 ? mixedPools(row, sizes) : [ownPool(row, slabs)];
}

function ownPool(row: Row, fixed: boolean): ValuePool {
  const size = Number(row.valueBytes);
  return poolOfInfo(row.dataset, row.keys, fixed && size > 0 ? size : undefined);
}

const SIZES = 12;

/** Sizes between two numbers, as many of each order of magnitude: believed where they add up to the dataset. */
function mixedPools(row: Row, [low = 0, high = 0]: readonly number[]): ValuePool[] {
  const steps = Array.from({ length: SIZES }, (_, index) => low * (high / low) ** ((index + 0.5) / SIZES));
  const pools = steps.map((size) => ({ keys: row.keys / SIZES, layout: fixedLayout(size) }));
  const whole = poolOfInfo(row.dataset, row.keys);
  const mean = pools.reduce((sum, { layout }) => sum + layout.slot, 0) / SIZES;
  return Math.abs(mean / whole.layout.slot - 1) < 0.1 ? pools : [whole];
}

function skewOf({ distribution, keys, writes, distinctKeys }: Row): number {
  const zipf = /^zipf:(\d+(?:\.\d+)?)$/.exec(distribution);
  if (zipf) return Number(zipf[1]);
  if (distribution === 'uniform' || distinctKeys === undefined || distinctKeys <= 0) return 0;
  return exponentOf(keys, writes, distinctKeys);
}

/** `redis-7.0.15`, `Redis 8.0.6 (bundled jemalloc)`, `valkey_9.1.2-libc`. */
const SERVER = /^(redis|valkey)[ _-]?v?(\d+\.\d+(?:\.\d+)?)/i;

function versionIn(server: string): ServerVersion | undefined {
  const [, product = '', version = ''] = SERVER.exec(server) ?? [];
  return parseVersion(`${product.toLowerCase()}-${version}`);
}

const isLibc = (server: string): boolean => /libc|musl/i.test(server.replace(SERVER, ''));

/** On Linux both are built with jemalloc unless the name says otherwise. */
function isJemalloc(server: string): boolean {
  const build = server.replace(SERVER, '').trim();
  const said = build === '' || /jemalloc|bundled|docker|debian|system/i.test(build);
  return versionIn(server) !== undefined && said && !isLibc(server);
}

/** What Valkey copies because its child frees what it has saved. */
export function freedCopies({ server, dataset, keys }: Row): number {
  const version = versionIn(server);
  const frees = version && hasValkey(version, 8, 1) && dataset / keys >= FREED_COPIES.from;
  return frees ? FREED_COPIES.share * dataset : 0;
}

/** From 7.0 on, and only where the fork was too slow for huge pages, with which nothing is given back. */
function givesBack({ server, forkMicroseconds, rss }: Row): boolean {
  const version = versionIn(server);
  if (!version || !hasRedis(version, 7)) return false;
  return forkMicroseconds === undefined || forkMicroseconds / rss >= PAGED_FORK;
}
