/** What our evaluation of kustomizations builds, against what kustomize itself built from the same folders. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { buildKustomization } from '../../../server/src/core/platform/kustomize/build';
import { KustomizeFiles } from '../../../server/src/core/platform/kustomize/files';
import { nameOf, type Resource } from '../../../server/src/core/platform/kustomize/resource';
import { entriesAt, type MapTree } from '../../../server/src/core/yaml/tree';
import { projectOf } from '../../support/lint-text';
import { plainValue } from '../../support/tree-values';

const CASES = join(__dirname, '../../fixtures/kustomize');

interface KubeLike {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

describe.each(
  readdirSync(CASES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name),
)('%s', (name) => {
  const folder = join(CASES, name);
  const files = Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'built.yaml')
      .map(({ parentPath, name: file }) => {
        const path = join(parentPath, file);
        return [path.slice(folder.length + 1), readFileSync(path, 'utf8')];
      }),
  );
  const kustomizeFiles = new KustomizeFiles(projectOf(files));
  const roots = kustomizeFiles.roots();
  const built = parseAllDocuments(readFileSync(join(folder, 'built.yaml'), 'utf8')).map(
    (document) => document.toJS() as KubeLike,
  );

  it('has one kustomization that is deployed', () => expect(roots).toHaveLength(1));

  it('gives the objects of kustomize', () => {
    const root = roots[0];
    const ours = root ? buildKustomization(root, kustomizeFiles).resources : [];
    const byName = new Map(ours.map((one) => [`${one.kind}/${nameOf(one)}`, one]));
    expect([...byName.keys()].sort()).toEqual(
      built.map(({ kind, metadata }) => `${kind}/${metadata.name}`).sort(),
    );
    for (const theirs of built) {
      const mine = byName.get(`${theirs.kind}/${theirs.metadata.name}`);
      expect(mine && contentOf(mine)).toEqual(comparable(theirs));
      expect(mine?.namespaces.at(-1)).toBe(theirs.metadata.namespace);
    }
  });
});

/** Names are held beside the tree, and a generated object has nothing but its data. */
function comparable({ kind, ...object }: KubeLike): unknown {
  const { metadata: _, apiVersion: __, type: ___, ...content } = object as Record<string, unknown>;
  if (kind !== 'Secret') return content;
  const data = Object.entries(content.data as Record<string, string>);
  return {
    stringData: Object.fromEntries(
      data.map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
    ),
  };
}

function contentOf({ kind, tree }: Resource): unknown {
  if (kind === 'ConfigMap' || kind === 'Secret') return dataOf(tree);
  const { metadata: _, apiVersion: __, kind: ___, ...content } = plainValue(tree) as Record<string, unknown>;
  return content;
}

/** Values of a ConfigMap are text, however they are written. */
const dataOf = (tree: MapTree): unknown =>
  Object.fromEntries(
    [...tree.entries]
      .filter(([key]) => /^(?:data|stringData)$/.test(key))
      .map(([key, { value }]) => [
        key,
        Object.fromEntries(
          entriesAt(value).map((one) => [one.key, one.value.kind === 'scalar' && one.value.text]),
        ),
      ]),
  );
