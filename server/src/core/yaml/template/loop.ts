/** Loops of a template over known values: what the dot and the variables stand for in each turn. */

import type { Place } from '../../text/span';
import type { Tree } from '../tree';
import type { TemplateAction } from './mask';
import type { Names } from './names';
import { plainScalar, type ResolveAction } from './shape';

const RANGE = /^range (?:(\$\w+)(?:, *(\$\w+))? *:= *)?([\s\S]+)$/;

/**
 * @param names of the enclosing loops
 * @returns undefined for anything but a loop over known values
 */
export function turnsOf(
  action: TemplateAction,
  resolve: ResolveAction,
  place: Place,
  names?: Names,
): Names[] | undefined {
  const [, first, second, expression] = RANGE.exec(action.body) ?? [];
  const over = expression && resolve({ ...action, body: expression }, place, names);
  if (!over || (over.kind !== 'list' && over.kind !== 'map') || over.open) return undefined;
  const entries: [Tree, Tree][] =
    over.kind === 'list'
      ? over.items.map((item, index) => [plainScalar(String(index), item.place), item])
      : // Go goes through the keys of a mapping in their order.
        [...over.entries.values()]
          .sort((a, b) => (a.key < b.key ? -1 : 1))
          .map(({ key, keyPlace, value }) => [plainScalar(key, keyPlace), value]);
  return entries.map(
    ([key, value]) =>
      new Map([
        ...(names ?? []),
        ['.', value],
        ...(first === undefined ? [] : [[first, second === undefined ? value : key] as const]),
        ...(second === undefined ? [] : [[second, value] as const]),
      ]),
  );
}
