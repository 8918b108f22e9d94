/**
 * Cross-validation: the margins are chosen on all series of a table but one, and scored on that one. A series is what its
 * cases begin with. Nothing else of the law has a value that measurements could have chosen.
 */

import { copiedBytes, type Margin, SAFE } from '../../server/src/core/memory/copy-on-write';
import { type Score, scoreOf } from './score';
import { isOverwriting, type Row, workloadOf } from './table';

const IDLE = [0, 1e6, 2e6, 3e6, 4e6, 5e6, 6e6, 8e6];
const LAG = [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4];
/** Margins are as small as they can be with no save further below its prediction, in percent of the resident set. */
const ALLOWED_UNDER = 1;

export interface Fold {
  readonly series: string;
  readonly margin: Margin;
  readonly score: Score;
}

const seriesOf = (row: Row): string => /^[A-Za-z]+\d*(?=[_#])/.exec(row.case)?.[0] ?? row.case;

const scoreWith = (rows: readonly Row[], margin: Margin): Score =>
  scoreOf(rows, (row) => copiedBytes(workloadOf(row), row.writes, margin));

/** The smallest margins with which no decision is unsafe and hardly a save copies more than was predicted. */
export function fitMargin(rows: readonly Row[]): Margin {
  const grid = LAG.flatMap((lag) => IDLE.map((idle) => ({ idle, lag })));
  const safe = grid
    .map((margin) => ({ margin, score: scoreWith(rows, margin) }))
    .filter(({ score }) => score.unsafe === 0 && score.worstUnderPercent >= -ALLOWED_UNDER)
    .sort((a, b) => a.score.medianErrorPercent - b.score.medianErrorPercent);
  return safe[0]?.margin ?? SAFE;
}

export function crossValidate(rows: readonly Row[]): Fold[] {
  const saves = rows.filter(isOverwriting);
  const series = [...new Set(saves.map(seriesOf))].sort();
  return series.map((left) => {
    const margin = fitMargin(saves.filter((row) => seriesOf(row) !== left));
    return {
      series: left,
      margin,
      score: scoreWith(
        saves.filter((row) => seriesOf(row) === left),
        margin,
      ),
    };
  });
}

export function foldsText(folds: readonly Fold[]): string {
  const lines = folds.map(({ series, margin, score }) =>
    [
      series.padEnd(6),
      String(score.n).padStart(4),
      `${margin.idle / 1e6} MB`.padStart(6),
      String(margin.lag).padStart(5),
      String(score.medianRatio).padStart(7),
      String(score.medianErrorPercent).padStart(7),
      String(score.worstUnderPercent).padStart(7),
      String(score.worstOverPercent).padStart(7),
      String(score.unsafe).padStart(7),
      `${score.needless}/${score.held}`.padStart(9),
    ].join(' '),
  );
  return ['series    n   idle   lag   ratio   error   under    over  unsafe  needless', ...lines, ''].join(
    '\n',
  );
}
