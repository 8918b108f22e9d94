/** How many writes during one fork fill what the limit leaves, and which write rate that is. */

import { writesToCopy } from './copy-on-write';
import type { Duration } from './durations';
import type { BudgetInput } from './input';
import { boldWorkload, valueSizes } from './workloads';

export interface BreakEven {
  /** Fewest and most over the value sizes possible; `most` is undefined when some values never fill what is left. */
  readonly writes: readonly [fewest: number, most: number | undefined];
  /** The value sizes at which that is so. */
  readonly valueSizes: readonly [ofFewest: number, ofMost: number];
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
  const counts = valueSizes(input, dataset)
    .map((size) => ({
      size,
      writes: writesToCopy(boldWorkload(input, dataset, residentSet, size), room) ?? Number.POSITIVE_INFINITY,
    }))
    .sort((a, b) => a.writes - b.writes);
  const [fewest, most] = [counts[0], counts.at(-1)];
  if (!fewest || !most || fewest.writes === Number.POSITIVE_INFINITY) return undefined;
  return {
    writes: [fewest.writes, most.writes === Number.POSITIVE_INFINITY ? undefined : most.writes],
    valueSizes: [fewest.size, most.size],
    rate: fewest.writes / longest,
    saveSeconds: [shortest, longest],
  };
}
