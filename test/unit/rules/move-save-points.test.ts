/** Save points are moved from a primary to the replica that follows it, in whatever form each of them is written. */

import { expect, it } from 'vitest';
import { applyEdits } from '../../../server/src/core/edits';
import { lintFiles } from '../../support/lint-text';

const workload = (name: string, args: string): string =>
  [
    'apiVersion: apps/v1',
    'kind: StatefulSet',
    'metadata:',
    `  name: ${name}`,
    'spec:',
    '  selector:',
    '    matchLabels:',
    `      app: ${name}`,
    '  template:',
    '    metadata:',
    '      labels:',
    `        app: ${name}`,
    '    spec:',
    '      containers:',
    '        - name: redis',
    '          image: redis:7.2',
    `          args: ${args}`,
    '---',
    'apiVersion: v1',
    'kind: Service',
    'metadata:',
    `  name: ${name}`,
    'spec:',
    '  selector:',
    `    app: ${name}`,
    '---',
    '',
  ].join('\n');

const fixesOf = (text: string) =>
  lintFiles({ 'redis.yaml': text }).findings.flatMap(({ rule, fixes }) =>
    rule === 'save-on-primary' ? fixes : [],
  );

it('turns them off here and on there', () => {
  const replica = (save: string) => `["--replicaof", "first", "6379", ${save}]`;
  const text =
    workload('first', '["--save", "900 1", "--save", "300 10"]') +
    workload('second', replica('"--save", ""'));
  const [move] = fixesOf(text);
  expect(move?.title).toBe('Move the save points to StatefulSet/second › redis, and turn them off here');
  const fixed = applyEdits(text, move?.edits ?? []);
  expect(fixed).toBe(
    workload('first', '["--save", ""]') +
      workload('second', replica('"--save", "900 1", "--save", "300", "10"')),
  );
  expect(fixesOf(fixed)).toEqual([]);
});

it('is not offered where the replica takes snapshots already, or nobody follows', () => {
  const primary = workload('first', '["--save", "900 1"]');
  const titles = (text: string) => fixesOf(text).map(({ title }) => title.split(' ')[0]);
  expect(titles(primary + workload('second', '["--replicaof", "first", "6379"]'))).not.toContain('Move');
  expect(titles(primary + workload('second', '["--save", ""]'))).not.toContain('Move');
});
