/**
 * The values of one release: what people wrote, over what the chart brings. Every answer says which of the two it is and
 * where a reader would change it.
 */

import type { Answer } from '../../../catalogue/conditions';
import { SourceMap } from '../../../text/source-map';
import { type Place, stableSpan } from '../../../text/span';
import { opened } from '../../../yaml/edit/build';
import type { MapEntry, MapTree, ScalarTree, Tree } from '../../../yaml/tree';
import { isMap, type Json, type KnownChart, keysIn, type ValuePath, valueAt } from '../catalogue/charts';
import { isNull, mergeValues } from './merge';

/** Values at one place: a file, a block of it, a text inside a manifest. */
export interface ValuesLayer {
  /** Undefined where nothing is written yet. */
  readonly tree: Tree | undefined;
  /** The document in which they stand, and the path to them, for writing more. */
  readonly root: Tree | undefined;
  readonly path: readonly string[];
  /** Where a reader looks for them. */
  readonly place: Place;
  /** False for values that stand as single parameters. */
  readonly editable: boolean;
}

export type Found =
  | { readonly kind: 'written'; readonly tree: Tree; readonly place: Place }
  | { readonly kind: 'default'; readonly tree: Tree; readonly place: Place }
  | { readonly kind: 'absent'; readonly place: Place }
  | { readonly kind: 'unknown'; readonly place: Place };

export class ChartValues {
  readonly #written: Tree | undefined;
  readonly #defaults: Json;
  readonly #origin = new WeakSet<Tree>();

