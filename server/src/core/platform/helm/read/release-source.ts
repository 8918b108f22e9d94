/** What a file says about a release before anything is looked up: which chart, and where its values stand, low to high. */

import type { Place } from '../../../text/span';
import { treesInside } from '../../../yaml/parse/document';
import { type ScalarTree, type Tree, textAt } from '../../../yaml/tree';

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

export const hasTag = (text: string | undefined): boolean => text?.includes('{{') ?? false;

export const UNSEEN: ValueSource = { kind: 'unseen' };

/** What an object is called; a template may write it. */
export const objectName = (tree: Tree): string => textAt(tree, 'metadata', 'name') || 'release';
