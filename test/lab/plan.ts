/** The cases of the lab: on each server every command, keys of 4 to 200 bytes, values of 8 bytes to 200 KB. */

import type { Kind, Population } from './population';
import type { CasePlan, Series } from './series';

const FULL = Number.POSITIVE_INFINITY;
/** Of data in each server, so that all of it takes an hour. Bytes. */
const DATA = 100_000_000;
/** Beside the value of a key, about. Bytes. */
const BESIDE = 110;

const strings = (valueBytes: Population['valueBytes'], keyBytes = 16): Population => {
  const mean =
    typeof valueBytes === 'number'
      ? valueBytes
      : (valueBytes[1] - valueBytes[0]) / Math.log(valueBytes[1] / valueBytes[0]);
  const elements = Math.round(DATA / (mean + BESIDE + keyBytes));
  return { kind: 'strings', elements, perKey: 1, valueBytes, keyBytes };
};

const COUNTERS: Population = { kind: 'counters', elements: 900_000, perKey: 1, valueBytes: 8, keyBytes: 16 };

const collections = (kind: Kind, perKey: number, valueBytes: number, elements: number): Population => ({
  kind,
  elements,
  perKey,
  valueBytes,
  keyBytes: 12,
});

const doing = (operation: CasePlan['operation'], rate: number, distribution = 'uniform'): CasePlan => ({
  operation,
  rate,
  distribution,
});

const IDLE: CasePlan = { operation: 'idle', rate: 0 };

const LFU = { policy: 'allkeys-lfu' } as const;
const LRU = { policy: 'allkeys-lru' } as const;

/** What is measured on every server. */
const EVERYWHERE: readonly Series[] = [
  { population: strings(8, 4), cases: [doing('set', 2000), doing('set', 20_000)] },
  { population: strings(60, 40), cases: [doing('set', 5000), doing('getset', 20_000)] },
  {
    population: strings(300),
    cases: [doing('set', 2000), doing('set', 10_000, 'zipf:0.8'), doing('set', 10_000, 'hot:0.05:0.8')],
  },
  { population: strings(1500, 100), cases: [doing('set', 4000), doing('setrange', 4000)] },
  { population: strings(900, 200), cases: [{ ...doing('set', 5000), fork: 'aof' }] },
  { population: strings(6000), cases: [doing('set', 2000), doing('set', FULL)] },
  { population: strings(24_000), cases: [doing('set', 500)] },
  { population: strings(200_000), cases: [doing('set', 100)] },
  { population: strings([50, 20_000]), cases: [doing('set', 3000)], age: 1 },
  { population: COUNTERS, cases: [doing('incr', 10_000)] },
  { population: strings(100), cases: [doing('delset', 3000), doing('setex', 5000)] },
  { population: strings(500), cases: [doing('insert', 3000)] },
  { population: strings(500), cases: [doing('insert', 5000)], ...LRU },
  { population: collections('hashes', 2000, 120, 400_000), cases: [doing('hset', 4000)] },
  { population: collections('hashes', 20, 30, 900_000), cases: [doing('hset', 2000)] },
  { population: collections('sorted sets', 300, 14, 700_000), cases: [doing('zadd', 1000)] },
  { population: collections('sorted sets', 20_000, 14, 700_000), cases: [doing('zincrby', 1000)] },
  { population: collections('sets', 2000, 14, 900_000), cases: [doing('sremadd', 2000)] },
  { population: collections('lists', 500, 150, 600_000), cases: [doing('lset', 1000), doing('queue', 2000)] },
  { population: strings(100), cases: [doing('get', 20_000), IDLE], ...LFU },
  { population: strings(12_000), cases: [IDLE] },
];

/** Microseconds of sleep for each key, or after how many keys of one, so that a save takes about two seconds. */
function delayOf({ elements, perKey }: Population): readonly string[] {
  const keys = elements / perKey;
  return ['--rdb-key-save-delay', String(keys > 20_000 ? -Math.ceil(keys / 20_000) : Math.ceil(2e6 / keys))];
}

/** Redis before 6.2 sleeps after each key only, so that its saves run at their own speed. */
export function seriesFor(product: string, major: number): readonly Series[] {
  if (product === 'redis' && major < 7) return EVERYWHERE;
  return EVERYWHERE.map((series) => ({ ...series, options: delayOf(series.population) }));
}

/**
 * Three cases for `npm test`. The child sleeps after every eighth key (debugDelay, rdb.c 7.0), so that a save lasts a second:
 * writes that a busy machine lets in before the first look and after the last one then are few beside those between.
 */
export const SHORT: Series = {
  population: { kind: 'strings', elements: 40_000, perKey: 1, valueBytes: 1000, keyBytes: 16 },
  options: ['--rdb-key-save-delay', '-8'],
  cases: [doing('set', 2000), doing('set', FULL), { ...doing('set', 5000), fork: 'aof' }],
};
