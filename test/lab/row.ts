/** A row of the table from what was measured. */

import type { Info } from './lab-server';
import { keysIn } from './population';
import { type CasePlan, nameOf, type Series } from './series';
import type { Row } from './table';

/** Bytes, seconds. */
export interface Measured {
  readonly writes: number;
  readonly distinct: number;
  readonly seconds: number;
  readonly extra: number;
}

interface Case {
  readonly series: Series;
  readonly server: string;
  readonly plan: CasePlan;
  readonly index: number;
}

/** @param before what INFO said before the save, and after it */
export function rowOf(one: Case, before: Info, after: Info, measured: Measured): Row {
  const { series, server, plan, index } = one;
  const known = rowOfInfo(series, server, before);
  const number = (name: string): number => Number(after.get(name) ?? 0);
  return {
    ...known,
    case: `${nameOf(series)}#${index}`,
    kind: plan.fork ?? 'rdb',
    op: plan.operation,
    distribution: plan.distribution ?? 'uniform',
    writes: measured.writes,
    distinctKeys: measured.distinct,
    seconds: measured.seconds,
    lastCow: number(plan.fork === 'aof' ? 'aof_last_cow_size' : 'rdb_last_cow_size'),
    extraPss: Math.max(0, measured.extra),
    usedPeak: Math.max(known.usedMemory, number('used_memory')),
    forkMicroseconds: number('latest_fork_usec'),
  };
}

/** The command that fills it, as the table calls it. */
const FILLED_BY = {
  strings: 'set',
  counters: 'set',
  hashes: 'hset',
  'sorted sets': 'zadd',
  sets: 'sadd',
  lists: 'rpush',
  streams: 'xadd',
} as const;

function populationsText({ population, beside = [] }: Series): string {
  const whole = [...beside, population];
  if (whole.length === 1) return FILLED_BY[population.kind];
  return whole
    .map(({ kind, elements, valueBytes, perKey }) => `${FILLED_BY[kind]}:${elements}:${valueBytes}:${perKey}`)
    .join(';');
}

/** What INFO says before a save, as a row whose measurements are still empty. */
export function rowOfInfo(series: Series, server: string, info: Info): Row {
  const number = (name: string): number => Number(info.get(name) ?? 0);
  const { population, beside = [] } = series;
  const { kind, valueBytes, perKey, keyBytes, elements } = population;
  const keys = Number(/keys=(\d+)/.exec(info.get('db0') ?? '')?.[1] ?? 0);
  return {
    case: '',
    server,
    kind: 'rdb',
    op: FILLED_BY[kind],
    distribution: 'uniform',
    valueBytes: typeof valueBytes === 'number' ? String(valueBytes) : valueBytes.join(':'),
    keys,
    usedMemory: number('used_memory'),
    dataset: number('used_memory_dataset'),
    rss: number('used_memory_rss'),
    writes: 0,
    distinctKeys: undefined,
    seconds: undefined,
    lastCow: undefined,
    extraPss: 0,
    usedPeak: undefined,
    forkMicroseconds: undefined,
    killed: false,
    elements: perKey > 1 ? elements : keys - beside.reduce((sum, other) => sum + keysIn(other), 0),
    perKey,
    keyBytes,
    populations: populationsText(series),
    policy: series.policy ?? '',
  };
}
