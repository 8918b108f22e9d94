/** The objects that generators of a kustomization make, and what they become when one is put over another. */

import type { FileId } from '../../text/span';
import { withEntry } from '../../yaml/edit/build';
import type { MapEntry, MapTree } from '../../yaml/tree';
import type { Generator } from './read/generators';
import { type Resource, resourceOf } from './resource';

/** @param open keys that nobody sees may be there, too */
export function generatedResource(
  { kind, name, namespace, tree }: Generator,
  entries: ReadonlyMap<string, MapEntry>,
  open: boolean,
  layers: readonly FileId[],
): Resource {
  const map = (inside: ReadonlyMap<string, MapEntry>): MapTree => ({
    kind: 'map',
    entries: inside,
    place: tree.place,
    flow: false,
    open,
    readOnly: true,
  });
  const data = kind === 'Secret' ? 'stringData' : 'data';
  const object = map(new Map([[data, { key: data, keyPlace: name.place, value: map(entries) }]]));
  return resourceOf(
    { apiVersion: 'v1', kind, name: name.text, namespace, tree: object, place: name.place },
    layers,
  );
}

/** Entries of the second one over those of the first. */
export function mergedData(before: MapTree, added: MapTree): MapTree {
  let tree = before;
  for (const [key, entry] of added.entries) {
    const held = tree.entries.get(key);
    if (held?.value.kind !== 'map' || entry.value.kind !== 'map') tree = withEntry(tree, entry);
    else
      tree = withEntry(tree, {
        ...held,
        value: [...entry.value.entries.values()].reduce(withEntry, held.value),
      });
  }
  return tree;
}
