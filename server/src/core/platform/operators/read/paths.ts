/** Paths of the catalogue of operators in a resource: what stands there, and how something new is written there. */

import * as conditions from '../../../catalogue/conditions';
import type { Edit } from '../../../model/finding';
import type { Place } from '../../../text/span';
import { insertEntry, type TextOf } from '../../../yaml/edit/edit';
import { at, itemsAt, type MapEntry, type MapTree, type Tree, textAt } from '../../../yaml/tree';

/** `containers[redis]`: the item of that name in the list. */
interface Step {
  readonly key: string;
  readonly item: string | undefined;
}

const stepsOf = (path: string): Step[] =>
  path.split('.').map((word) => {
    const match = /^(.+)\[(.+)\]$/.exec(word);
    return { key: match?.[1] ?? word, item: match?.[2] };
  });

function follow(tree: Tree | undefined, { key, item }: Step): Tree | undefined {
  if (item === undefined) return at(tree, key);
  return itemsAt(tree, key).find((one) => textAt(one, 'name') === item);
}

/** @returns undefined also for null: a key without a value says nothing */
export function find(root: Tree, path: string): Tree | undefined {
  let here: Tree | undefined = root;
  for (const step of stepsOf(path)) here = follow(here, step);
  return here?.kind === 'scalar' && here.null ? undefined : here;
}

/** The key of the last word of a path. */
export function keyAt(root: Tree, path: string): MapEntry | undefined {
  const words = path.split('.');
  const holder = words.length === 1 ? root : find(root, words.slice(0, -1).join('.'));
  return holder?.kind === 'map' ? holder.entries.get(words.at(-1) ?? '') : undefined;
}

/** The text of the first path that holds one. */
export function firstText(root: Tree, paths: readonly string[]): { text: string; place: Place } | undefined {
  for (const path of paths) {
    const tree = find(root, path);
    if (tree?.kind === 'scalar') return tree;
  }
  return undefined;
}

/** Whether conditions of the catalogue hold for a resource. */
export const allHold = (root: Tree, wanted: readonly conditions.Condition[]): conditions.Answer =>
  conditions.allHold(wanted, (path) => find(root, path));

/**
 * Writes entries at the end of the mapping that a path names (an empty one the root), with whatever of the path is missing.
 * @param lines in block style; @param flow the same on one line
 * @returns nothing where that is not one insertion: an item of a list that is there without it, a key without a value
 */
export function insertAt(
  root: MapTree,
  path: string,
  lines: readonly string[],
  flow: string,
  text: TextOf,
): Edit[] {
  let here = root;
  const steps = path === '' ? [] : stepsOf(path);
  for (const [index, step] of steps.entries()) {
    const next = follow(here, step);
    if (next?.kind === 'map') {
      here = next;
      continue;
    }
    if (next !== undefined || at(here, step.key) !== undefined) return [];
    const missing = steps.slice(index);
    return insertEntry(here, nestedLines(missing, lines), nestedFlow(missing, flow), text);
  }
  return insertEntry(here, lines, flow, text);
}

function nestedLines(steps: readonly Step[], lines: readonly string[]): string[] {
  const indented = (block: readonly string[], by: string): string[] => block.map((line) => by + line);
  return [...steps]
    .reverse()
    .reduce<string[]>(
      (inner, { key, item }) =>
        item === undefined
          ? [`${key}:`, ...indented(inner, '  ')]
          : [`${key}:`, `  - name: ${item}`, ...indented(inner, '    ')],
      [...lines],
    );
}

const nestedFlow = (steps: readonly Step[], flow: string): string =>
  [...steps]
    .reverse()
    .reduce(
      (inner, { key, item }) =>
        item === undefined ? `${key}: { ${inner} }` : `${key}: [{ name: ${item}, ${inner} }]`,
      flow,
    );
