/** Values over values: what Helm merges, replaces and takes away, and what is not known afterwards. */

import { describe, expect, it } from 'vitest';
import { mergeValues } from '../../../server/src/core/platform/helm/read/merge';
import { at, type MapTree, type Tree } from '../../../server/src/core/yaml/tree';
import { plainValue } from '../../support/tree-values';
import { treeOf } from '../../support/trees';

const LOW = 'file:///chart/values.yaml';
const HIGH = 'file:///values-prod.yaml';

const merged = (low: string, high: string): Tree | undefined =>
  mergeValues(treeOf(low, LOW), treeOf(high, HIGH));

/** With `null` for null, and `undefined` for what is not known. */
function plain(tree: Tree | undefined): unknown {
  if (tree?.kind === 'scalar' && tree.null) return null;
  if (tree?.kind === 'map')
    return Object.fromEntries([...tree.entries].map(([key, { value }]) => [key, plain(value)]));
  if (tree?.kind === 'list') return tree.items.map(plain);
  return tree && plainValue(tree);
}

const merge = (low: string, high: string): unknown => plain(merged(low, high));

describe('values over values', () => {
  it.each<[string, string, string, unknown]>([
    ['mappings merge', 'a: { b: 1, c: 2 }', 'a: { c: 3, d: 4 }', { a: { b: 1, c: 3, d: 4 } }],
    ['deeply', 'a: { b: { c: 1, d: 2 } }', 'a: { b: { c: 3 } }', { a: { b: { c: 3, d: 2 } } }],
    ['scalars replace', 'a: 1', 'a: two', { a: 'two' }],
    ['lists replace', 'a: [1, 2, 3]', 'a: [4]', { a: [4] }],
    ['a list replaces a mapping', 'a: { b: 1 }', 'a: [4]', { a: [4] }],
    ['a mapping replaces a scalar', 'a: 1', 'a: { b: 2 }', { a: { b: 2 } }],
    ['a mapping replaces a list', 'a: [1]', 'a: { b: 2 }', { a: { b: 2 } }],
    ['an empty mapping changes nothing', 'a: { b: 1 }', 'a: {}', { a: { b: 1 } }],
    ['new keys come after the others', 'a: 1', 'b: 2', { a: 1, b: 2 }],
  ])('%s', (_, low, high, expected) => {
    expect(merge(low, high)).toEqual(expected);
    expect(Object.keys(merge(low, high) as object)).toEqual(Object.keys(expected as object));
  });

  it('one layer alone is itself', () => {
    const tree = treeOf('a: 1');
    expect(mergeValues(undefined, tree)).toBe(tree);
    expect(mergeValues(tree, undefined)).toBe(tree);
    expect(mergeValues(undefined, undefined)).toBeUndefined();
  });

  it('each leaf keeps its own file, a mapping has the place of the upper layer', () => {
    const tree = merged('a: { b: 1, c: 2 }', 'a: { c: 3 }');
    const fileOf = (...path: string[]) => at(tree, ...path)?.place.file;
    expect([fileOf('a'), fileOf('a', 'b'), fileOf('a', 'c')]).toEqual([HIGH, LOW, HIGH]);
  });
});

describe('null', () => {
  it.each<[string, string, string, unknown]>([
    ['takes a scalar away', 'a: 1\nb: 2', 'a: null', { a: null, b: 2 }],
    ['takes a list away', 'a: [1]', 'a: ~', { a: null }],
    ['takes resources away', 'resources: { limits: { memory: 1Gi } }', 'resources:', { resources: null }],
    [
      'takes limits away',
      'a: { limits: { memory: 1Gi }, requests: { cpu: 1 } }',
      'a: { limits: null }',
      { a: { limits: null, requests: { cpu: 1 } } },
    ],
    ['takes requests away', 'requests: { cpu: 1 }', 'requests: null', { requests: null }],
    [
      'leaves another mapping, which the chart could not do without',
      'master: { a: 1 }',
      'master:',
      { master: { a: 1 } },
    ],
    [
      'leaves a mapping whose name only contains the word',
      'mylimits: { a: 1 }',
      'mylimits:',
      { mylimits: { a: 1 } },
    ],
    ['replaces an empty mapping', 'master: {}', 'master:', { master: null }],
    ['stays where there is nothing below', 'a: 1', 'b: null', { a: 1, b: null }],
    ['below something is replaced', 'a: null', 'a: { b: 1 }', { a: { b: 1 } }],
    ['as a word in quotes is a text', 'limits: { a: 1 }', 'limits: "null"', { limits: 'null' }],
  ])('%s', (_, low, high, expected) => {
    expect(merge(low, high)).toEqual(expected);
  });
});

describe('what is open', () => {
  const open = (text: string): Tree => {
    const tree = treeOf(text);
    if (tree.kind !== 'map') throw new Error('not a mapping');
    return { ...tree, open: true } satisfies MapTree;
  };
  const isOpen = (tree: Tree | undefined) => tree?.kind === 'map' && tree.open;

  it('stays open: either layer may have keys that are not known', () => {
    const closed = treeOf('b: 1');
    expect(isOpen(mergeValues(open('a: 1'), closed))).toBe(true);
    expect(isOpen(mergeValues(closed, open('a: 1')))).toBe(true);
    expect(isOpen(mergeValues(closed, treeOf('a: 1')))).toBe(false);
  });
});

describe('single items of a list, as parameters name them', () => {
  it.each<[string, string, string, unknown]>([
    ['replace theirs', 'a: [x, y, z]', 'a: { "[1]": Y }', { a: ['x', 'Y', 'z'] }],
    ['merge into theirs', 'a: [{ b: 1, c: 2 }]', 'a: { "[0]": { c: 3 } }', { a: [{ b: 1, c: 3 }] }],
    ['come behind the others', 'a: [x]', 'a: { "[1]": y }', { a: ['x', 'y'] }],
    ['make a list', 'b: 1', 'a: { "[0]": x }', { b: 1, a: ['x'] }],
    ['make a list of null', 'a: null', 'a: { "[0]": x }', { a: ['x'] }],
    ['leave what is between unknown', 'a: [x]', 'a: { "[2]": z }', { a: ['x', undefined, 'z'] }],
    ['fill what was unknown', 'a: []', 'a: { "[1]": y, "[0]": x }', { a: ['x', 'y'] }],
    ['of no list are not known', 'a: { b: 1 }', 'a: { "[0]": x }', { a: undefined }],
    ['beyond what Helm allows are not known', 'a: [x]', 'a: { "[65537]": y }', { a: undefined }],
    ['beside another key are a mapping', 'a: [x]', 'a: { "[0]": y, b: 1 }', { a: { '[0]': 'y', b: 1 } }],
  ])('%s', (_, low, high, expected) => {
    expect(merge(low, high)).toEqual(expected);
  });

  it('alone, over nothing, make a list too', () => {
    expect(plain(mergeValues(undefined, treeOf('"[0]": x\n"[1]": y')))).toEqual(['x', 'y']);
  });
});
