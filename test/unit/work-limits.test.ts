/** Files that multiply each other are read up to a limit; the file says so once, and nothing is concluded beyond it. */

import { expect, it } from 'vitest';
import { lintFiles } from '../support/lint-text';

const LEVELS = 40;
const levels = (text: (level: number) => readonly [name: string, text: string][]) =>
  Object.fromEntries(Array.from({ length: LEVELS }, (_, level) => text(level)).flat());

const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: redis, image: redis:7.2}]}\n';

const CASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'redis.conf': {
    'redis.conf': 'include r0.conf\n',
    ...levels((level) => [[`r${level}.conf`, `include r${level + 1}.conf\n`.repeat(2)]]),
    [`r${LEVELS}.conf`]: 'port 1\n',
  },
  'l0/a/kustomization.yaml': {
    ...levels((level) =>
      ['a', 'b'].map((one) => [
        `l${level}/${one}/kustomization.yaml`,
        `resources: [../../l${level + 1}/a, ../../l${level + 1}/b]\nnamePrefix: ${one}-\n`,
      ]),
    ),
    [`l${LEVELS}/a/kustomization.yaml`]: 'resources: [pod.yaml]\n',
    [`l${LEVELS}/b/kustomization.yaml`]: 'resources: [../a]\n',
    [`l${LEVELS}/a/pod.yaml`]: POD,
  },
  'compose.yaml': {
    'compose.yaml': 'include: [c0.yaml, c0.yaml]\nservices: {redis: {image: redis:7.2}}\n',
    ...levels((level) => [
      [
        `c${level}.yaml`,
        `include: [c${level + 1}.yaml, c${level + 1}.yaml]\nservices: {a${level}: {image: redis:7.2}}\n`,
      ],
    ]),
  },
  'a.yaml': {
    'a.yaml': `redis0: &a0 [x, x, x, x]\n${Array.from({ length: LEVELS }, (_, level) => `redis${level + 1}: &a${level + 1} [*a${level}, *a${level}]\n`).join('')}`,
  },
  'kustomization.yaml': {
    'kustomization.yaml': `resources: [pod.yaml]\npatches:\n  - target: {kind: Pod}\n    patch: |\n${'      - {op: add, path: /metadata/labels/a, value: x}\n'.repeat(2001)}`,
    'pod.yaml': POD,
  },
};

it.each(Object.entries(CASES))('%s', (name, files) => {
  const { failures, findings } = lintFiles(files);
  expect(failures.all).toEqual([]);
  const limits = findings.filter(({ rule }) => rule === 'work-limit');
  const inFile = limits.filter(({ place }) => place.file.endsWith(`/workspace/${name}`));
  expect(inFile).toHaveLength(1);
  expect(inFile[0]?.message).toMatch(/^Forkguard stops reading here after .* What lies beyond is unknown/);
  expect(findings.map(({ rule }) => rule)).not.toContain('missing-maxmemory');
});
