/** The files that ConfigMaps and Secrets hold. */

import { entriesAt, type ScalarTree } from '../../yaml/tree';
import type { KubeObject } from './objects';

export interface DataEntry {
  readonly key: string;
  /** Undefined where the manifest does not show the content: encoded, encrypted, or made by a template. */
  readonly content: ScalarTree | undefined;
}

/** `data` of a ConfigMap; `stringData` of a Secret, whose `data` is encoded and stays a secret. */
export function dataOf({ kind, tree }: KubeObject): DataEntry[] {
  const plain = kind === 'Secret' ? 'stringData' : 'data';
  const shown = entriesAt(tree, plain).map(({ key, value, others }) => ({
    key,
    content: value.kind === 'scalar' && !others ? value : undefined,
  }));
  const hidden = entriesAt(tree, kind === 'Secret' ? 'data' : 'binaryData').map(({ key }) => ({
    key,
    content: undefined,
  }));
  return [...shown, ...hidden];
}
