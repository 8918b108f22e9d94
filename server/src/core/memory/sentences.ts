/** The budget in words, the same in messages and hovers. */

import type { RedisInstance } from '../model/instance';
import { formatBytes, groupDigits, roundCount } from '../units/bytes';
import type { BreakEven, Budget } from './budget';

/** What one fork can take: with numbers where the dataset is known, as a rule of thumb where it is not. */
export function forkCost(instance: RedisInstance): string {
  const { budget } = instance;
  if (!budget) return 'memory can double';
  if (budget.worst === undefined) return `memory has no upper bound (${budget.unbounded})`;
  const fits = budget.fits === true ? `, which fits the limit of ${formatBytes(budget.limit ?? 0)}` : '';
  return `${formatBytes(budget.dataset)} of data can need ${formatBytes(budget.worst)}${fits}`;
}

/** "A background save under full-rate writes needs 1.6 GiB at worst; …" */
export function worstCase(budget: Budget): string {
  if (budget.worst === undefined) return `There is no worst case: ${budget.unbounded}.`;
  const reached = budget.breakEven ? `; ${breakEvenText(budget.breakEven)}` : '';
  return `A background save under full-rate writes needs ${formatBytes(budget.worst)} at worst${reached}.`;
}

function breakEvenText(breakEven: BreakEven): string {
  const [fewest, most] = breakEven.writes;
  const [small, large] = breakEven.valueSizes;
  const count = (writes: number): string => `about ${groupDigits(roundCount(writes))}`;
  if (fewest === 0) return 'the limit is reached before anything is copied';
  if (small === large)
    return `with ${sized(small)} values the limit is reached after ${count(fewest)} writes during one save`;
  const upper =
    most === undefined ? `never with ${sized(large)} values` : `${count(most)} with ${sized(large)} values`;
  return `the limit is reached after ${count(fewest)} writes during one save with ${sized(small)} values, ${upper}`;
}

/** As an adjective: `100-byte`, `10 KiB`. */
const sized = (bytes: number): string => formatBytes(bytes).replace(/ bytes?$/, '-byte');
