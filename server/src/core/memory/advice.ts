/** Numbers that fixes propose: the limit that a dataset needs, the dataset that a limit can hold. */

import { unknown } from '../model/fact';
import { type BudgetInput, budgetOf } from './budget';

const MIB = 1024 ** 2;
const NO_LIMIT = unknown('not stated');

/** Rounds up to a number that people write: whole 64 MiB below 1 GiB, 128 MiB below 4 GiB, 512 MiB above. */
export const tidyUp = (bytes: number): number => Math.ceil(bytes / stepFor(bytes)) * stepFor(bytes);

/** Rounds down the same way; never below 1 MiB. */
export const tidyDown = (bytes: number): number => {
  const step = stepFor(bytes);
  return bytes < step ? Math.max(MIB, Math.floor(bytes / MIB) * MIB) : Math.floor(bytes / step) * step;
};

function stepFor(bytes: number): number {
  if (bytes < 128 * MIB) return 8 * MIB;
  if (bytes < 1024 * MIB) return 64 * MIB;
  return bytes < 4096 * MIB ? 128 * MIB : 512 * MIB;
}

/** The smallest tidy limit into which the worst case fits; undefined when the worst case has no bound. */
export function limitNeeded(input: BudgetInput): number | undefined {
  const worst = budgetOf(input)?.worst;
  return worst === undefined ? undefined : tidyUp(worst);
}

/** Share of the limit that a server which never forks should have beside its data: allocator overhead and buffers. */
const FREE_SHARE = 0.25;

/** The smallest tidy limit that leaves a cache a quarter of it beside the data, in bytes. */
export const limitForCache = (dataset: number): number => tidyUp(dataset / (1 - FREE_SHARE));

/** The largest tidy `maxmemory` that leaves a quarter of the limit, in bytes. */
export const maxmemoryForCache = (limit: number): number => tidyDown(limit * (1 - FREE_SHARE));

/** The largest tidy `maxmemory` whose worst case fits the limit, in bytes; undefined when even 1 MiB does not. */
export function maxmemoryThatFits(input: BudgetInput, limit: number): number | undefined {
  const fits = (bytes: number): boolean => {
    const fact = { kind: 'known', value: bytes, origin: { layer: 'assumption' } } as const;
    // Without a limit nothing is counted but the worst case.
    const worst = budgetOf({ ...input, dataset: fact, maxmemory: fact, limit: NO_LIMIT })?.worst;
    return worst !== undefined && worst <= limit;
  };
  if (!fits(MIB)) return undefined;
  // In whole mebibytes, of which all tidy numbers are multiples: what fits exactly is found.
  let low = 1;
  let high = Math.max(2, Math.ceil(limit / MIB) + 1);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle * MIB)) low = middle;
    else high = middle;
  }
  return tidyDown(low * MIB);
}
