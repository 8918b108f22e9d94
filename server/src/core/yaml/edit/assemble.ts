/** Trees put together from parts that stand in a document, each part with the place where it is written. */

import type { Place } from '../../text/span';
import { plainScalar } from '../template/shape';
import type { ListTree, MapTree, Tree } from '../tree';

/** @param open something unread may stand beside these entries */
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

/** An object of the cluster as somebody's templates would write it. */
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
