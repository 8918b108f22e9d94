/**
 * One service as Compose puts it together: its own mapping, what it extends, and what later files say over it
 * (compose-go override/merge.go). Nothing is copied, so that every value keeps its place.
 */

import { isOpen } from '../../../container/open-text';
import type { FileId, Place } from '../../../text/span';
import type { TextOf } from '../../../yaml/edit/edit';
import type { MappedText } from '../../../yaml/edit/mapped-text';
import type { MapEntry, MapTree, ScalarTree, Tree } from '../../../yaml/tree';
import { interpolate, interpolated, type Variables } from './interpolate';

/** One mapping and what its values are read with. */
export interface Layer {
  readonly tree: MapTree;
  /** Paths count from the folder of this file. */
  readonly from: FileId;
  readonly variables: Variables;
}

export interface Found<T extends Tree = Tree> {
  readonly tree: T;
  readonly layer: Layer;
}

export interface Service {
  readonly name: string;
  /** Its key in the file that names it last. */
  readonly place: Place;
  /** From the lowest to the highest; at least one. */
  readonly layers: readonly [Layer, ...Layer[]];
  /** The lowest mapping that is its own and not one that it extends: what is added goes there. */
  readonly own: MapTree;
  /**
   * What may lie below and is not known to: mappings of files that may be meant to go with this one, or anything.
   * Nothing that they say is taken over, and nothing that they might say is called missing.
   */
  readonly perhaps: readonly MapTree[] | 'anything';
}

/** Top-level `volumes`, `configs` and `secrets`. */
export type TopLevel = (section: 'volumes' | 'configs' | 'secrets', name: string) => Found | undefined;

/** The files that compose files speak of. */
export interface ComposeFiles {
  readonly text: TextOf;
  /** @returns undefined for a file that the project does not have */
  readonly content: (file: FileId) => string | undefined;
  readonly below: (folder: FileId) => readonly FileId[];
}

/**
 * Everything that is said under a path, from the lowest layer to the highest. `!reset` takes away what stands below,
 * `!override` replaces it; something that may lie below is a hole.
 */
export function valuesAt(service: Service, path: readonly [string, ...string[]], text: TextOf): Found[] {
  let found: Found[] = belowAt(service, path);
  for (const layer of service.layers) {
    let here: Tree | undefined = layer.tree;
    for (const key of path) {
      // What a template writes may hold the rest of the path too.
      if (here?.kind === 'hole') break;
      const entry: MapEntry | undefined = here?.kind === 'map' ? here.entries.get(key) : undefined;
      const tag: string | undefined = entry && tagOf(entry, text);
      if (tag) found = [];
      const refused: boolean = entry?.others !== undefined && entry.value.kind !== 'hole';
      here = tag === '!reset' || refused ? undefined : entry?.value;
    }
    if (here) found = [...found, { tree: here, layer }];
  }
  return found;
}

export const lastAt = (
  service: Service,
  path: readonly [string, ...string[]],
  text: TextOf,
): Found | undefined => valuesAt(service, path, text).at(-1);

function belowAt({ perhaps, place, layers }: Service, [key]: readonly [string, ...string[]]): Found[] {
  const may = perhaps === 'anything' || perhaps.some((tree) => tree.open || tree.entries.has(key));
  return may ? [{ tree: { kind: 'hole', place }, layer: layers[0] }] : [];
}

function tagOf({ keyPlace, value }: MapEntry, text: TextOf): string | undefined {
  if (keyPlace.file !== value.place.file || value.place.span.start < keyPlace.span.end) return undefined;
  const between = text(keyPlace).slice(keyPlace.span.end, value.place.span.start);
  return /!(?:reset|override)\b/.exec(between)?.[0];
}

export const isScalar = (found: Found | undefined): found is Found<ScalarTree> =>
  found?.tree.kind === 'scalar' && !found.tree.null;

/** The text that Compose makes of a scalar; undefined where it cannot be known. */
export function textOf(found: Found | undefined): string | undefined {
  if (!isScalar(found)) return undefined;
  const text = interpolated(found.tree, found.layer.variables);
  return isOpen(text) ? undefined : text;
}

export const mappedOf = ({ tree, layer }: Found<ScalarTree>, text: TextOf): MappedText =>
  interpolate(tree, layer.variables, text);

/** A list, or the one item that may stand in its place. */
export function itemsOf({ tree, layer }: Found): Found[] {
  const items = tree.kind === 'list' ? tree.items : tree.kind === 'scalar' && tree.null ? [] : [tree];
  return items.map((item) => ({ tree: item, layer }));
}

/** `NAME: value`, or `- NAME=value`. */
export interface Pair {
  readonly name: string;
  /** Undefined where there is none, or none that can be known. */
  readonly value: string | undefined;
  /** The value in a mapping, the item in a list. */
  readonly tree: Tree;
  /** What names it: the key with its value, or the item. */
  readonly entry: MapEntry | undefined;
}

export function pairsOf({ tree, layer }: Found): Pair[] {
  if (tree.kind === 'map')
    return [...tree.entries.values()].map((entry) => ({
      name: entry.key,
      value: textOf({ tree: entry.value, layer }),
      tree: entry.value,
      entry,
    }));
  return itemsOf({ tree, layer }).flatMap((item) => {
    if (!isScalar(item)) return [];
    const text = interpolated(item.tree, layer.variables);
    const equals = text.indexOf('=');
    const value = equals === -1 || isOpen(text) ? undefined : text.slice(equals + 1);
    return [{ name: equals === -1 ? text : text.slice(0, equals), value, tree: item.tree, entry: undefined }];
  });
}

/** A path of the machine that runs Compose as a file of the project; undefined for one outside of it. */
export function projectPath(path: string, from: FileId): FileId | undefined {
  const slashes = path.replaceAll('\\', '/');
  if (slashes.startsWith('~')) return undefined;
  const scheme = /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i.exec(from)?.[0] ?? '';
  if (/^[A-Za-z]:\//.test(slashes)) return `${scheme}/${slashes}`;
  const parts = slashes.startsWith('/')
    ? []
    : from.slice(scheme.length + 1, from.lastIndexOf('/')).split('/');
  for (const part of slashes.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return `${scheme}/${parts.join('/')}`;
}
