/** Keys that stand in a manifest without a value get one; none is written twice. */

import { expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { applyEdits } from '../../../server/src/core/edits';
import { lintText } from '../../support/lint-text';

const container = (...lines: readonly string[]): string =>
  [
    'apiVersion: v1',
    'kind: Pod',
    'metadata: {name: cache}',
    'spec:',
    '  containers:',
    '  - name: redis',
    '    image: redis:7.2',
    ...lines.map((line) => `    ${line}`),
    '',
  ].join('\n');

/** The lines of the container after the fix of a rule, about which the rule says nothing more. */
function fixed(rule: string, title: string, lines: readonly string[]): string[] {
  const text = container(...lines);
  const ofRule = (from: string) => lintText(from, 'a.yaml').findings.filter((one) => one.rule === rule);
  const fixes = ofRule(text).flatMap((one) => one.fixes.filter((fix) => fix.title.startsWith(title)));
  expect(fixes).toHaveLength(1);
  const after = applyEdits(text, fixes[0]?.edits ?? []);
  expect(parseDocument(after).errors).toEqual([]);
  expect(ofRule(after)).toEqual([]);
  return after
    .split('\n')
    .slice(7, -1)
    .map((line) => line.slice(4));
}

const bounded = (...lines: readonly string[]) => fixed('missing-maxmemory', 'Set --maxmemory 1gb', lines);
const limited = (...lines: readonly string[]) => fixed('missing-memory-limit', 'Set a memory limit', lines);

it('arguments', () => {
  expect(bounded('args: # later')).toEqual(['args: ["--maxmemory", "1gb"] # later']);
  expect(bounded('args: ~')).toEqual(['args: ["--maxmemory", "1gb"]']);
  expect(bounded('args: []')).toEqual(['args: ["--maxmemory", "1gb"]']);
});

it('an amount of memory keeps the quotes that it has', () => {
  const lower = (value: string) =>
    fixed('limit-below-2x', 'Lower maxmemory to 448mb', [
      `args: [--maxmemory, ${value}, --save, "60 1"]`,
      'resources: {limits: {memory: 1Gi}}',
    ])[0];
  expect(lower('900mb')).toBe('args: [--maxmemory, 448mb, --save, "60 1"]');
  expect(lower("'900mb'")).toBe(`args: [--maxmemory, '448mb', --save, "60 1"]`);
});

it('an empty command leaves the start to the image, and options to the arguments', () => {
  expect(bounded('command: []')).toEqual(['args: ["--maxmemory", "1gb"]', 'command: []']);
});

it('resources and limits', () => {
  expect(limited('resources: # later', 'tty: true')).toEqual([
    'resources: # later',
    '  limits:',
    '    memory: 1Gi',
    'tty: true',
  ]);
  expect(limited('resources: {}')).toEqual(['resources: {limits: { memory: 1Gi }}']);
  expect(limited('resources:', '  limits:', '  requests: {memory: 1Gi}')).toEqual([
    'resources:',
    '  limits:',
    '    memory: 1Gi',
    '  requests: {memory: 1Gi}',
  ]);
  expect(limited('resources: null')).toEqual(['resources: { limits: { memory: 1Gi } }']);
});
