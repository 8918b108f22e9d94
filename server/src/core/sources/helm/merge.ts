/** Values laid over each other as Helm does it: mappings merge, lists and scalars replace, null takes a default away. */

import type { MapEntry, MapTree, Tree } from '../../yaml/tree';

/** Every leaf keeps the place where it is written; a mapping has the place of the higher layer. */
export function mergeValues(low: Tree | undefined, high: Tree | undefined): Tree | undefined {
  if (!low || !high) return high ?? low;
  if (low.kind !== 'map' || high.kind !== 'map')
    return low.kind === 'map' && isNull(high) && low.entries.size > 0 ? low : high;
  const entries = new Map<string, MapEntry>(low.entries);
  for (const [key, entry] of high.entries) {
    const before = entries.get(key);
    const value = before ? (mergeValues(before.value, entry.value) ?? entry.value) : entry.value;
    entries.set(key, { ...entry, value });
  }
  return { ...high, entries, open: low.open || high.open } satisfies MapTree;
}

/** `replica:` with nothing but comments below it; Helm cannot render a chart whose mapping was taken away. */
export const isNull = (tree: Tree): boolean => tree.kind === 'scalar' && tree.null;
