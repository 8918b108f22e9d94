/** Conditions of the catalogue over the values and the version of a release. */

import * as conditions from '../../../catalogue/conditions';
import type { InVersions } from '../catalogue/charts';
import { isIn, rangeOf } from '../catalogue/version-range';
import type { ChartValues } from './values';

/** `unknown` where a template decides. No conditions hold. */
export const allHold = (
  wanted: readonly conditions.Condition[] | undefined,
  values: ChartValues,
): conditions.Answer => conditions.allHold(wanted, (path) => values.treeAt(path));

/** Whether the versions in question do it, and the values let them; unknown where only some do. */
export function applies({ versions, when }: InVersions, values: ChartValues): conditions.Answer {
  const range = versions === undefined ? undefined : rangeOf(versions);
  const answers = [range ? isIn(values.chart.range, range) : true, allHold(when, values)];
  if (answers.includes(false)) return false;
  return answers.includes('unknown') ? 'unknown' : true;
}
