/**
 * Inputs that once took quadratic or cubic time, or no end. Each is read in two sizes: twice the input may cost at most
 * 2.5 times the work. Work is counted (test/support/count-work.ts), never timed.
 */

import { expect, it } from 'vitest';
import { countWork } from '../support/count-work';
import { lintFiles } from '../support/lint-text';

type Files = Readonly<Record<string, string>>;

const times = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

const pod = (script: string): string => `apiVersion: v1
kind: Pod
metadata: { name: a }
spec:
  containers:
    - name: redis
      image: redis:7.2
      resources: { limits: { memory: 1Gi } }
      command: [sh, -c]
      args:
        - |
${script.replace(/^(?=.)/gm, '          ')}
          redis-server redis.conf
`;

const FAMILIES: Readonly<Record<string, (size: number) => Files>> = {
  'a banner of comment signs': (n) => ({ 'redis.conf': `${'#'.repeat(n * 10)}\nsave 900 1\n` }),
  'allow comments, one below the other': (n) => ({
    'redis.conf': `${times(n, () => '# forkguard: allow save-on-primary -- x\n')}save 900 1\n`,
  }),
  'allow comments, each with its line': (n) => ({
    'redis.conf': times(n, () => '# forkguard: allow save-on-primary -- x\nsave 900 1\n'),
  }),
  'blanks after slaveof': (n) => ({ 'redis.conf': `slaveof${' '.repeat(n * 20)}x\n` }),
  'the same key again and again': (n) => ({ 'a.yaml': `redis: 1\n${times(n, () => 'a: 1\n')}` }),
  'keys of a large file': (n) => ({ 'a.yaml': `redis: 1\n${times(n * 10, (i) => `a${i}: 1\n`)}` }),
  'merge keys': (n) => ({
    'values.yaml': `redis: &x {${times(n, (i) => `a${i}: 1,`)}}\ny:\n${times(n, () => '  <<: *x\n')}`,
  }),
  'merge keys of merge keys': (n) => ({
    'values.yaml': `redis: &x0 {a: 1}\n${times(n * 4, (i) => `x${i + 1}: &x${i + 1}\n  <<: *x${i}\n  a${i}: 1\n`)}`,
  }),
  'aliases of aliases': (n) => ({
    'a.yaml': `redis: &a0 [x]\n${times(n / 10, (i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]\n`)}`,
  }),
  'patch operations': (n) => ({
    'kustomization.yaml': `resources: [pod.yaml]\npatches:\n  - target: {kind: Pod}\n    patch: |\n${times(n * 5, (i) => `      - {op: add, path: /metadata/labels/a${i}, value: x}\n`)}`,
    'pod.yaml': pod('true\n'),
  }),
  'here-documents': (n) => ({ 'a.yaml': pod(times(n, (i) => `cat > f${i} <<E\nport ${i}\nE\n`)) }),
  'here-documents into one file': (n) => ({
    'a.yaml': pod(times(n, (i) => `cat >> redis.conf <<E\n# ${i}\nE\n`)),
  }),
  'if in if': (n) => ({ 'a.yaml': pod(`${'if a; then '.repeat(n)}b${'; fi'.repeat(n)}\n`) }),
  'if after if': (n) => ({ 'a.yaml': pod(times(n, (i) => `if [ "$A${i}" ]; then B${i}=1; fi\n`)) }),
  'shell assignments': (n) => ({ 'a.yaml': pod(times(n, (i) => `A${i}=$A${i - 1}x\n`)) }),
  'assignments that double': (n) => ({ 'a.yaml': pod(`A=x\n${times(n, () => 'A=$A$A\n')}`) }),
  'variables that double': (n) => ({
    'a.yaml': pod('true\n').replace(
      '      resources:',
      `      env:\n        - {name: A0, value: xx}\n${times(n, (i) => `        - {name: A${i + 1}, value: "$(A${i})$(A${i})"}\n`)}      resources:`,
    ),
  }),
  'includes that double': (n) => ({
    'redis.conf': 'include r0.conf\ninclude r0.conf\n',
    ...Object.fromEntries(
      Array.from({ length: n / 10 }, (_, i) => [
        `r${i}.conf`,
        `include r${i + 1}.conf\ninclude r${i + 1}.conf\n`,
      ]),
    ),
  }),
};

/** What is small and constant weighs less in a larger input. */
const SIZE = 200;

it.each(Object.entries(FAMILIES))('%s', async (_, files) => {
  const [small, large] = [files(SIZE), files(SIZE * 2)];
  lintFiles(small);
  const before = await countWork(() => lintFiles(small));
  const after = await countWork(() => lintFiles(large));
  expect(before).toBeGreaterThan(1000);
  expect(after / before).toBeLessThan(2.5);
});
