/** Memory over one save: what is expected at least and at most while the child runs, second by second. */

import { type BudgetInput, budgetOf } from '../../server/src/core/memory/budget';
import { known } from '../../server/src/core/model/fact';

export interface CurvePoint {
  /** Since the fork. */
  readonly seconds: number;
  /** Bytes. */
  readonly low: number;
  /** Bytes; undefined where nothing bounds them. */
  readonly high: number | undefined;
}

const POINTS = 40;

/**
 * A save that ends after a part of the time has seen a part of the writes: the budget of that shorter save is what is
 * held then.
 * @param rate writes per second
 * @param seconds of the whole save
 */
export function curveOf(input: BudgetInput, rate: number, seconds: number): CurvePoint[] {
  const supposed = (value: number) => known(value, { layer: 'what if' });
  return Array.from({ length: POINTS + 1 }, (_, index): CurvePoint[] => {
    const at = (seconds * index) / POINTS;
    const duration = supposed(at);
    const budget = budgetOf({
      ...input,
      writesPerSecond: supposed(rate),
      saveSeconds: duration,
      rewriteSeconds: duration,
    });
    return budget ? [{ seconds: at, low: budget.expected.low, high: budget.expected.high }] : [];
  }).flat();
}

/** Seconds after which the most that is expected passes the limit; undefined when it never does. */
export function crossing(points: readonly CurvePoint[], limit: number | undefined): number | undefined {
  if (limit === undefined) return undefined;
  return points.find(({ high }) => high !== undefined && high > limit)?.seconds;
}
