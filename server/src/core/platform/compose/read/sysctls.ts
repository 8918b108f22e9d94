/** Kernel settings that a service asks for. */

import type { Edit } from '../../../model/finding';
import { removeEntry, removeItems, type TextOf } from '../../../yaml/edit/edit';
import type { ScalarTree } from '../../../yaml/tree';
import { type Found, pairsOf, type Service, valuesAt } from './service';

export interface Sysctl {
  /** The key of a mapping, or the item of a list. */
  readonly name: ScalarTree;
  readonly remove: () => readonly Edit[];
}

export function sysctlsOf(service: Service, text: TextOf): Sysctl[] {
  return valuesAt(service, ['sysctls'], text).flatMap((found) =>
    pairsOf(found).flatMap(({ name, tree, entry }) => {
      if (tree.kind !== 'scalar') return [];
      const scalar = { ...tree, text: name, place: entry?.keyPlace ?? tree.place };
      return [{ name: scalar, remove: () => removal(found, scalar, text) }];
    }),
  );
}

/** The last one goes with the key above it: Compose takes no empty one. */
function removal({ tree, layer }: Found, { place }: ScalarTree, text: TextOf): Edit[] {
  const own = layer.tree.entries.get('sysctls');
  if (tree.kind === 'map') {
    const entry = [...tree.entries.values()].find(({ keyPlace }) => keyPlace === place);
    if (!entry) return [];
    return tree.entries.size === 1 && own
      ? removeEntry(layer.tree, own, text)
      : removeEntry(tree, entry, text);
  }
  if (tree.kind !== 'list') return [];
  const item = tree.items.find((one) => one.place === place);
  if (!item) return [];
  return tree.items.length === 1 && own
    ? removeEntry(layer.tree, own, text)
    : removeItems(tree, [item], text);
}
