/** Builds trees from parts of a document; each part keeps its place. */

import type { Place } from '../../text/span';
import { plainScalar } from '../template/shape';
import type { ListTree, MapTree, Tree } from '../tree';

/** @param open the map may have further, unknown entries */
export function assembledMap(
  entries: readonly (readonly [key: string, value: Tree])[],
  place: Place,
  open: boolean,
): MapTree {
  return {
    kind: 'map',
    entries: new Map(entries.map(([key, value]) => [key, { key, keyPlace: value.place, value }])),
    place,
    flow: false,
    open,
    readOnly: true,
  };
}

export const assembledList = (items: readonly Tree[], place: Place): ListTree => ({
  kind: 'list',
  items,
  place,
  flow: false,
  open: false,
});

/** A Kubernetes object, as a template would render it. */
export function assembledObject(
  [apiVersion, kind, name]: readonly [apiVersion: string, kind: string, name: string],
  content: readonly (readonly [key: string, value: Tree])[],
  place: Place,
  open = false,
): MapTree {
  const metadata = assembledMap([['name', plainScalar(name, place)]], place, open);
  const head = [
    ['apiVersion', plainScalar(apiVersion, place)],
    ['kind', plainScalar(kind, place)],
    ['metadata', metadata],
  ] as const;
  return assembledMap([...head, ...content], place, open);
}
