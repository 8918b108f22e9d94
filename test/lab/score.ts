/** How good the model is on a table of measured saves: the numbers that the accuracy of a prediction is judged by. */

import { copiedBytes } from '../../server/src/core/memory/copy-on-write';
import { PAGE } from '../../server/src/core/memory/heap/jemalloc';
import { fromPrevious } from './predictions';
import { workloadOfRow } from './row-workload';
import { isOverwriting, type Row } from './table';

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

export const predict = (row: Row): number => copiedBytes(workloadOfRow(row), row.writes);

/** The base to beat: two pools that do not know skew, allocators, or what a child gives back. */
export function twoPools({ rss, keys, dataset, writes }: Row): number {
  const [overhead, values] = [80 * keys, Math.max(1, dataset - 40 * keys)];
  const pages = Math.min(6, 1 + Math.max(16, dataset / keys - 40) / PAGE);
  const copied = (pool: number, touched: number) => pool * -Math.expm1((-touched * PAGE * writes) / pool);
  return Math.min(rss, copied(overhead, 2) + copied(values, pages));
}

/** @throws Error for a table without a save to score */
export function scoreOf(rows: readonly Row[], predictRow: (row: Row) => number = predict): Score {
  const saves = rows.filter(isOverwriting).map((row) => ({ row, predicted: predictRow(row) }));
  if (saves.length === 0) throw new Error('The table has no save with writes and without growth.');
  return scoreOfSaves(saves);
}

/** Of the saves that followed another of the same server, from what that one copied; undefined where there is none. */
export function previousScoreOf(rows: readonly Row[]): Score | undefined {
  const saves = rows.filter(isOverwriting).flatMap((row) => {
    const forecast = fromPrevious(
      row,
      rows.find((one) => isBefore(one, row)),
    );
    return forecast ? [{ row, predicted: forecast.expected }] : [];
  });
  return saves.length > 0 ? scoreOfSaves(saves) : undefined;
}

/** Saves in a row are called `name#0`, `name#1`, … */
function isBefore(one: Row, row: Row): boolean {
  const [, name, number] = /^(.*)#(\d+)$/.exec(row.case) ?? [];
  return one.server === row.server && one.case === `${name}#${Number(number) - 1}`;
}

interface Save {
  readonly row: Row;
  readonly predicted: number;
}

function scoreOfSaves(saves: readonly Save[]): Score {
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

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

const round = (value: number): number => Number(value.toFixed(3));

/** Scores beside each other, by the names of what predicted. */
export function scoreText(scores: Readonly<Record<string, Score | undefined>>): string {
  const columns = Object.entries(scores).flatMap(([name, score]) => (score ? [{ name, score }] : []));
  const line = (head: string, cell: (score: Score) => string): string =>
    [head.padEnd(34), ...columns.map(({ score }) => cell(score).padEnd(22))].join('').trimEnd();
  return [
    ['', ...columns.map(({ name }) => name)]
      .map((name, index) => name.padEnd(index === 0 ? 34 : 22))
      .join('')
      .trimEnd(),
    line('saves with writes and no growth', ({ n }) => `${n}`),
    line('predicted / measured, median', ({ medianRatio }) => `${medianRatio}`),
    line(
      'predicted / measured, worst',
      ({ worstRatios: [smallest, largest] }) => `${smallest} to ${largest}`,
    ),
    line('error, % of resident set, median', ({ medianErrorPercent }) => `${medianErrorPercent}`),
    line('worst under and over, %', (one) => `${one.worstUnderPercent} to +${one.worstOverPercent}`),
    line('"fits" that did not', ({ unsafe }) => `${unsafe}`),
    line('"does not fit" that did', ({ needless, held }) => `${needless} of ${held}`),
    '',
  ].join('\n');
}
