/**
 * YAML as the platforms read it: maps, lists and scalars with their places, aliases and merge keys resolved.
 *
 * Overlays and patches merge such trees, so that every leaf keeps the place where it is written.
 */

import type { SourceMap } from '../text/source-map';
import { contains, type Place, type StableOffset } from '../text/span';

export type Tree = MapTree | ListTree | ScalarTree | HoleTree;

export interface MapTree {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, MapEntry>;
  readonly place: Place;
  readonly flow: boolean;
  /** Further, unknown entries are possible: the map contains a template hole, or a key that is one. */
  readonly open: boolean;
  /** The map does not correspond to one in the file, so an edit could duplicate an entry or have no effect. */
  readonly readOnly?: boolean;
}

export interface MapEntry {
  readonly key: string;
  readonly keyPlace: Place;
  readonly value: Tree;
  /** Set if the key is written more than once. The last one applies, except in a template, where `value` is a hole. */
  readonly others?: readonly Tree[];
  /** Source text of key and value, if available without building the value. */
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
  /** The text for a field of type string: as written if the scalar is plain (`1e9`, `yes`), decoded otherwise. */
  readonly text: string;
  readonly null: boolean;
  readonly place: Place;
  readonly style: ScalarStyle;
  /** From `text` to the document. */
  readonly map: SourceMap;
  /** The indentation of the lines of a block scalar. */
  readonly indent: string;
}

/** A value that a template produces. */
export interface HoleTree {
  readonly kind: 'hole';
  readonly place: Place;
}

/** The node below these keys; undefined if a key is missing or a node is not a map. */
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

/** The text of a scalar; undefined for null and for other nodes. */
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

/** `true`, and the synonyms of YAML 1.1 and Helm. */
export const isTrue = (tree: Tree | undefined): boolean =>
  tree?.kind === 'scalar' && /^(?:true|yes|on)$/i.test(tree.text);

const mayHold = ({ keyPlace: { span }, written }: MapEntry, offset: StableOffset): boolean =>
  written === undefined || (span.start <= offset && offset <= span.start + written.length);

/** The scalar that contains an offset of the file. */
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
