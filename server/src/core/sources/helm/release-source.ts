/** What a file says about a release before anything is looked up: which chart, and where its values stand, low to high. */

import { SourceMap } from '../../text/source-map';
import type { Place } from '../../text/span';
import { treesInside } from '../../yaml/document';
import type { MapEntry, MapTree, ScalarTree, Tree } from '../../yaml/tree';

export interface ReleaseSource {
  readonly name: string;
  readonly chart: ChartReference;
  readonly version: string | undefined;
  readonly values: readonly ValueSource[];
  /** Where a reader looks when no value is written. */
  readonly place: Place;
  /** What the chart renders is changed afterwards, in ways that were not followed. */
  readonly partial?: boolean;
}

export type ChartReference =
  | { readonly kind: 'repository'; readonly name: string; readonly repository: string | undefined }
  | { readonly kind: 'address'; readonly address: string }
  /** A folder: relative to the file that names it, or to the root of some repository. */
  | { readonly kind: 'path'; readonly path: string; readonly rooted: boolean };

export type ValueSource =
  /** Relative to the file that names it, to the chart, or to the root of some repository. */
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly from: 'file' | 'chart' | 'root';
      readonly optional?: boolean;
    }
  | {
      readonly kind: 'tree';
      readonly tree: Tree | undefined;
      readonly root: Tree;
      readonly path: readonly string[];
      readonly editable: boolean;
    }
  | { readonly kind: 'configMap'; readonly name: string; readonly key: string }
  /** Somewhere that nobody sees. */
  | { readonly kind: 'unseen' };

/** Values that stand as a mapping at a path of a document. */
export const treeValues = (root: Tree, path: readonly string[], tree: Tree | undefined): ValueSource => ({
  kind: 'tree',
  tree,
  root,
  path,
  editable: true,
});

/** Values that stand as text in a scalar; its own document is what fixes write into. */
export function textValues(scalar: ScalarTree): ValueSource[] {
  const [tree, ...more] = treesInside(scalar);
  if (!tree || more.length > 0) return scalar.text.trim() === '' ? [] : [{ kind: 'unseen' }];
  return [{ kind: 'tree', tree, root: tree, path: [], editable: scalar.style === 'literal' }];
}

/**
 * `--set master.resources.limits.memory=1Gi`: dots separate keys unless a backslash stands before them. Lists are beyond
 * this, and are nothing.
 */
export function parameterValue(name: ScalarTree, value: Tree | undefined): ValueSource[] {
  if (/[[\]{}]/.test(name.text)) return [{ kind: 'unseen' }];
  const keys = name.text.split(/(?<!\\)\./).map((key) => key.replaceAll('\\.', '.'));
  const leaf = value ?? nothingAt(name.place);
  const tree = keys.reduceRight<Tree>((inner, key) => mapOf(key, name.place, inner), leaf);
  return [{ kind: 'tree', tree, root: tree, path: [], editable: false }];
}

function mapOf(key: string, place: Place, value: Tree): MapTree {
  const entry: MapEntry = { key, keyPlace: place, value };
  return { kind: 'map', entries: new Map([[key, entry]]), place, flow: false, open: false };
}

const nothingAt = (place: Place): ScalarTree => ({
  kind: 'scalar',
  text: '',
  null: true,
  place,
  style: 'plain',
  map: SourceMap.coarse(place.file, 0, place.span),
  indent: '',
});

export const hasTag = (text: string | undefined): boolean => text?.includes('{{') ?? false;
