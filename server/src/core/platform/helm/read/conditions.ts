/** Conditions of a chart's templates over its values. */

import type { Condition } from '../catalogue/charts';
import { type ChartValues, isTemplated, isTruthy } from './values';

/** `unknown` where a template decides. No conditions hold. */
export function allHold(
  conditions: readonly Condition[] | undefined,
  values: ChartValues,
): boolean | 'unknown' {
  const results = (conditions ?? []).map((condition) => holds(condition, values));
  if (results.includes(false)) return false;
  return results.includes('unknown') ? 'unknown' : true;
}

function holds(condition: Condition, values: ChartValues): boolean | 'unknown' {
  const negated = condition.startsWith('!');
  const [path = '', wanted] = (negated ? condition.slice(1) : condition).split('=');
  const found = values.get(path);
  if (found.kind === 'unknown') return 'unknown';
  if (found.kind === 'absent') return negated;
  const { tree } = found;
  if (tree.kind === 'hole' || (tree.kind === 'scalar' && isTemplated(tree.text) && wanted !== undefined))
    return 'unknown';
  const held = wanted === undefined ? isTruthy(tree) : tree.kind === 'scalar' && tree.text === wanted;
  return held !== negated;
}
