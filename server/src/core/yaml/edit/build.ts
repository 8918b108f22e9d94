/** New trees made of existing ones, whose nodes keep their places. */

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

/** A whole file as the content of a scalar, position for position. */
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

/** A map with an entry more, or with another one under the same key. */
export function withEntry(map: MapTree, entry: MapEntry): MapTree {
  return { ...map, entries: new Map(map.entries).set(entry.key, entry) };
}

/** A map without a key that stands in its file. */
export function withoutEntry(map: MapTree, key: string): MapTree {
  if (!map.entries.has(key)) return map;
  const entries = new Map(map.entries);
  entries.delete(key);
  return { ...map, entries, readOnly: true };
}

export const withItems = (list: ListTree, items: readonly Tree[]): ListTree => ({ ...list, items });

/** What stands here is not known. */
export const holeAt = ({ place }: Tree): HoleTree => ({ kind: 'hole', place });

/** The same tree, to whose maps anything may have been added. What is written stays known. */
export function opened(tree: Tree): Tree {
  if (tree.kind === 'list') return withItems(tree, tree.items.map(opened));
  if (tree.kind !== 'map') return tree;
  const entries = new Map<string, MapEntry>();
  for (const [key, entry] of tree.entries) entries.set(key, { ...entry, value: opened(entry.value) });
  return { ...tree, entries, open: true };
}

/** The tree with other scalars; parts in which none changes are the same objects. */
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
 * Changes what a path leads to: keys of maps and indices of lists.
 * @param change of the node that holds the last step; undefined leaves everything as it is
 * @returns undefined when the path leads nowhere or nothing was changed
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
 * @param step an index, from the end where it is negative; or `name=redis` for the item that has it
 * @returns undefined for what is no index of the list, or one beyond its items
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
