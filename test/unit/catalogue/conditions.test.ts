/** The condition language of the data: each form over each kind of value. */

import { describe, expect, it } from 'vitest';
import { allHold, holds, pathOfCondition } from '../../../server/src/core/catalogue/conditions';
import { YamlFile } from '../../../server/src/core/yaml/incremental/yaml-file';
import { at, type Tree } from '../../../server/src/core/yaml/tree';

/** Values at paths of one or two words. */
function valuesOf(text: string): (path: string) => Tree | undefined {
  const [tree] = new YamlFile('values.yaml', text).allTrees();
  return (path) => at(tree, ...path.split('.'));
}

const answer = (condition: string, text: string) => holds(condition, valuesOf(text));

describe('a path alone', () => {
  it.each([
    ['a: true', true],
    ['a: text', true],
    ['a: "false"', true],
    ['a: [0]', true],
    ['a: {b: ""}', true],
    ['a: false', false],
    ['a: no', false],
    ['a: 0', false],
    ['a: ""', false],
    ['a: []', false],
    ['a: {}', false],
    ['a: null', false],
    ['b: 1', false],
  ])('holds where a Go template takes the value as true: %s', (text, expected) => {
    expect(answer('a', text)).toBe(expected);
    expect(answer('!a', text)).toBe(!expected);
  });
});

describe('a path with a question mark', () => {
  it.each([
    ['a: 0', true],
    ['a: ""', true],
    ['a: {}', true],
    ['a: null', false],
    ['a:', false],
    ['b: 1', false],
  ])('holds where there is a value: %s', (text, expected) => {
    expect(answer('a?', text)).toBe(expected);
    expect(answer('!a?', text)).toBe(!expected);
  });
});

describe('a path with a text', () => {
  it.each([
    ['a=cluster', 'a: cluster', true],
    ['a=cluster', 'a: clusters', false],
    ['a=cluster', 'a: [cluster]', false],
    ['a=0', 'a: 0', true],
    ['a=0', 'b: 0', false],
    ['a=true', 'a: "yes"', true],
    ['a=true', 'a: no', false],
    ['a=false', 'a: off', true],
    ['a=false', 'b: off', false],
    ['a.b=c', 'a: {b: c}', true],
    ['a=*', 'a: 900 1', true],
    ['a=*', `a: '""'`, false],
    ['a=*', 'a: ""', false],
    ['a=*', 'a: {}', false],
    ['a=*', 'b: 1', false],
  ])('%s over %s', (condition, text, expected) => {
    expect(answer(condition, text)).toBe(expected);
    expect(answer(`!${condition}`, text)).toBe(!expected);
  });
});

describe('a template', () => {
  it('leaves open what it decides', () => {
    for (const condition of ['a', 'a?', 'a=b', 'a=*', '!a', '!a=b'])
      expect(holds(condition, () => 'unknown')).toBe('unknown');
    expect(answer('a=b', 'a: "{{ .Values.mode }}"')).toBe('unknown');
    expect(answer('!a=b', 'a: "${MODE}"')).toBe('unknown');
    expect(answer('a', 'a: "${MODE}"')).toBe(true);
  });
});

describe('several conditions', () => {
  const values = valuesOf('a: 1\nb: 0\nc: "{{ .Values.mode }}"');

  it('hold together; one that surely fails decides', () => {
    expect(allHold(undefined, values)).toBe(true);
    expect(allHold([], values)).toBe(true);
    expect(allHold(['a', '!b'], values)).toBe(true);
    expect(allHold(['a', 'c=x'], values)).toBe('unknown');
    expect(allHold(['c=x', 'b'], values)).toBe(false);
  });
});

describe('the path of a condition', () => {
  it.each(['a.b', '!a.b', 'a.b?', '!a.b?', 'a.b=c=d', '!a.b=*', 'a.b=?'])('%s', (condition) => {
    expect(pathOfCondition(condition)).toBe('a.b');
  });
});
