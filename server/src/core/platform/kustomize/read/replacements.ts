/** Values that kustomize copies from one object into others: where they go nothing is known here. */

import { changeAt, holeAt, indexOf, opened, withEntry, withItems } from '../../../yaml/edit/build';
import { at, itemsAt, type Tree, textAt } from '../../../yaml/tree';
import { isTarget, type Selectable } from './selector';

/** @param replacement one with `source` and `targets` */
export function applyReplacement(tree: Tree, object: Selectable, replacement: Tree): Tree {
  return itemsAt(replacement, 'targets').reduce((here, target) => {
    const select = at(target, 'select');
    const chosen =
      select !== undefined &&
      isTarget(select, object) &&
      !itemsAt(target, 'reject').some((reject) => isTarget(reject, object));
    if (!chosen) return here;
    const create = textAt(target, 'options', 'create') === 'true';
    return itemsAt(target, 'fieldPaths').reduce(
      (changed, path) => (path.kind === 'scalar' ? makeHole(changed, path.text, create) : opened(changed)),
      here,
    );
  }, tree);
}

/** A path such as `spec.template.spec.containers.[name=redis].image`; one that leads nowhere changes nothing. */
function makeHole(tree: Tree, path: string, create: boolean): Tree {
  const steps = stepsOf(path);
  if (steps.includes('*')) return opened(tree);
  return (
    changeAt(tree, steps, (holder, last) => {
      if (holder.kind === 'map') {
        const entry = holder.entries.get(last);
        if (entry) return withEntry(holder, { ...entry, value: holeAt(entry.value) });
        return create ? { ...holder, open: true } : undefined;
      }
      const index = holder.kind === 'list' ? indexOf(holder, last) : undefined;
      const item = holder.kind === 'list' && index !== undefined ? holder.items[index] : undefined;
      return holder.kind === 'list' && item && index !== undefined
        ? withItems(holder, holder.items.with(index, holeAt(item)))
        : undefined;
    }) ?? (create ? opened(tree) : tree)
  );
}

/** Dots part the steps, outside brackets and where no backslash stands before them. */
const stepsOf = (path: string): string[] =>
  [...path.matchAll(/\[([^\]]*)\]|((?:\\.|[^.\\[\]])+)/g)].map(
    ({ 1: bracketed, 2: plain = '' }) => bracketed ?? plain.replace(/\\(.)/g, '$1'),
  );
