/** Budgets to be: what an instance may look like, as facts. */

import fc from 'fast-check';
import type { BudgetInput } from '../../../server/src/core/memory/budget';
import { type Fact, known, unknown } from '../../../server/src/core/model/fact';
import { versionOf } from '../../support/config';

export const MIB = 1024 ** 2;
export const GIB = 1024 ** 3;

export const stated = <T>(value: T): Fact<T> => known(value, { layer: 'annotation' });

const NOTHING = unknown('not stated');

/** A primary that forks, and of which only the dataset is known. */
export const input = (dataset: number, more: Partial<BudgetInput> = {}): BudgetInput => ({
  version: versionOf('7.2'),
  dataset: stated(dataset),
  maxmemory: NOTHING,
  limit: NOTHING,
  valueSize: NOTHING,
  keys: NOTHING,
  writesPerSecond: NOTHING,
  skew: NOTHING,
  saveSeconds: NOTHING,
  rewriteSeconds: NOTHING,
  diskSpeed: NOTHING,
  fragmentation: NOTHING,
  kernel: NOTHING,
  replicas: NOTHING,
  replicaOutputLimit: NOTHING,
  backlog: NOTHING,
  hugePagesOff: NOTHING,
  filesInMemory: NOTHING,
  appendonly: stated(false),
  forks: true,
  ...more,
});

export const dataset = fc.integer({ min: 1, max: 512 * 1024 }).map((mebibytes) => mebibytes * MIB);
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<Fact<T>> =>
  fc.option(arbitrary).map((value) => (value === null ? NOTHING : stated(value)));

/** Everything but the dataset, known or not. */
export const surroundings: fc.Arbitrary<Partial<BudgetInput>> = fc.record({
  version: fc.constantFrom('5.0', '6.2', '7.0', '8.8', 'valkey-8.1').map(versionOf),
  maxmemory: maybe(dataset),
  limit: maybe(dataset),
  valueSize: maybe(fc.integer({ min: 1, max: 10 * MIB })),
  keys: maybe(fc.integer({ min: 1, max: 100_000_000 })),
  writesPerSecond: maybe(fc.integer({ min: 0, max: 200_000 })),
  skew: maybe(fc.constantFrom(0, 0.7, 0.99)),
  saveSeconds: maybe(fc.integer({ min: 1, max: 3600 })),
  rewriteSeconds: maybe(fc.integer({ min: 1, max: 3600 })),
  diskSpeed: maybe(fc.integer({ min: MIB, max: 2 * GIB })),
  fragmentation: maybe(fc.double({ min: 1, max: 3, noNaN: true })),
  kernel: maybe(fc.constantFrom(4018, 5004, 6001)),
  backlog: maybe(dataset),
  hugePagesOff: maybe(fc.boolean()),
  filesInMemory: maybe(fc.boolean()),
  replicas: maybe(fc.nat(20)),
  replicaOutputLimit: maybe(fc.oneof(fc.constant(0), dataset)),
  appendonly: maybe(fc.boolean()),
  forks: fc.boolean(),
});
