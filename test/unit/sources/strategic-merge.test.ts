/** Strategic merges of generated objects, against a model that knows nothing of trees and places. */

import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { strategicMerge } from '../../../server/src/core/platform/kustomize/read/strategic-merge';
import { stableSpan } from '../../../server/src/core/text/span';
import { YamlFile } from '../../../server/src/core/yaml/incremental/yaml-file';
import type { ScalarTree, Tree } from '../../../server/src/core/yaml/tree';
import fc from '../../support/fast-check';
import { plainValue } from '../../support/tree-values';

type Value = null | string | number | boolean | Value[] | { [key: string]: Value };
type Fields = Record<string, Value>;

const treeOf = (file: string, text: string): Tree => {
  const [tree] = new YamlFile(file, text).allTrees();
  if (!tree) throw new Error(`not a document: ${text}`);
  return tree;
};

const merge = (base: string, patch: string, typed = true): unknown => {
  const merged = strategicMerge(treeOf('base.yaml', base), treeOf('patch.yaml', patch), { typed });
  return merged && plainValue(merged);
};

describe('the model of the next property, by hand', () => {
  it.each([
    ['maps merge', 'a: {b: 1, c: 2}', 'a: {c: 3, d: 4}', { a: { b: 1, c: 3, d: 4 } }],
    ['null removes', 'a: {b: 1, c: 2}', 'a: {c: null, d: null}', { a: { b: 1 } }],
    ['plain lists are replaced', 'args: [a, b]', 'args: [c]', { args: ['c'] }],
    [
      'lists with keys merge, those of the patch first',
      'env: [{name: a, value: 1}, {name: b, value: 2}]',
      'env: [{name: c, value: 3}, {name: b, value: 4}]',
      {
        env: [
          { name: 'c', value: 3 },
          { name: 'b', value: 4 },
          { name: 'a', value: 1 },
        ],
      },
    ],
    [
      'items are deleted',
      'env: [{name: a, value: 1}, {name: b, value: 2}]',
      'env: [{name: a, $patch: delete}, {name: z, $patch: delete}]',
      { env: [{ name: 'b', value: 2 }] },
    ],
    [
      'lists are replaced on request',
      'env: [{name: a, value: 1}]',
      'env: [{$patch: replace}, {name: b, value: 2}]',
      { env: [{ name: 'b', value: 2 }] },
    ],
    ['maps, too', 'a: {b: 1}', 'a: {$patch: replace, c: 2}', { a: { c: 2 } }],
    ['what is deleted is gone', 'a: {b: 1}', '$patch: delete', undefined],
    [
      'ports differ by their protocol',
      'ports: [{containerPort: 1, protocol: TCP}, {containerPort: 1, protocol: UDP}]',
      'ports: [{containerPort: 1, protocol: UDP, name: u}]',
      {
        ports: [
          { containerPort: 1, protocol: 'UDP', name: 'u' },
          { containerPort: 1, protocol: 'TCP' },
        ],
      },
    ],
  ])('%s', (_, base, patch, expected) => expect(merge(base, patch)).toEqual(expected));

  it('lists of unknown kinds are replaced', () => {
    expect(merge('env: [{name: a}]', 'env: [{name: b}]', false)).toEqual({ env: [{ name: 'b' }] });
  });

  it('what a template makes stays unknown', () => {
    const base: Tree = { kind: 'hole', place: { file: 'base.yaml', span: stableSpan(0, 1) } };
    expect(strategicMerge(base, treeOf('patch.yaml', 'a: 1'), { typed: true })).toBe(base);
  });
});

const SCALARS = fc.oneof(
  fc.integer({ min: 0, max: 99 }),
  fc.boolean(),
  fc.constantFrom('redis:7.2', 'two words', "it's", 'a "quote"', 'a: b', '# no', '1Gi', '', 'line\nline\n'),
);

const named = (item: fc.Arbitrary<Fields>): fc.Arbitrary<Fields[]> =>
  fc
    .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), item), {
      selector: ([name]) => name,
      maxLength: 3,
    })
    .map((items) => items.map(([name, fields]) => ({ name, ...fields })));

