/** Trees to compare: whether comments behind the last entry of a block belong to it depends on what was parsed with it. */

import type { Tree } from '../../server/src/core/yaml/tree';

export function withoutOpenEnds(tree: Tree): unknown {
  const { start } = tree.place.span;
  switch (tree.kind) {
    case 'map': {
      const entries = [...tree.entries].map(([key, entry]) => [
        key,
        { ...entry, value: withoutOpenEnds(entry.value), written: undefined },
      ]);
      return tree.flow ? { ...tree, entries } : { ...tree, entries, place: start };
    }
    case 'list': {
      const items = tree.items.map(withoutOpenEnds);
      return tree.flow ? { ...tree, items } : { ...tree, items, place: start };
    }
    default:
      return tree;
  }
}
