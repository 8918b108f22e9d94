/** Writing the memory limit of a container: the quantity alone where there is one, else the keys that are missing. */

import { factValue, placeOf } from '../model/fact';
import type { Edit } from '../model/finding';
import { formatQuantity } from '../units/quantity';
import { insertEntry, type TextOf } from '../yaml/edit';
import { at, type MapTree } from '../yaml/tree';
import { composeLimitEdits, showComposeLimit } from './compose-limit';
import type { ContainerUnit } from './unit';

/** @param bytes written in the grammar of the manifest */
export function limitEdits(unit: ContainerUnit, bytes: number, text: TextOf): Edit[] {
  if (unit.source === 'compose') return composeLimitEdits(unit, bytes, text);
  const quantity = showLimit(unit, bytes, text);
  const place = placeOf(unit.limit.bytes);
  if (place && !unit.limit.inherited && factValue(unit.limit.bytes) !== undefined)
    return [replaceQuantity(place, quantity, text)];
  const { resources } = unit.limit;
  const limits = at(resources, 'limits');
  if (limits?.kind === 'map')
    return insertEntry(limits, [`memory: ${quantity}`], `memory: ${quantity}`, text);
  // A key without a value would stand there twice.
  if (limits) return [];
  if (resources) {
    return insertEntry(
      resources,
      ['limits:', `  memory: ${quantity}`],
      `limits: { memory: ${quantity} }`,
      text,
    );
  }
  return newResources(unit.tree, quantity, text);
}

/** The amount as `limitEdits` writes it. */
export const showLimit = (unit: ContainerUnit, bytes: number, text: TextOf): string =>
  unit.source === 'compose'
    ? showComposeLimit(unit, bytes, text)
    : formatQuantity(bytes + (unit.limit.beside ?? 0));

/** In the quotes that stand there. */
function replaceQuantity(
  place: { file: string; span: { start: number; end: number } },
  quantity: string,
  text: TextOf,
): Edit {
  const quote = /^["']/.exec(text(place).charAt(place.span.start))?.[0] ?? '';
  return { ...place, newText: `${quote}${quantity}${quote}` };
}

function newResources(container: MapTree, quantity: string, text: TextOf): Edit[] {
  if (at(container, 'resources') !== undefined) return [];
  const after = container.entries.get('image') ?? container.entries.get('name');
  const lines = ['resources:', '  limits:', `    memory: ${quantity}`];
  return insertEntry(container, lines, `resources: { limits: { memory: ${quantity} } }`, text, after);
}
