/**
 * Cross-validation: the margins are chosen on all saves of a table but one group, and scored on that one. Groups are values of
 * one size, keys chosen in one way, one build, one command, one series of measurements. Nothing else of the law has a value
 * that could have been chosen so that the saves of the table come out.
 */

import { copiedBytes, type Margin, SAFE } from '../../server/src/core/memory/copy-on-write';
import { workloadOfRow } from './row-workload';
import { type Score, scoreOf, twoPools } from './score';
import { isOverwriting, type Row } from './table';

const IDLE = [0, 1e6, 2e6, 3e6, 4e6, 5e6, 6e6, 8e6];
const LAG = [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4];
/** Margins are as small as they can be with no save further below its prediction, in percent of the resident set. */
const ALLOWED_UNDER = 1;

export interface Fold {
  readonly left: string;
  readonly margin: Margin;
  readonly score: Score;
  readonly base: Score;
}

export interface Folds {
  readonly by: string;
  readonly folds: readonly Fold[];
}

/** What a case begins with: `A_200_100_0.1` and `A2_…` belong to two series. */
const seriesOf = (row: Row): string => /^[A-Za-z]+\d*(?=[_#])/.exec(row.case)?.[0] ?? row.case;

const GROUPS: Readonly<Record<string, (row: Row) => string>> = {
  'value size': ({ valueBytes }) => valueBytes,
  distribution: ({ distribution }) => distribution,
  build: ({ server }) => server,
  command: ({ kind, op }) => `${kind} ${op}`,
  series: seriesOf,
};

const scoreWith = (rows: readonly Row[], margin: Margin): Score =>
  scoreOf(rows, (row) => copiedBytes(workloadOfRow(row), row.writes, margin));

/** The smallest margins with which no decision is unsafe and hardly a save copies more than was predicted. */
function fitMargin(rows: readonly Row[]): Margin {
  // Where no child gives anything back, nothing tells how late it does.
  const lags = rows.some(givesBackPages) ? LAG : [SAFE.lag];
  const grid = lags.flatMap((lag) => IDLE.map((idle) => ({ idle, lag })));
  const safe = grid
    .map((margin) => ({ margin, score: scoreWith(rows, margin) }))
    .filter(({ score }) => score.unsafe === 0 && score.worstUnderPercent >= -ALLOWED_UNDER)
    .sort((a, b) => a.score.medianErrorPercent - b.score.medianErrorPercent);
  return safe[0]?.margin ?? SAFE;
}

function givesBackPages(row: Row): boolean {
  return workloadOfRow(row).pools.some(({ own }) => own);
}

export function crossValidate(rows: readonly Row[]): Folds[] {
  const saves = rows.filter(isOverwriting);
  return Object.entries(GROUPS).map(([by, groupOf]) => ({ by, folds: foldsOf(saves, groupOf) }));
}

/** One group leaves nothing to choose from: it is scored with the margins that are in use. */
function foldsOf(saves: readonly Row[], groupOf: (row: Row) => string): Fold[] {
  return [...new Set(saves.map(groupOf))].sort().map((left) => {
    const [own, others] = [true, false].map((is) => saves.filter((row) => (groupOf(row) === left) === is));
    const margin = others && others.length > 0 ? fitMargin(others) : SAFE;
    return { left, margin, score: scoreWith(own ?? [], margin), base: scoreOf(own ?? [], twoPools) };
  });
}

const HEAD =
  'n   idle   lag   ratio   error   under    over  unsafe  needless  |  two pools: error   under  unsafe  needless';

export function foldsText({ by, folds }: Folds): string {
  const lines = folds.map(({ left, margin, score, base }) =>
    [
      (left || 'not stated').padEnd(14),
      String(score.n).padStart(4),
      `${margin.idle / 1e6} MB`.padStart(6),
      String(margin.lag).padStart(5),
      String(score.medianRatio).padStart(7),
      String(score.medianErrorPercent).padStart(7),
      String(score.worstUnderPercent).padStart(7),
      String(score.worstOverPercent).padStart(7),
      String(score.unsafe).padStart(7),
      `${score.needless}/${score.held}`.padStart(9),
      ' |',
      String(base.medianErrorPercent).padStart(17),
      String(base.worstUnderPercent).padStart(7),
      String(base.unsafe).padStart(7),
      `${base.needless}/${base.held}`.padStart(9),
    ].join(' '),
  );
  return [`${by} left out`.padEnd(18) + HEAD, ...lines, ''].join('\n');
}
