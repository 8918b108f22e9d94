/** How good the model is on a table of measured saves: the numbers that the accuracy of a prediction is judged by. */

import { copiedBytes } from '../../server/src/core/memory/copy-on-write';
import { freedCopies, isOverwriting, type Row, workloadOf } from './table';

export interface Score {
  /** Saves with writes and no growth. */
  readonly n: number;
  /** Predicted over measured. */
  readonly medianRatio: number;
  readonly worstRatios: readonly [smallest: number, largest: number];
  /** Percent of the resident set; under is negative. */
  readonly medianErrorPercent: number;
  readonly worstUnderPercent: number;
  readonly worstOverPercent: number;
  /** Decisions "fits" that did not. */
  readonly unsafe: number;
  /** Decisions "does not fit" that did. */
  readonly needless: number;
  /** Decisions in which the limit held. */
  readonly held: number;
}

/** Limits as multiples of `used_memory`. */
export const LIMITS = [1.2, 1.35, 1.5, 1.75, 2.0, 2.2] as const;

export const predict = (row: Row): number =>
  Math.min(row.rss, copiedBytes(workloadOf(row), row.writes) + freedCopies(row));

/** @throws Error for a table without a save to score */
export function scoreOf(rows: readonly Row[], predictRow: (row: Row) => number = predict): Score {
  const saves = rows.filter(isOverwriting).map((row) => ({ row, predicted: predictRow(row) }));
  if (saves.length === 0) throw new Error('The table has no save with writes and without growth.');
  const ratios = saves.map(({ row, predicted }) => predicted / row.extraPss).sort((a, b) => a - b);
  const errors = saves.map(({ row, predicted }) => (100 * (predicted - row.extraPss)) / row.rss);
  const decisions = saves.flatMap(({ row, predicted }) =>
    LIMITS.map((factor) => ({
      held: row.rss + row.extraPss <= factor * row.usedMemory,
      fits: row.rss + predicted <= factor * row.usedMemory,
    })),
  );
  return {
    n: saves.length,
    medianRatio: round(median(ratios)),
    worstRatios: [round(ratios[0] ?? 0), round(ratios.at(-1) ?? 0)],
    medianErrorPercent: round(median(errors.map(Math.abs))),
    worstUnderPercent: round(Math.min(0, ...errors)),
    worstOverPercent: round(Math.max(0, ...errors)),
    unsafe: decisions.filter(({ held, fits }) => fits && !held).length,
    needless: decisions.filter(({ held, fits }) => held && !fits).length,
    held: decisions.filter(({ held }) => held).length,
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

const round = (value: number): number => Number(value.toFixed(3));

export function scoreText(score: Score): string {
  const [smallest, largest] = score.worstRatios;
  return [
    `saves with writes and no growth   ${score.n}`,
    `predicted / measured              median ${score.medianRatio}, ${smallest} to ${largest}`,
    `error, % of the resident set      median ${score.medianErrorPercent}, worst under ${score.worstUnderPercent}, worst over +${score.worstOverPercent}`,
    `"fits" that did not               ${score.unsafe}`,
    `"does not fit" that did           ${score.needless} of ${score.held}`,
    '',
  ].join('\n');
}
