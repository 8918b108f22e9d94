/** Writes the memory limit of a container: only the quantity where there is one, else the keys that are missing. */

import type { ContainerUnit } from '../../container/unit';
import { factValue, placeOf } from '../../model/fact';
import type { Edit } from '../../model/finding';
import type { Place } from '../../text/span';
import { formatQuantity } from '../../units/quantity';
import { fillEntry, insertEntry, type TextOf } from '../../yaml/edit/edit';
import { at, entryOf, type MapTree } from '../../yaml/tree';

/** @param bytes written in the grammar of the manifest */
export function limitEdits(unit: ContainerUnit, bytes: number, text: TextOf): Edit[] {
  const quantity = showLimit(unit, bytes);
  const place = placeOf(unit.limit.bytes);
  if (place && !unit.limit.inherited && factValue(unit.limit.bytes) !== undefined)
    return [replaceQuantity(place, quantity, text)];
  const { resources } = unit.limit;
  const limits = at(resources, 'limits');
  if (limits?.kind === 'map')
    return insertEntry(limits, [`memory: ${quantity}`], `memory: ${quantity}`, text);
  const empty = entryOf(resources, 'limits');
  if (resources && empty)
    return fillEntry(resources, empty, [`memory: ${quantity}`], `{ memory: ${quantity} }`, text);
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
export const showLimit = ({ limit }: ContainerUnit, bytes: number): string =>
  formatQuantity(bytes + (limit.beside ?? 0));

/** In the quotes that stand there. */
function replaceQuantity(place: Place, quantity: string, text: TextOf): Edit {
  const quote = /^["']/.exec(text(place).charAt(place.span.start))?.[0] ?? '';
  return { ...place, newText: `${quote}${quantity}${quote}` };
}

function newResources(container: MapTree, quantity: string, text: TextOf): Edit[] {
  const lines = ['limits:', `  memory: ${quantity}`];
  const flow = `{ limits: { memory: ${quantity} } }`;
  const empty = entryOf(container, 'resources');
  if (empty) return fillEntry(container, empty, lines, flow, text);
  const after = container.entries.get('image') ?? container.entries.get('name');
  const block = ['resources:', ...lines.map((line) => `  ${line}`)];
  return insertEntry(container, block, `resources: ${flow}`, text, after);
}
