/**
 * YAML as the sources read it: maps, lists and scalars, each with its place, aliases and merge keys followed.
 *
 * Overlays and patches merge such trees, so that every leaf keeps the place where somebody wrote it.
 */

import type { SourceMap } from '../text/source-map';
import { contains, type Place, type StableOffset } from '../text/span';

export type Tree = MapTree | ListTree | ScalarTree | HoleTree;

export interface MapTree {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, MapEntry>;
  readonly place: Place;
  readonly flow: boolean;
  /** Something unread may add entries: a template hole, a key that is one. */
  readonly open: boolean;
  /** Entries that stand in the file do not count: what is added there may stand there twice, or in vain. */
  readonly readOnly?: boolean;
}

export interface MapEntry {
  readonly key: string;
  readonly keyPlace: Place;
  readonly value: Tree;
  /** Written more than once: the last holds, but of branches of a template nobody knows which, and `value` is a hole. */
  readonly others?: readonly Tree[];
  /** Key and value as they are written, where that is at hand without the value. */
  readonly written?: string;
}

export interface ListTree {
  readonly kind: 'list';
  readonly items: readonly Tree[];
  readonly place: Place;
  readonly flow: boolean;
  readonly open: boolean;
}

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

export interface ScalarTree {
  readonly kind: 'scalar';
  /** What a field of type string gets: the text as written where it is plain (`1e9`, `yes`), decoded elsewhere. */
  readonly text: string;
  readonly null: boolean;
  readonly place: Place;
  readonly style: ScalarStyle;
  /** From `text` to the document. */
  readonly map: SourceMap;
  /** What stands before each line of a block scalar. */
  readonly indent: string;
}

/** A value that a template makes. */
export interface HoleTree {
  readonly kind: 'hole';
  readonly place: Place;
}

/** Follows keys downwards; undefined where one is missing or the tree is of another kind. */
export function at(tree: Tree | undefined, ...keys: readonly string[]): Tree | undefined {
  let here = tree;
  for (const key of keys) here = here?.kind === 'map' ? here.entries.get(key)?.value : undefined;
  return here;
}

export function entryOf(tree: Tree | undefined, key: string): MapEntry | undefined {
  return tree?.kind === 'map' ? tree.entries.get(key) : undefined;
}

export const scalarAt = (tree: Tree | undefined, ...keys: readonly string[]): ScalarTree | undefined => {
  const found = at(tree, ...keys);
  return found?.kind === 'scalar' && !found.null ? found : undefined;
};

/** The text of a scalar; undefined for null and for anything else. */
export const textAt = (tree: Tree | undefined, ...keys: readonly string[]): string | undefined =>
  scalarAt(tree, ...keys)?.text;

export function itemsAt(tree: Tree | undefined, ...keys: readonly string[]): readonly Tree[] {
  const found = at(tree, ...keys);
  return found?.kind === 'list' ? found.items : [];
}

export function entriesAt(tree: Tree | undefined, ...keys: readonly string[]): readonly MapEntry[] {
  const found = at(tree, ...keys);
  return found?.kind === 'map' ? [...found.entries.values()] : [];
}

/** `true` and what YAML 1.1 and Helm users write for it. */
export const isTrue = (tree: Tree | undefined): boolean =>
  tree?.kind === 'scalar' && /^(?:true|yes|on)$/i.test(tree.text);

const mayHold = ({ keyPlace: { span }, written }: MapEntry, offset: StableOffset): boolean =>
  written === undefined || (span.start <= offset && offset <= span.start + written.length);

/** The scalar in which an offset of the file stands. */
export function scalarAround(trees: readonly Tree[], offset: StableOffset): ScalarTree | undefined {
  for (const tree of trees) {
    if (tree.kind === 'hole' || !contains(tree.place.span, offset)) continue;
    if (tree.kind === 'scalar') return tree;
    const inside =
      tree.kind === 'list'
        ? tree.items
        : [...tree.entries.values()].filter((entry) => mayHold(entry, offset)).map(({ value }) => value);
    const found = scalarAround(inside, offset);
    if (found) return found;
  }
  return undefined;
}
