/** How many writes during one fork fill what the limit leaves, and which write rate that is. */

import { writesToCopy } from './copy-on-write';
import type { Duration } from './durations';
import type { BudgetInput } from './input';
import { mostCopies, type Usage, usagesOf } from './workloads';

export interface BreakEven {
  /** Fewest and most over the ways of using it; `most` is undefined when one of them never fills what is left. */
  readonly writes: readonly [fewest: number, most: number | undefined];
  /** The ways in which that is so. */
  readonly usages: readonly [ofFewest: Usage, ofMost: Usage];
  /** The lowest rate of writes per second that reaches it: the fewest writes over the longest save. */
  readonly rate: number;
  readonly saveSeconds: readonly [shortest: number, longest: number];
}

/**
 * @param room bytes that are left for copied pages; nothing when negative
 * @returns undefined when no number of writes fills it
 */
export function breakEvenOf(
  input: BudgetInput,
  dataset: number,
  residentSet: number,
  room: number,
  { shortest, longest }: Duration,
): BreakEven | undefined {
  const counts = usagesOf(input, dataset)
    .map((usage) => ({
      usage,
      writes: writesToCopy(mostCopies(input, dataset, residentSet, usage), room) ?? Number.POSITIVE_INFINITY,
    }))
    .sort((a, b) => a.writes - b.writes);
  const [fewest, most] = [counts[0], counts.at(-1)];
  if (!fewest || !most || fewest.writes === Number.POSITIVE_INFINITY) return undefined;
  return {
    writes: [fewest.writes, most.writes === Number.POSITIVE_INFINITY ? undefined : most.writes],
    usages: [fewest.usage, most.usage],
    rate: fewest.writes / longest,
    saveSeconds: [shortest, longest],
  };
}
