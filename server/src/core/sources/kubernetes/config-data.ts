/** The files that ConfigMaps and Secrets hold. */

import { decodeBase64 } from '../../text/base64';
import { SourceMap } from '../../text/source-map';
import { entriesAt, type ScalarTree } from '../../yaml/tree';
import type { KubeObject } from './objects';

export interface DataEntry {
  readonly key: string;
  /** Undefined where the manifest does not show the content: encoded, encrypted, or made by a template. */
  readonly content: ScalarTree | undefined;
  /** It stands there in base64: a server is configured by it, and nothing else is made of it. */
  readonly encoded?: boolean;
}

/** `data` and `binaryData` of a ConfigMap; `stringData` and `data` of a Secret. */
export function dataOf({ kind, tree }: KubeObject): DataEntry[] {
  const plain = kind === 'Secret' ? 'stringData' : 'data';
  const shown = entriesAt(tree, plain).map(({ key, value, others }) => ({
    key,
    content: value.kind === 'scalar' && !others ? value : undefined,
  }));
  const encoded = entriesAt(tree, kind === 'Secret' ? 'data' : 'binaryData').map(
    ({ key, value, others }) => ({
      key,
      content: value.kind === 'scalar' && !others ? decoded(value) : undefined,
      encoded: true,
    }),
  );
  // What is plain is written over what is encoded.
  return [...encoded, ...shown].filter(
    ({ key }, index, all) => all.findLastIndex((one) => one.key === key) === index,
  );
}

/** The text with the whole scalar as the place of everything in it. */
function decoded(scalar: ScalarTree): ScalarTree | undefined {
  const { place, indent } = scalar;
  const text = decodeBase64(scalar.text);
  if (text === undefined) return undefined;
  const map = SourceMap.coarse(place.file, text.length, place.span);
  return { kind: 'scalar', text, null: false, place, style: 'plain', map, indent };
}
