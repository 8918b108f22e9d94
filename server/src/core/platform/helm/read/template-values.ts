/** What the actions of a template write and ask, given the values of its chart. */

import { stableSpan } from '../../../text/span';
import type { Holds } from '../../../yaml/template/branches';
import { CLOSES, OPENS, type TemplateAction } from '../../../yaml/template/mask';
import type { ResolveAction } from '../../../yaml/template/shape';
import type { Tree } from '../../../yaml/tree';
import { evaluate } from './template-expression';

/**
 * @param values of the chart itself
 * @param chart Chart.yaml
 */
export const resolverOf =
  (values: Tree | undefined, chart: Tree | undefined): ResolveAction =>
  ({ body }, place, names) => {
    const { tree } = evaluate(body, { values, chart, place, names });
    return tree?.kind === 'scalar' && tree.null ? undefined : tree;
  };

/** @param values as for `resolverOf` */
export const conditionsIn =
  (values: Tree | undefined, chart: Tree | undefined): Holds =>
  (condition) =>
    evaluate(condition, { values, chart, place: NOWHERE }).holds;

/** The place of the answer to a condition is never asked for. */
const NOWHERE = { file: '', span: stableSpan(0, 0) };

/** Keys of the values that a template speaks of. */
export const valuesNamedIn = (template: string): string[][] =>
  [...template.matchAll(/\.Values\.(\w+(?:\.\w+)*)/g)].map(([, path = '']) => path.split('.'));

/** Whether a template that is one condition as a whole writes nothing with these values. */
export function isSwitchedOff(actions: readonly TemplateAction[], text: string, holds: Holds): boolean {
  const first = actions.find(({ body }) => !body.startsWith('/*'));
  if (!first || /\S/.test(text.slice(0, first.span.start).replace(/\{\{[\s\S]*?\}\}/g, ''))) return false;
  const condition = /^if ([\s\S]+)$/.exec(first.body)?.[1];
  return condition !== undefined && holds(condition) === false && !hasOtherBranch(actions);
}

/** Whether the first block has an `else`. */
function hasOtherBranch(actions: readonly TemplateAction[]): boolean {
  let depth = 0;
  for (const { body } of actions) {
    if (OPENS.test(body)) depth += 1;
    else if (CLOSES.test(body)) depth -= 1;
    else if (depth === 1 && /^else\b/.test(body)) return true;
    if (depth === 0 && CLOSES.test(body)) return false;
  }
  return false;
}
