/** Large objects that describe types are told from their first lines, whatever words are in them. */

import { describe, expect, it } from 'vitest';
import { YamlFile } from '../../../server/src/core/yaml/incremental/yaml-file';
import { FOLDER, lintFiles } from '../../support/lint-text';

const crd = (fields: number): string => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: things.argoproj.io }
spec:
  versions:
    - schema:
        openAPIV3Schema:
          properties:
${Array.from({ length: fields }, (_, n) => `            f${n}: { type: string, description: uses redis, image: redis }\n`).join('')}`;

const SERVER = `apiVersion: v1
kind: Pod
metadata: { name: a }
spec:
  containers:
    - name: redis
      image: redis:7.2
      args: [--save, '900 1']
      resources: { limits: { memory: 1Gi } }
`;

describe('a large CustomResourceDefinition', () => {
  it('is not built into a tree, on no way', () => {
    const file = new YamlFile(`${FOLDER}/a.yaml`, `${crd(400)}---\n${SERVER}`);
    expect(file.relevant).toBe(true);
    for (const trees of [file.relevantTrees(), file.allTrees(), file.resolvedTrees(() => undefined)])
      expect(trees).toHaveLength(1);
  });

  it('changes no finding of what is beside it', () => {
    const all = lintFiles({ 'crd.yaml': crd(400), 'pod.yaml': SERVER }).findings.map(
      ({ message }) => message,
    );
    expect(all).toEqual(lintFiles({ 'pod.yaml': SERVER }).findings.map(({ message }) => message));
    expect(all.length).toBeGreaterThan(0);
  });

  it('is read while it is small, because it may be a patch', () => {
    expect(new YamlFile(`${FOLDER}/a.yaml`, crd(3)).allTrees()).toHaveLength(1);
  });

  it('is told by the kind of the object, not by a word in another one', () => {
    const text = `${SERVER}data: |\n  kind: CustomResourceDefinition\n${'  # a line\n'.repeat(1000)}`;
    expect(new YamlFile(`${FOLDER}/a.yaml`, text).relevantTrees()).toHaveLength(1);
  });
});

it('an unchanged document is parsed once, although its nodes are not kept', () => {
  const file = new YamlFile(`${FOLDER}/a.yaml`, SERVER);
  const [tree] = file.allTrees();
  expect(file.chunks[0]?.memory.parsed).toBeUndefined();
  expect(file.relevantTrees()[0]).toBe(tree);
  const changed = new YamlFile(`${FOLDER}/a.yaml`, `${SERVER}---\nkind: Pod\n`, file);
  expect(changed.allTrees()[0]).toBe(tree);
});
