/** The files that ConfigMaps and Secrets hold. */

import { decodeBase64 } from '../../../text/base64';
import { SourceMap } from '../../../text/source-map';
import { at, entriesAt, type ScalarTree, type Tree } from '../../../yaml/tree';
import type { KubeObject } from './objects';

export interface DataEntry {
  readonly key: string;
  /** Undefined where the manifest does not show the content: encoded, encrypted, or made by a template. */
  readonly content: ScalarTree | undefined;
  /** It stands there in base64: a server is configured by it, and nothing else is made of it. */
  readonly encoded?: boolean;
}

export interface DataEntries extends ReadonlyArray<DataEntry> {
  /** A template may add others. */
  readonly open?: boolean;
}

/** `data` and `binaryData` of a ConfigMap; `stringData` and `data` of a Secret, where what is plain counts more. */
export function dataOf(object: KubeObject): DataEntries {
  const { kind, tree } = object;
  const plain = plainDataOf(object);
  const keys = new Set(plain.map(({ key }) => key));
  const encoded = entriesAt(tree, kind === 'Secret' ? 'data' : 'binaryData').flatMap(
    ({ key, value, others }) => {
      if (keys.has(key)) return [];
      const content = value.kind === 'scalar' && !others ? decoded(value) : undefined;
      return [{ key, content, encoded: true }];
    },
  );
  const open = tree.open || ['data', 'binaryData', 'stringData'].some((key) => isOpen(at(tree, key)));
  return Object.assign([...encoded, ...plain], { open });
}

const isOpen = (tree: Tree | undefined): boolean =>
  tree !== undefined && (tree.kind === 'map' ? tree.open : !(tree.kind === 'scalar' && tree.null));

/** What stands there as it is. */
export const plainDataOf = ({ kind, tree }: KubeObject): DataEntry[] =>
  entriesAt(tree, kind === 'Secret' ? 'stringData' : 'data').map(({ key, value, others }) => ({
    key,
    content: value.kind === 'scalar' && !others ? value : undefined,
  }));

/** The text with the whole scalar as the place of everything in it. */
function decoded(scalar: ScalarTree): ScalarTree | undefined {
  const { place, indent } = scalar;
  const text = decodeBase64(scalar.text);
  if (text === undefined) return undefined;
  const map = SourceMap.coarse(place.file, text.length, place.span);
  return { kind: 'scalar', text, null: false, place, style: 'plain', map, indent };
}
