/** Tables of measured saves, with the columns of the lab: read, checked and selected. */

import { parse } from 'csv-parse/sync';
import { readServerLabel } from './server-label';

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
  /** Of all collections. */
  readonly elements: number | undefined;
  readonly perKey: number | undefined;
  readonly keyBytes: number | undefined;
  /** What it was filled with: the name of a command, or `set:12000:8000:1;zadd:200000:8:1000`. */
  readonly populations: string;
  /** `maxmemory-policy`. */
  readonly policy: string;
}

const NEEDED = ['keys', 'used_memory', 'used_memory_dataset', 'rss_before', 'writes', 'extra_pss'] as const;

/**
 * Reads a table with a header line; columns may stand in any order, and more of them do not matter.
 * @throws Error that names a column which is missing or a server that is not known, or says where a quote is not closed
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
  readServerLabel(cell('server'));
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
    elements: optional('elements') || undefined,
    perKey: optional('elements_per_key') || undefined,
    keyBytes: optional('key_bytes') || undefined,
    populations: cell('populations'),
    policy: cell('policy'),
  };
}

/** Reading commands write nothing, and deletes free what they touch. */
const NO_WRITES = /^(idle|get|mget|hget|hgetall|read|del|unlink)$/;
/** What memory grows by, or is spared, is not in the row: longer values, and keys that expire. */
const NOT_TOLD = /^(expire|append|queue|xadd)$/;
/** A dataset that grew by more than this share during the save belongs to another term of the budget. */
const GROWTH = 0.025;

export const hasGrown = ({ usedPeak, usedMemory }: Row): boolean =>
  (usedPeak ?? usedMemory) > usedMemory * (1 + GROWTH);

/** Saves with writes that were not cut short by a kill, and without growth but that by new keys. */
export function isOverwriting(row: Row): boolean {
  if (row.killed || row.writes <= 0 || row.extraPss <= 0 || row.rss <= 0 || row.keys <= 0) return false;
  if (NO_WRITES.test(row.op) || NOT_TOLD.test(row.op) || row.case.startsWith('E_hincrby_lp20')) return false;
  return row.op === 'insert' || !hasGrown(row);
}