  /** @param layers low to high, at least one */
  constructor(
    readonly chart: KnownChart,
    readonly layers: readonly ValuesLayer[],
  ) {
    this.#written = layers.reduce<Tree | undefined>(
      (low, { tree }) => mergeValues(low, tree && !isNull(tree) ? tree : undefined),
      undefined,
    );
    this.#defaults = chart.defaults;
  }

  get written(): Tree | undefined {
    return this.#written;
  }

  /** The layer that fixes write into: the highest one that holds mappings. */
  get editable(): ValuesLayer | undefined {
    return this.layers.findLast(({ editable }) => editable);
  }

  /** What the chart gets at a path; mappings hold what is written and what is not. */
  get(path: ValuePath): Found {
    const keys = this.keysOf(path);
    const written = this.isRead(path) === false ? undefined : this.#walk(keys);
    const place = this.placeOf(path);
    if (written === 'unknown' || (written && this.isRead(path) === 'unknown'))
      return { kind: 'unknown', place };
    const fallback = valueAt(this.#defaults, keysIn(path));
    const differs = this.#differs(path);
    if (differs && written === undefined) return { kind: 'unknown', place };
    if (differs && written?.kind === 'map') return { kind: 'written', tree: opened(written), place };
    if (written === undefined) {
      if (fallback === undefined || fallback === null) return { kind: 'absent', place };
      return { kind: 'default', tree: this.#default(fallback, place), place };
    }
    if (isNull(written)) return { kind: 'absent', place };
    const tree =
      written.kind === 'map' && isMap(fallback)
        ? (mergeValues(this.#default(fallback, place), written) ?? written)
        : written;
    return { kind: 'written', tree, place };
  }

  /** What the chart gets at a path; undefined for nothing, `unknown` where a template decides. */
  treeAt(path: ValuePath): Tree | 'unknown' | undefined {
    const found = this.get(path);
    if (found.kind === 'unknown') return 'unknown';
    return found.kind === 'absent' ? undefined : found.tree;
  }

  /** Whether the templates read a value; unknown where only some of the versions in question do. */
  isRead(path: ValuePath): Answer {
    const { notRead, sometimesRead } = this.chart;
    const around = [...blocksAround(path), path];
    if (around.some((one) => notRead.has(one))) return false;
    return around.some((one) => sometimesRead.has(one)) ? 'unknown' : true;
  }

  /** Whether the versions in question bring different values at a path, or around it. */
  #differs(path: ValuePath): boolean {
    const { differing } = this.chart;
    return differing.has(path) || blocksAround(path).some((one) => differing.has(one));
  }

  /** Whether a part of what `get` gave comes from the chart. */
  isDefault(tree: Tree): boolean {
    return this.#origin.has(tree);
  }

  /** Whether anything is written at a path, or a template may write it. */
  isWritten(path: ValuePath): boolean {
    return this.#walk(this.keysOf(path)) !== undefined;
  }

  /** What somebody wrote at a path, the chart's own values left out. */
  writtenAt(path: ValuePath): Tree | undefined {
    const found = this.isRead(path) === false ? undefined : this.#walk(this.keysOf(path));
    return found === 'unknown' || (found && isNull(found)) ? undefined : found;
  }

  /** The key at which somebody wrote a value that no template of this version reads. */
  unreadAt(path: ValuePath): Place | undefined {
    const found = this.isRead(path) === false ? this.#walk(this.keysOf(path)) : undefined;
    return found === undefined || found === 'unknown' || isNull(found) ? undefined : this.placeOf(path);
  }

  /** The key of a written value, else of the nearest block around it, else where the values begin. */
  placeOf(path: ValuePath): Place {
    let here = this.#written;
    let place: Place | undefined;
    for (const key of this.keysOf(path)) {
      const entry: MapEntry | undefined = here?.kind === 'map' ? here.entries.get(key) : undefined;
      if (!entry) break;
      place = entry.keyPlace;
      here = entry.value;
    }
    return place ?? this.#head();
  }

  /** Keys as this version of the chart names them. */
  keysOf(path: ValuePath): string[] {
    const [first, ...rest] = keysIn(path);
    return first === undefined ? [] : [this.chart.renamed.get(first) ?? first, ...rest];
  }

  #head(): Place {
    const layer = this.layers.findLast(({ tree }) => tree !== undefined) ?? this.layers.at(-1);
    return layer?.place ?? { file: '', span: stableSpan(0, 0) };
  }

  /** `unknown` where a template decides, or two branches of one; of a key that stands twice in plain YAML Helm takes the last. */
  #walk(keys: readonly string[]): Tree | 'unknown' | undefined {
    let here = this.#written;
    for (const key of keys) {
      if (here?.kind === 'hole') return 'unknown';
      if (here?.kind !== 'map') return undefined;
      const entry: MapEntry | undefined = here.entries.get(key);
      if (!entry) return here.open ? 'unknown' : undefined;
      here = entry.value;
    }
    return here?.kind === 'hole' ? 'unknown' : here;
  }

  #default(value: Json, place: Place): Tree {
    const tree = treeOfJson(value, place);
    mark(tree, this.#origin);
    return tree;
  }
}

/** `a` and `a.b` of `a.b.c`. */
const blocksAround = (path: ValuePath): ValuePath[] =>
  keysIn(path)
    .map((_, index, keys) => keys.slice(0, index).join('.'))
    .slice(1);

function mark(tree: Tree, all: WeakSet<Tree>): void {
  all.add(tree);
  if (tree.kind === 'list') for (const item of tree.items) mark(item, all);
  if (tree.kind === 'map') for (const { value } of tree.entries.values()) mark(value, all);
}

/** Values of a catalogue as a tree, all of it at one place. */
export function treeOfJson(value: Json, place: Place): Tree {
  if (Array.isArray(value)) {
    const items = value.map((item: Json) => treeOfJson(item, place));
    return { kind: 'list', items, place, flow: false, open: false };
  }
  if (!isMap(value)) return scalarOf(value === null ? '' : String(value), value === null, place);
  const entries = new Map<string, MapEntry>(
    Object.entries(value).map(([key, one]) => [key, { key, keyPlace: place, value: treeOfJson(one, place) }]),
  );
  return { kind: 'map', entries, place, flow: false, open: false } satisfies MapTree;
}

function scalarOf(text: string, isNothing: boolean, place: Place): ScalarTree {
  const map = SourceMap.coarse(place.file, text.length, place.span);
  return { kind: 'scalar', text, null: isNothing, place, style: 'plain', map, indent: '' };
}
