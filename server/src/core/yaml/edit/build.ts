/** Derives trees from existing ones; nodes keep their places. */

import { SourceMap } from '../../text/source-map';
import { type FileId, stableSpan } from '../../text/span';
import {
  type HoleTree,
  type ListTree,
  type MapEntry,
  type MapTree,
  type ScalarTree,
  type Tree,
  textAt,
} from '../tree';

/** The content of a whole file as a scalar, mapped position for position. */
export function scalarOfFile(file: FileId, text: string): ScalarTree {
  return {
    kind: 'scalar',
    text,
    null: false,
    place: { file, span: stableSpan(0, text.length) },
    style: 'literal',
    map: SourceMap.identity(file, text.length),
    indent: '',
  };
}

/** The map with an entry added or replaced. */
export function withEntry(map: MapTree, entry: MapEntry): MapTree {
  return { ...map, entries: new Map(map.entries).set(entry.key, entry) };
}

/** The map without a key, although its file contains the key. */
export function withoutEntry(map: MapTree, key: string): MapTree {
  if (!map.entries.has(key)) return map;
  const entries = new Map(map.entries);
  entries.delete(key);
  return { ...map, entries, readOnly: true };
}

export const withItems = (list: ListTree, items: readonly Tree[]): ListTree => ({ ...list, items });

/** A hole in place of the node. */
export const holeAt = ({ place }: Tree): HoleTree => ({ kind: 'hole', place });

/** The same tree with every map open: further entries are possible, known entries stay known. */
export function opened(tree: Tree): Tree {
  if (tree.kind === 'list') return withItems(tree, tree.items.map(opened));
  if (tree.kind !== 'map') return tree;
  const entries = new Map<string, MapEntry>();
  for (const [key, entry] of tree.entries) entries.set(key, { ...entry, value: opened(entry.value) });
  return { ...tree, entries, open: true };
}

/** The tree with its scalars changed; subtrees without a change keep their identity. */
export function mapScalars(tree: Tree, change: (scalar: ScalarTree) => Tree): Tree {
  switch (tree.kind) {
    case 'map': {
      let changed = false;
      const entries = new Map<string, MapEntry>();
      for (const [key, entry] of tree.entries) {
        const value = mapScalars(entry.value, change);
        changed ||= value !== entry.value;
        entries.set(key, value === entry.value ? entry : { ...entry, value });
      }
      return changed ? { ...tree, entries } : tree;
    }
    case 'list': {
      const items = tree.items.map((item) => mapScalars(item, change));
      return items.some((item, index) => item !== tree.items[index]) ? withItems(tree, items) : tree;
    }
    case 'scalar':
      return change(tree);
    default:
      return tree;
  }
}

/**
 * Changes the node at a path of map keys and list indexes.
 * @param change is given the parent of the node; it returns undefined to change nothing
 * @returns undefined when the path does not exist or nothing changed
 */
export function changeAt(
  tree: Tree,
  path: readonly string[],
  change: (holder: Tree, last: string) => Tree | undefined,
): Tree | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return undefined;
  if (rest.length === 0) return change(tree, step);
  if (tree.kind === 'map') {
    const entry = tree.entries.get(step);
    const value = entry && changeAt(entry.value, rest, change);
    return entry && value && withEntry(tree, { ...entry, value });
  }
  if (tree.kind !== 'list') return undefined;
  const index = indexOf(tree, step);
  const item = index === undefined ? undefined : tree.items[index];
  const value = item && changeAt(item, rest, change);
  return value && withItems(tree, tree.items.with(index ?? 0, value));
}

/**
 * @param step an index, from the end if negative, or `name=redis` for the item with that name
 * @returns undefined for anything that is not an index of an existing item
 */
export function indexOf({ items }: ListTree, step: string): number | undefined {
  const equals = step.indexOf('=');
  if (equals > 0) {
    const [key, value] = [step.slice(0, equals), step.slice(equals + 1)];
    const found = items.findIndex((item) => textAt(item, key) === value);
    return found === -1 ? undefined : found;
  }
  const index = /^(?:0|-?[1-9]\d*)$/.test(step) ? Number(step) : Number.NaN;
  const found = index < 0 ? items.length + index : index;
  return found >= 0 && found < items.length ? found : undefined;
}
