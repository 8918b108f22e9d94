/** Workloads that the known facts allow: one where the size of values is known, several where it is not. */

import { factValue } from '../model/fact';
import { hasRedis, hasValkey } from '../model/version';
import { keysOf, layoutOf, type Workload } from './copy-on-write';
import { type Headers, KEY_BYTES, spreadOf } from './heap';
import type { BudgetInput } from './input';

/** Value sizes over which an unknown one is taken: the measured range, bytes. */
const VALUE_SIZES = [100, 1024, 10 * 1024] as const;

/** Mean bytes of a value: stated, or what the number of keys leaves, or the measured range. */
export function valueSizes(input: BudgetInput, dataset: number): readonly number[] {
  const stated = factValue(input.valueSize);
  if (stated !== undefined) return [stated];
  const keys = factValue(input.keys);
  if (keys !== undefined && keys > 0) return [Math.max(1, dataset / keys - KEY_BYTES)];
  return VALUE_SIZES;
}

/**
 * The workload that copies most for each write: values anywhere in a page, and none given back.
 * Skew makes it less, so an unknown one counts as uniform.
 */
export function boldWorkload(
  input: BudgetInput,
  used: number,
  residentSet: number,
  valueSize: number,
): Workload {
  const pools = [{ keys: keysOf(used, { valueSize, fixed: false }), layout: layoutOf(valueSize, false) }];
  const headers = headersOf(input);
  return {
    residentSet,
    pools,
    skew: factValue(input.skew) ?? 0,
    release: false,
    headers,
    spread: spreadOf(residentSet, pools, headers),
  };
}

/** What benchmarks call skewed; where nobody says, some keys may be written that much more often. */
const SKEWED = 0.99;

/** The one that copies least: some keys written more often, values of one size, given back where the version can. */
export function mildWorkload(
  input: BudgetInput,
  used: number,
  residentSet: number,
  valueSize: number,
): Workload {
  const huge = factValue(input.hugePagesOff) === false;
  return {
    ...boldWorkload(input, used, residentSet, valueSize),
    skew: factValue(input.skew) ?? SKEWED,
    pools: [{ keys: keysOf(used, { valueSize, fixed: true }), layout: layoutOf(valueSize, true) }],
    // What is resident and not in use may as well lie where nothing is written.
    spread: 1,
    release: hasRedis(input.version, 7) && !freesValues(input) && !huge,
  };
}

/** Valkey 8.1 put keys, values and buckets together differently; that was not measured pool by pool. */
const headersOf = ({ version }: BudgetInput): Headers => (hasValkey(version, 8, 1) ? 'apart' : 'slabs');

/**
 * From Valkey 8.1 on the child frees what it has saved through the allocator, and its compression buffers land in those
 * shared pages: an idle save of 10 KB values copied 57 % of the data, of 5 KB values 3 %.
 */
export const freesValues = ({ version }: BudgetInput): boolean => hasValkey(version, 8, 1);
export const FREED_COPIES = { from: 5 * 1024, share: 0.57 } as const;
