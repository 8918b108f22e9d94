/** Where a manifest speaks of what runs in a container: the places over which an editor explains the server in it. */

import type { Place } from '../../text/span';
import { entryOf, type MapEntry, type Tree } from '../../yaml/tree';
import type { ContainerUnit } from '../unit';

/** Paths from the mapping of a container or service. */
const PATHS: readonly (readonly string[])[] = [
  ['image'],
  ['command'],
  ['args'],
  ['entrypoint'],
  ['resources', 'limits', 'memory'],
  ['resources', 'requests', 'memory'],
  ['deploy', 'resources', 'limits', 'memory'],
  ['deploy', 'resources', 'reservations', 'memory'],
  ['deploy', 'replicas'],
  ['mem_limit'],
  ['mem_reservation'],
  ['scale'],
  ['sysctls'],
  ['tmpfs'],
];

export function unitMentions({ tree, command, args }: ContainerUnit): Place[] {
  const lists = [command, args].flatMap((list) => (list.kind === 'words' ? placesIn(list.list) : []));
  return [...containerMentions(tree), ...lists];
}

/** @param tree the mapping of a container or service */
export const containerMentions = (tree: Tree): Place[] => PATHS.flatMap((path) => mentionAt(tree, path));

/** Of the entry that a path of keys leads to; none where there is no such entry. */
export function mentionAt(tree: Tree | undefined, path: readonly string[]): Place[] {
  const [key = '', ...rest] = path;
  const entry = entryOf(tree, key);
  if (!entry) return [];
  return rest.length === 0 ? placesOfEntry(entry) : mentionAt(entry.value, rest);
}

/** The key and every word of its value. */
export const placesOfEntry = ({ keyPlace, value }: MapEntry): Place[] => [keyPlace, ...placesIn(value)];

/** Every word in it; not the lines of blocks, which speak for themselves. */
function placesIn(tree: Tree): Place[] {
  switch (tree.kind) {
    case 'map':
      return [...tree.entries.values()].flatMap(placesOfEntry);
    case 'list':
      return tree.items.flatMap(placesIn);
    case 'scalar':
      return tree.null || tree.style === 'literal' || tree.style === 'folded' ? [] : [tree.place];
    default:
      return [tree.place];
  }
}
