/** An init container comes with the volume that it needs, where the items of the pod's volumes stand. */

import { expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { applyEdits } from '../../../server/src/core/edits';
import { lintFiles } from '../../support/lint-text';

const pod = (volumes: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: redis\nspec:\n  containers:\n    - name: redis\n      image: redis:5.0\n${volumes}`;

it.each([
  ['further in than their key', '  volumes:\n    - name: data\n      emptyDir: {}\n'],
  ['as far in as their key', '  volumes:\n  - name: data\n    emptyDir: {}\n'],
  ['none yet', ''],
])('volumes %s', (_, volumes) => {
  const text = pod(volumes);
  const { findings } = lintFiles({ 'redis.yaml': text });
  const fixes = findings.filter(({ rule }) => rule === 'thp-not-disabled').flatMap((one) => one.fixes);
  const document = parseDocument(applyEdits(text, fixes[0]?.edits ?? []));
  expect(document.errors).toEqual([]);
  const { spec } = document.toJS() as {
    spec: { volumes: { name: string }[]; initContainers: { name: string }[] };
  };
  expect(spec.volumes.map(({ name }) => name)).toEqual(volumes === '' ? ['host-sys'] : ['data', 'host-sys']);
  expect(spec.initContainers.map(({ name }) => name)).toEqual(['disable-thp']);
});
