/** What a tree says, as plain values, for comparing it with what others read. */

import { parse } from 'yaml';
import type { Tree } from '../../server/src/core/yaml/tree';

/** Plain scalars are read as YAML reads them; what nobody knows is `undefined`. */
export function plainValue(tree: Tree): unknown {
  switch (tree.kind) {
    case 'map':
      return Object.fromEntries([...tree.entries].map(([key, { value }]) => [key, plainValue(value)]));
    case 'list':
      return tree.items.map(plainValue);
    case 'scalar':
      return tree.style === 'plain' ? parse(tree.text) : tree.text;
    default:
      return undefined;
  }
}
