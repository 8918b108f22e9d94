/** Values laid over each other as Helm does it: mappings merge, lists and scalars replace, null takes a default away. */

import type { MapEntry, MapTree, Tree } from '../../../yaml/tree';

/** Every leaf keeps the place where it is written; a mapping has the place of the higher layer. */
export function mergeValues(low: Tree | undefined, high: Tree | undefined): Tree | undefined {
  if (!high) return low;
  if (high.kind === 'map' && isOfItems(high)) return overItems(low, high);
  if (high.kind === 'map' && (low?.kind === 'map' || (!low && high.readOnly))) return mergeMaps(low, high);
  return low?.kind === 'map' && isNull(high) && low.entries.size > 0 ? low : high;
}

/** Mappings that a chart can do without: null takes them away. */
const TAKEN_AWAY = /^(?:resources|limits|requests)$/;

function mergeMaps(low: MapTree | undefined, high: MapTree): MapTree {
  const entries = new Map<string, MapEntry>(low?.entries);
  for (const [key, entry] of high.entries) {
    const below = entries.get(key)?.value;
    const value =
      TAKEN_AWAY.test(key) && isNull(entry.value)
        ? entry.value
        : (mergeValues(below, entry.value) ?? entry.value);
    entries.set(key, value === entry.value ? entry : { ...entry, value });
  }
  return { ...high, entries, open: low?.open || high.open };
}

const ITEM = /^\[(\d+)\]$/;

/** Single items of a list, as parameters name them: `list[0]=x`. */
const isOfItems = ({ entries }: MapTree): boolean =>
  entries.size > 0 && [...entries.keys()].every((key) => ITEM.test(key));

/** Items stay where nobody names them; what stands between them is not known. */
function overItems(low: Tree | undefined, { entries, place }: MapTree): Tree {
  if (low && low.kind !== 'list' && !isNull(low)) return { kind: 'hole', place };
  const items: Tree[] = low?.kind === 'list' ? [...low.items] : [];
  for (const [key, { value }] of entries) {
    const index = Number(ITEM.exec(key)?.[1]);
    if (index > MOST_ITEMS) return { kind: 'hole', place };
    while (items.length <= index) items.push({ kind: 'hole', place });
    const before = items[index];
    items[index] = mergeValues(before?.kind === 'hole' ? undefined : before, value) ?? value;
  }
  return { kind: 'list', items, place, flow: false, open: low?.kind === 'list' && low.open };
}

/** As Helm has it. */
const MOST_ITEMS = 65536;

/** `replica:` with nothing but comments below it; Helm cannot render a chart whose mapping was taken away. */
export const isNull = (tree: Tree): boolean => tree.kind === 'scalar' && tree.null;
