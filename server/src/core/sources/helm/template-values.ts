/** What simple actions of a template write, given the values of its chart: `.Values.a.b` with the usual filters. */

import type { TemplateAction } from '../../yaml/template-mask';
import { plainScalar, type ResolveAction } from '../../yaml/template-shape';
import { at, type Tree } from '../../yaml/tree';
import { isTemplated, isTruthy } from './values';

/** Filters that write the same value in another dress. */
const DRESS = /^(?:quote|squote|toYaml|toString|int|int64|trim|nindent \d+|indent \d+)$/;

/**
 * @param values of the chart itself
 * @param chart Chart.yaml
 */
export const resolverOf =
  (values: Tree | undefined, chart: Tree | undefined): ResolveAction =>
  ({ body }, place) => {
    const [head = '', ...filters] = body.split('|').map((part) => part.trim());
    const expression = head.replace(/^(?:toYaml|quote|int)\s+(?=\.)/, '');
    const first = valueNamed(expression, values, chart);
    let found = first;
    for (const filter of filters) {
      const fallback = /^default (.+)$/.exec(filter)?.[1];
      if (fallback !== undefined) {
        const isSet = found !== undefined && isTruthy(found);
        found = isSet ? found : (valueNamed(fallback, values, chart) ?? literal(fallback, place));
      } else if (!DRESS.test(filter)) return undefined;
    }
    return found?.kind === 'scalar' && (found.null || isTemplated(found.text)) ? undefined : found;
  };

function literal(text: string, place: Parameters<ResolveAction>[1]): Tree | undefined {
  const inner = /^"([^"\\]*)"$/.exec(text)?.[1] ?? (/^\d+$/.test(text) ? text : undefined);
  return inner === undefined ? undefined : plainScalar(inner, place);
}

function valueNamed(expression: string, values: Tree | undefined, chart: Tree | undefined): Tree | undefined {
  const path = /^\$?\.Values\.([\w.]+)$/.exec(expression)?.[1];
  if (path !== undefined) return at(values, ...path.split('.'));
  return expression === '.Chart.AppVersion' ? at(chart, 'appVersion') : undefined;
}

/** Keys of the values that a template speaks of. */
export const valuesNamedIn = (template: string): string[][] =>
  [...template.matchAll(/\.Values\.(\w+(?:\.\w+)*)/g)].map(([, path = '']) => path.split('.'));

/** Whether a template that is one condition as a whole writes nothing with these values. */
export function isSwitchedOff(
  actions: readonly TemplateAction[],
  text: string,
  values: Tree | undefined,
): boolean {
  const first = actions.find(({ body }) => !body.startsWith('/*'));
  if (!first || /\S/.test(text.slice(0, first.span.start).replace(/\{\{[\s\S]*?\}\}/g, ''))) return false;
  const path = /^if \$?\.Values\.([\w.]+)$/.exec(first.body)?.[1];
  if (path === undefined) return false;
  const value = at(values, ...path.split('.'));
  return value === undefined || (value.kind === 'scalar' && !isTemplated(value.text) && !isTruthy(value));
}
