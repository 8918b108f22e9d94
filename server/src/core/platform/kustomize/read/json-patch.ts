/** JSON patches (RFC 6902) on trees. An operation that finds no place is left out: kustomize would refuse to build. */

import { changeAt, indexOf, withEntry, withItems, withoutEntry } from '../../../yaml/edit/build';
import { at, type ScalarTree, scalarAt, type Tree, textAt } from '../../../yaml/tree';

export interface JsonOperation {
  readonly op: string;
  readonly path: readonly string[];
  /** The path as written. */
  readonly at: ScalarTree;
  readonly from: readonly string[];
  readonly value: Tree | undefined;
}

/** @returns undefined for what is no list of operations */
export function readJsonPatch(tree: Tree): JsonOperation[] | undefined {
  if (tree.kind !== 'list') return undefined;
  return tree.items.flatMap((item) => {
    const [op, path] = [textAt(item, 'op'), scalarAt(item, 'path')];
    if (op === undefined || !path) return [];
    return [
      {
        op,
        at: path,
        path: stepsOf(path.text),
        from: stepsOf(textAt(item, 'from') ?? ''),
        value: at(item, 'value'),
      },
    ];
  });
}

/** `/a~1b/0` as `a/b` and `0`. */
const stepsOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));

export function applyJsonPatch(tree: Tree, operations: readonly JsonOperation[]): Tree {
  return operations.reduce((here, operation) => applyOne(here, operation) ?? here, tree);
}

function applyOne(tree: Tree, operation: JsonOperation): Tree | undefined {
  const { op, path, from, value } = operation;
  switch (op) {
    case 'add':
      return value && changeAt(tree, path, add(value, operation));
    case 'replace':
      return value && changeAt(tree, path, replace(value, operation));
    case 'remove':
      return changeAt(tree, path, remove);
    case 'copy':
    case 'move': {
      const found = follow(tree, from);
      const without = op === 'move' ? changeAt(tree, from, remove) : tree;
      return found && without && changeAt(without, path, add(found, operation));
    }
    default:
      return undefined;
  }
}

function follow(tree: Tree, path: readonly string[]): Tree | undefined {
  let here: Tree | undefined = tree;
  for (const step of path) {
    if (here?.kind === 'list') here = here.items[indexOf(here, step) ?? -1];
    else here = at(here, step);
  }
  return here;
}

type Change = (holder: Tree, last: string) => Tree | undefined;

const add =
  (value: Tree, { at: path }: JsonOperation): Change =>
  (holder, last) => {
    if (holder.kind === 'map') {
      const before = holder.entries.get(last);
      return withEntry(holder, { ...(before ?? { key: last, keyPlace: path.place }), value });
    }
    if (holder.kind !== 'list') return undefined;
    const end = last === '-' || last === String(holder.items.length);
    const index = end ? holder.items.length : indexOf(holder, last);
    return index === undefined ? undefined : withItems(holder, holder.items.toSpliced(index, 0, value));
  };

/** Kustomize lets it add a key to a map that is there. */
const replace =
  (value: Tree, operation: JsonOperation): Change =>
  (holder, last) => {
    if (holder.kind === 'map') return add(value, operation)(holder, last);
    const index = holder.kind === 'list' ? indexOf(holder, last) : undefined;
    return holder.kind === 'list' && index !== undefined
      ? withItems(holder, holder.items.with(index, value))
      : undefined;
  };

const remove: Change = (holder, last) => {
  if (holder.kind === 'map') return holder.entries.has(last) ? withoutEntry(holder, last) : undefined;
  const index = holder.kind === 'list' ? indexOf(holder, last) : undefined;
  return holder.kind === 'list' && index !== undefined
    ? withItems(holder, holder.items.toSpliced(index, 1))
    : undefined;
};
