/** How much more than its data a server holds when it forks. */

import { type Fact, factValue } from '../model/fact';
import { padOf, sizeClass } from './heap/jemalloc';
import type { BudgetInput } from './input';

/**
 * What the process holds beside its data and what the allocator adds: stacks, code that was written to, the allocator's own
 * pages. Servers with 8 to 30 MB of data held 1.2 to 2.1 MB more than 1.065 times their data, and were killed where only
 * that was counted.
 */
export const PROCESS_BYTES = 3 * 1024 ** 2;

/** Resident set over used memory at the fork: 1.02 to 1.065 with values of 1 to 10 KB, without fragmentation. */
const LOW = 1.02;
const HIGH = 1.065;

/** @returns factors of the data, at least 1, and where they come from, for people */
export function residentFactors({ fragmentation, valueSize }: BudgetInput): {
  readonly low: number;
  readonly high: number;
  readonly reason: string;
} {
  const stated = factValue(fragmentation);
  if (stated !== undefined) {
    const factor = Math.max(1, stated);
    return { low: factor, high: factor, reason: sourceOf(fragmentation) };
  }
  // A large value takes a page more than its class: 200 MB in values of 20 KB were resident 1.24 times.
  const slot = sizeClass(factValue(valueSize) ?? 0);
  const pad = padOf(slot) / slot;
  if (pad === 0) return { low: LOW, high: HIGH, reason: 'measured with 1 KB values' };
  return { low: LOW, high: Number((HIGH + pad).toFixed(3)), reason: 'measured with 20 KB values' };
}

const sourceOf = (fact: Fact<unknown>): string =>
  fact.kind === 'known' && fact.origin.layer === 'running server' ? 'of the running server' : 'stated';
