/** Servers that are killed: limits that their saves do not fit. */

import type { KillPlan } from './kill';
import type { Kind, Population } from './population';
import type { CasePlan } from './series';

const FULL = Number.POSITIVE_INFINITY;

const strings = (valueBytes: number, elements: number): Population => ({
  kind: 'strings',
  elements,
  perKey: 1,
  valueBytes,
  keyBytes: 16,
});

const collections = (kind: Kind, perKey: number, valueBytes: number, elements: number): Population => ({
  kind,
  elements,
  perKey,
  valueBytes,
  keyBytes: 8,
});

/** Microseconds of sleep for each key, so that the save outlasts the writes. */
const plan = (
  population: Population,
  operation: CasePlan['operation'],
  factor: number,
  more: Partial<KillPlan> & { readonly policy?: string; readonly rate?: number } = {},
): KillPlan => {
  const { policy, rate = FULL, ...rest } = more;
  const keys = population.elements / population.perKey;
  const delay = String(keys > 20_000 ? Math.ceil(2e7 / keys) : Math.ceil(8e6 / keys));
  return {
    series: {
      population,
      cases: [{ operation, rate }],
      options: ['--rdb-key-save-delay', delay],
      ...(policy === undefined ? {} : { policy }),
    },
    factor,
    ...rest,
  };
};

export const KILLS: readonly KillPlan[] = [
  ...[1.3, 1.5, 1.8].map((factor) => plan(strings(100, 500_000), 'set', factor)),
  ...[1.3, 1.5, 1.8].map((factor) => plan(strings(1000, 90_000), 'set', factor)),
  plan(strings(20, 700_000), 'set', 1.4),
  plan(strings(10_000, 9000), 'set', 1.5),
  plan(collections('hashes', 1000, 50, 700_000), 'hset', 1.5),
  plan(collections('sorted sets', 1000, 14, 700_000), 'zadd', 1.4),
  plan(collections('sorted sets', 50_000, 14, 700_000), 'zadd', 1.4),
  plan(collections('lists', 1000, 100, 700_000), 'lset', 1.5),
  plan(collections('sets', 1000, 14, 900_000), 'sremadd', 1.5),
  plan(strings(100, 500_000), 'delset', 1.5),
  plan(strings(100, 40_000), 'set', 2.1),
  plan(strings(1000, 18_000), 'set', 2.1),
  plan(strings(100, 400_000), 'set', 2.1, { grown: 200 }),
  plan(strings(20, 700_000), 'idle', 1.45, { policy: 'allkeys-lfu', only: /valkey-9\.[1-9]/ }),
  plan(strings(20, 700_000), 'idle', 1.45, { policy: 'allkeys-lru', only: /valkey-9\.[1-9]/ }),
  plan(strings(10_000, 9000), 'idle', 1.5, { only: /valkey/ }),
];
