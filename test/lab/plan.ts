/** The cases of the lab. */

import type { DatasetPlan, Kind } from './dataset';
import type { CasePlan, Series } from './experiment';

const FULL = Number.POSITIVE_INFINITY;

const rateName = (rate: number): string => (rate === FULL ? 'full rate' : `${rate.toLocaleString('en')}/s`);

const rdb = (rate: number, skew = 0): CasePlan => ({
  name: `RDB, ${skew === 0 ? 'uniform' : `Zipf ${skew}`}, ${rateName(rate)}`,
  fork: 'rdb',
  rate,
  skew,
});

const aof = (rate: number): CasePlan => ({
  name: `AOF rewrite, uniform, ${rateName(rate)}`,
  fork: 'aof',
  rate,
  skew: 0,
});

const inserts = (rate: number): CasePlan => ({
  ...rdb(rate),
  name: `RDB, inserts, ${rateName(rate)}`,
  inserts: true,
});

const dataset = (kind: Kind, valueBytes: DatasetPlan['valueBytes'], elements: number): DatasetPlan => ({
  kind,
  valueBytes,
  elements,
});

/** 150 to 250 MB each, so that all of it takes some minutes. */
export const SERIES: readonly Series[] = [
  {
    dataset: dataset('strings', 100, 1_000_000),
    cases: [rdb(500), rdb(5000), rdb(FULL), rdb(5000, 0.99), rdb(FULL, 0.99), aof(5000), inserts(FULL)],
  },
  {
    dataset: dataset('strings', 1000, 180_000),
    cases: [
      rdb(500),
      rdb(5000),
      rdb(20_000),
      rdb(FULL),
      rdb(5000, 0.99),
      rdb(FULL, 0.99),
      aof(5000),
      aof(FULL),
      inserts(FULL),
    ],
  },
  { dataset: dataset('strings', 3000, 60_000), cases: [rdb(2000), rdb(20_000), rdb(FULL)] },
  {
    dataset: dataset('strings', 10_000, 20_000),
    cases: [rdb(500), rdb(5000), rdb(FULL), rdb(5000, 0.99), aof(5000), inserts(2000)],
  },
  { dataset: dataset('mixed strings', [100, 10_000], 80_000), cases: [rdb(2000), rdb(20_000), rdb(FULL)] },
  { dataset: dataset('hashes', 100, 1_000_000), cases: [rdb(2000), rdb(FULL)] },
  { dataset: dataset('sorted sets', 16, 1_000_000), cases: [rdb(2000), rdb(FULL)] },
];

/**
 * Three cases for `npm test`. The child sleeps after every eighth key (debugDelay, rdb.c 7.0), so that a save lasts a second:
 * writes that a busy machine lets in before the first look and after the last one then are few beside those between.
 */
export const SHORT: Series = {
  dataset: dataset('strings', 1000, 40_000),
  options: ['--rdb-key-save-delay', '-8'],
  cases: [rdb(2000), rdb(FULL), aof(5000)],
};
