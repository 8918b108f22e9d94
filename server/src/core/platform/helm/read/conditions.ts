/** Conditions of the catalogue over the values of a release. */

import * as conditions from '../../../catalogue/conditions';
import type { ChartValues } from './values';

/** `unknown` where a template decides. No conditions hold. */
export const allHold = (
  wanted: readonly conditions.Condition[] | undefined,
  values: ChartValues,
): conditions.Answer => conditions.allHold(wanted, (path) => values.treeAt(path));
