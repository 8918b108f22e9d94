/** Patches of a kustomization: where each one stands, and what it is meant for. */

import type { Place } from '../../../text/span';
import { at, itemsAt, type MapTree, type ScalarTree, scalarAt, type Tree } from '../../../yaml/tree';

export interface Patch {
  /** A file beside the kustomization, or the patch itself as text. */
  readonly from: { readonly path: string } | { readonly inline: ScalarTree };
  readonly target: MapTree | undefined;
  readonly place: Place;
  /** Applied after names are changed. */
  readonly late: boolean;
}

export function readPatches(tree: Tree): Patch[] {
  return [
    ...itemsAt(tree, 'patchesStrategicMerge').flatMap((item) => fromScalar(item)),
    ...itemsAt(tree, 'patches').flatMap((item) => fromScalar(item).concat(fromMap(item, false))),
    ...itemsAt(tree, 'patchesJson6902').flatMap((item) => fromMap(item, true)),
  ];
}

/** A path; or a patch, which never fits in one line. */
function fromScalar(item: Tree): Patch[] {
  if (item.kind !== 'scalar' || item.null) return [];
  const inline = /[\n{]/.test(item.text);
  const from = inline ? { inline: item } : { path: item.text };
  return [{ from, target: undefined, place: item.place, late: false }];
}

function fromMap(item: Tree, late: boolean): Patch[] {
  if (item.kind !== 'map') return [];
  const [path, inline, target] = [scalarAt(item, 'path'), scalarAt(item, 'patch'), at(item, 'target')];
  const from = path ? { path: path.text } : inline && { inline };
  if (!from) return [];
  const place = (path ?? inline)?.place ?? item.place;
  return [{ from, target: target?.kind === 'map' ? target : undefined, place, late }];
}