/** @param patch may remove and say how to merge */
const fields = (patch: boolean): fc.Arbitrary<Fields> =>
  fc.letrec<{ fields: Fields }>((tie) => ({
    fields: fc
      .tuple(
        fc.record(
          {
            image: patch ? fc.option(SCALARS) : SCALARS,
            args: fc.array(SCALARS, { minLength: 1, maxLength: 3 }),
            resources: fc.oneof({ depthSize: 'small' }, SCALARS, tie('fields')),
            env: named(fc.record({ value: SCALARS }, { requiredKeys: [] })),
            containers: named(fc.oneof({ depthSize: 'small' }, fc.record({ image: SCALARS }), tie('fields'))),
          },
          { requiredKeys: [] },
        ),
        patch ? fc.constantFrom('', '', '', 'replace', 'delete') : fc.constant(''),
      )
      .map(([made, directive]) =>
        directive === '' ? (made as Fields) : { ...(made as Fields), $patch: directive },
      ),
  })).fields;

const isMap = (value: Value | undefined): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function modelMerge(base: Value, patch: Value, key = ''): Value | undefined {
  if (isMap(base) && isMap(patch)) return modelMaps(base, patch);
  const keyed = key === 'env' || key === 'containers';
  if (keyed && Array.isArray(base) && Array.isArray(patch)) return modelLists(base, patch);
  return modelAdd(patch);
}

function modelMaps(base: Fields, { $patch, ...patch }: Fields): Value | undefined {
  if ($patch === 'delete') return undefined;
  if ($patch === 'replace') return modelAdd(patch);
  const result: Fields = { ...base };
  for (const [name, value] of Object.entries(patch)) {
    const merged = name in base ? modelMerge(base[name] ?? null, value, name) : modelAdd(value);
    if (merged === undefined || merged === null) delete result[name];
    else result[name] = merged;
  }
  return result;
}

function modelLists(base: readonly Value[], patch: readonly Value[]): Value[] {
  const nameOf = (item: Value | undefined) => (isMap(item) ? item.name : undefined);
  const changed = patch.flatMap((item) => {
    const before = base.find((one) => nameOf(one) === nameOf(item));
    return (before === undefined ? modelAdd(item) : modelMerge(before, item)) ?? [];
  });
  return [...changed, ...base.filter((one) => !patch.some((item) => nameOf(item) === nameOf(one)))];
}

/** What is new: directives and nulls have nothing to speak of. */
function modelAdd(value: Value): Value | undefined {
  if (Array.isArray(value)) return value.flatMap((item) => modelAdd(item) ?? []);
  if (!isMap(value)) return value;
  if (value.$patch === 'delete') return undefined;
  const entries = Object.entries(value).flatMap(([name, one]) => {
    const added = name === '$patch' || one === null ? undefined : modelAdd(one);
    return added === undefined ? [] : [[name, added] as const];
  });
  return Object.fromEntries(entries);
}

function scalarsOf(tree: Tree): ScalarTree[] {
  if (tree.kind === 'scalar') return [tree];
  if (tree.kind === 'list') return tree.items.flatMap(scalarsOf);
  return tree.kind === 'map' ? [...tree.entries.values()].flatMap(({ value }) => scalarsOf(value)) : [];
}

describe('strategicMerge', () => {
  const written = (arbitrary: fc.Arbitrary<Fields>) =>
    fc.tuple(arbitrary, fc.boolean()).map(([value, flow]) => ({
      value,
      text: stringify(value, { collectionStyle: flow ? 'flow' : 'block' }),
    }));

  it('merges as the model does, and every scalar stands where its place says', () => {
    fc.assert(
      fc.property(written(fields(false)), written(fields(true)), (base, patch) => {
        const texts = new Map([
          ['base.yaml', base.text],
          ['patch.yaml', patch.text],
        ]);
        const merged = strategicMerge(treeOf('base.yaml', base.text), treeOf('patch.yaml', patch.text), {
          typed: true,
        });
        expect(merged && plainValue(merged)).toEqual(modelMerge(base.value, patch.value));
        for (const scalar of merged ? scalarsOf(merged) : []) {
          const { file, span } = scalar.place;
          const text = texts.get(file) ?? '';
          if (scalar.style === 'literal' || scalar.style === 'folded')
            expect(text.slice(span.start)).toMatch(/^[|>]/);
          else expect(parse(text.slice(span.start, span.end))).toEqual(plainValue(scalar));
        }
      }),
      { numRuns: 300 },
    );
  });
});
