/** What a kustomization says, field by field, and the small rules by which kustomize changes what it takes. */

import { describe, expect, it } from 'vitest';
import {
  generatedEntries,
  readGenerators,
} from '../../../server/src/core/platform/kustomize/read/generators';
import { changeImage, readImages } from '../../../server/src/core/platform/kustomize/read/images';
import { applyJsonPatch, readJsonPatch } from '../../../server/src/core/platform/kustomize/read/json-patch';
import {
  isKustomizationName,
  type Kustomization,
  readKustomization,
} from '../../../server/src/core/platform/kustomize/read/kustomization';
import { applyReplacement } from '../../../server/src/core/platform/kustomize/read/replacements';
import {
  hasLabels,
  isTarget,
  type Selectable,
} from '../../../server/src/core/platform/kustomize/read/selector';
import { YamlFile } from '../../../server/src/core/yaml/incremental/yaml-file';
import type { MapEntry, ScalarTree, Tree } from '../../../server/src/core/yaml/tree';
import { plainValue } from '../../support/tree-values';

const FILE = 'kustomization.yaml';

function treeOf(text: string): Tree {
  const [tree] = new YamlFile(FILE, text).allTrees();
  if (!tree) throw new Error(`not a document: ${text}`);
  return tree;
}

const read = (text: string): Kustomization | undefined => readKustomization(FILE, treeOf(text));

describe('a kustomization', () => {
  it.each(['kustomization.yaml', 'a/kustomization.yml', '/b/Kustomization'])('is called %s', (name) =>
    expect(isKustomizationName(name)).toBe(true),
  );

  it.each(['my-kustomization.yaml', 'kustomization', 'Kustomization.yaml', 'kustomization.json'])(
    'is not called %s',
    (name) => expect(isKustomizationName(name)).toBe(false),
  );

  it.each([
    ['no kind at all', 'resources: []', true],
    ['its kind', 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization', true],
    ['a component', 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component', true],
    ['the one of Flux', 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization', false],
    ['another object', 'apiVersion: v1\nkind: ConfigMap', false],
    ['a list', '- a', false],
  ])('is known by %s', (_, text, known) => expect(read(text) !== undefined).toBe(known));

  it('names what it takes, with places', () => {
    const text = 'resources: [a.yaml]\nbases:\n- ../b\ncomponents: [../c]\n';
    const found = read(text);
    expect(found?.resources.map(({ place: { span } }) => text.slice(span.start, span.end))).toEqual([
      'a.yaml',
      '../b',
    ]);
    expect(found?.components.map((one) => one.text)).toEqual(['../c']);
  });

  it('lists its patches in the order in which they work', () => {
    const found = read(
      [
        'patchesJson6902: [{path: c.yaml, target: {kind: Pod}}]',
        'patches:',
        '- path: b.yaml',
        '- {patch: "- op: remove", target: {name: x}}',
        'patchesStrategicMerge:',
        '- a.yaml',
        '- |-',
        '  kind: Pod',
        '  spec: {}',
        '',
      ].join('\n'),
    );
    expect(
      found?.patches.map(({ from, late }) => ['path' in from ? from.path : from.inline.text, late]),
    ).toEqual([
      ['a.yaml', false],
      ['kind: Pod\nspec: {}', false],
      ['b.yaml', false],
      ['- op: remove', false],
      ['c.yaml', true],
    ]);
  });

  it.each([
    ['nothing', 'resources: [a]', false],
    ['transformers', 'transformers: [a.yaml]', true],
    ['no transformers', 'transformers: []', false],
  ])('%s may change anything', (_, text, unknown) => expect(read(text)?.changesUnknown).toBe(unknown));
});

describe('generators', () => {
  const entries = (lines: string, files: Readonly<Record<string, string>> = {}): MapEntry[] => {
    const [generator] = readGenerators(treeOf(lines), 'configMapGenerator', 'ConfigMap');
    if (!generator) throw new Error('no generator');
    const found = generatedEntries(generator, (path) => {
      const text = files[path];
      return text === undefined ? undefined : { file: path, text };
    });
    return [...found.values()];
  };
  /** The key, and the text of the file from which each stretch of the value comes. */
  const told = (text: string, files: Readonly<Record<string, string>> = {}) =>
    entries(text, files).map(({ key, value }) => {
      if (value.kind !== 'scalar') return [key, value.kind];
      const { file, span } = value.place;
      return [key, value.text, (files[file] ?? text).slice(span.start, span.end)];
    });

  it('files under their names, and under others', () => {
    const text = 'configMapGenerator: [{name: c, files: [conf/redis.conf, other=x.conf]}]';
    expect(told(text, { 'conf/redis.conf': 'save ""\n', 'x.conf': 'port 1\n' })).toEqual([
      ['redis.conf', 'save ""\n', 'save ""\n'],
      ['other', 'port 1\n', 'port 1\n'],
    ]);
    expect(told(text)).toEqual([
      ['redis.conf', 'hole'],
      ['other', 'hole'],
    ]);
  });

  it('literals, without one pair of quotes', () => {
    const text = `configMapGenerator:\n- name: c\n  literals:\n  - A=b=c\n  - B='x y'\n  - "C=\\"q\\""\n  - =no\n  - D=\n`;
    expect(told(text)).toEqual([
      ['A', 'b=c', 'b=c'],
      ['B', 'x y', 'x y'],
      ['C', 'q', '"C=\\"q\\""'],
      ['D', '', ''],
    ]);
  });

  it('environment files, with CRLF', () => {
    const env = '# comment\r\nA=1\r\n\r\n  B=x=y\r\nC=\r\nnothing\r\n';
    expect(told('configMapGenerator: [{name: c, env: a.env}]', { 'a.env': env })).toEqual([
      ['A', '1', '1'],
      ['B', 'x=y', 'x=y'],
      ['C', '', ''],
    ]);
  });

  it('a literal of several lines stands line by line', () => {
    const text = 'configMapGenerator:\n- name: c\n  literals:\n  - |\n    redis.conf=port 1\n    save ""\n';
    const [entry] = entries(text);
    const value = entry?.value as ScalarTree;
    expect(value.text).toBe('port 1\nsave ""\n');
    const start = value.text.indexOf('save');
    const { span } = value.map.place({ start, end: start + 4 });
    expect(text.slice(span.start, span.end)).toBe('save');
    expect(value.indent).toBe('    ');
  });
});

describe('images', () => {
  it.each([
    ['redis:6.0', '{name: redis, newTag: "7.2"}', 'redis:7.2'],
    ['redis', '{name: redis, newTag: "7.2"}', 'redis:7.2'],
    ['redis:6.0', '{name: redis, newName: valkey/valkey}', 'valkey/valkey:6.0'],
    ['redis:6.0', '{name: redis, digest: "sha256:ab"}', 'redis@sha256:ab'],
    ['redis@sha256:ab', '{name: redis, newTag: "7"}', 'redis:7'],
    ['redis:6@sha256:ab', '{name: redis, newName: x}', 'x:6@sha256:ab'],
    ['redis:6', '{name: redis, tagSuffix: -alpine}', 'redis:6-alpine'],
    ['host:5000/redis:6', '{name: "host:5000/redis", newTag: "7"}', 'host:5000/redis:7'],
    ['bitnami/redis:6', '{name: redis, newTag: "7"}', 'bitnami/redis:6'],
  ])('%s with %s is %s', (image, change, expected) => {
    expect(changeImage(image, readImages(treeOf(`images: [${change}]`)))).toBe(expected);
  });
});

describe('JSON patches', () => {
  const BASE = '{a: {b: [1, 2, 3], "c/d": x}, e: null}';
  const patched = (operations: string): unknown =>
    plainValue(applyJsonPatch(treeOf(BASE), readJsonPatch(treeOf(operations)) ?? []));

  it.each([
    ['[{op: add, path: /a/b/1, value: 9}]', { b: [1, 9, 2, 3], 'c/d': 'x' }],
    ['[{op: add, path: /a/b/-, value: 9}]', { b: [1, 2, 3, 9], 'c/d': 'x' }],
    ['[{op: add, path: /a/b/3, value: 9}]', { b: [1, 2, 3, 9], 'c/d': 'x' }],
    ['[{op: replace, path: /a/b/0, value: {x: y}}]', { b: [{ x: 'y' }, 2, 3], 'c/d': 'x' }],
    ['[{op: remove, path: /a/b/1}]', { b: [1, 3], 'c/d': 'x' }],
    ['[{op: replace, path: /a/c~1d, value: z}]', { b: [1, 2, 3], 'c/d': 'z' }],
    ['[{op: add, path: /a/m~0n, value: z}]', { b: [1, 2, 3], 'c/d': 'x', 'm~n': 'z' }],
    ['[{op: move, from: /a/b/0, path: /a/b/2}]', { b: [2, 3, 1], 'c/d': 'x' }],
    ['[{op: copy, from: /a/c~1d, path: /a/f}]', { b: [1, 2, 3], 'c/d': 'x', f: 'x' }],
    ['[{op: add, path: /a/no/where, value: 1}]', { b: [1, 2, 3], 'c/d': 'x' }],
    ['[{op: remove, path: /a/b/7}, {op: remove, path: /a/b/01}]', { b: [1, 2, 3], 'c/d': 'x' }],
    ['[{op: test, path: /a/b/0, value: 5}]', { b: [1, 2, 3], 'c/d': 'x' }],
  ])('%s', (operations, a) => expect(patched(operations)).toEqual({ a, e: null }));

  it('are lists', () => expect(readJsonPatch(treeOf('{op: add}'))).toBeUndefined());
});

const OBJECT: Selectable = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  names: ['redis', 'prod-redis'],
  namespaces: ['shop'],
  labels: new Map([
    ['app', 'redis'],
    ['tier', 'cache'],
  ]),
  annotations: new Map([['owner', 'team']]),
};

describe('targets', () => {
  it.each([
    ['{}', true],
    ['{kind: StatefulSet}', true],
    ['{kind: State}', false],
    ['{kind: State.*, group: apps, version: v1}', true],
    ['{group: ""}', true],
    ['{group: batch}', false],
    ['{name: redis}', true],
    ['{name: prod-redis}', true],
    ['{name: "redis|valkey"}', true],
    ['{name: edis}', false],
    ['{namespace: shop}', true],
    ['{namespace: other}', false],
    ['{name: "(("}', false],
    ['{name: "(r|r)*(e|e)*x"}', false],
    ['{labelSelector: "app=redis,tier in (cache, queue)"}', true],
    ['{annotationSelector: owner=team}', true],
    ['{annotationSelector: owner=other}', false],
  ])('%s: %s', (target, expected) => expect(isTarget(treeOf(target), OBJECT)).toBe(expected));

  it.each([
    ['app', true],
    ['!app', false],
    ['app==redis', true],
    ['app != redis', false],
    ['absent!=x', true],
    ['tier notin (cache,a)', false],
    ['absent notin (a)', true],
    ['tier in (a)', false],
    ['app=redis, !absent', true],
  ])('labels %s: %s', (selector, expected) => expect(hasLabels(selector, OBJECT.labels)).toBe(expected));
});

describe('replacements', () => {
  const replaced = (target: string): unknown =>
    plainValue(
      applyReplacement(
        treeOf('{a: {b: [{name: x, v: 1}], "c.d": 2}}'),
        OBJECT,
        treeOf(`targets: [${target}]`),
      ),
    );

  it.each([
    [
      '{select: {kind: StatefulSet}, fieldPaths: ["a.b.[name=x].v"]}',
      { b: [{ name: 'x', v: undefined }], 'c.d': 2 },
    ],
    [
      '{select: {kind: StatefulSet}, fieldPaths: ["a.b.0.v"]}',
      { b: [{ name: 'x', v: undefined }], 'c.d': 2 },
    ],
    [
      '{select: {kind: StatefulSet}, fieldPaths: ["a.c\\\\.d"]}',
      { b: [{ name: 'x', v: 1 }], 'c.d': undefined },
    ],
    [
      '{select: {kind: StatefulSet}, fieldPaths: ["a.[c.d]"]}',
      { b: [{ name: 'x', v: 1 }], 'c.d': undefined },
    ],
    ['{select: {kind: Pod}, fieldPaths: ["a.b.0.v"]}', { b: [{ name: 'x', v: 1 }], 'c.d': 2 }],
    [
      '{select: {kind: StatefulSet}, reject: [{name: redis}], fieldPaths: ["a.b.0.v"]}',
      { b: [{ name: 'x', v: 1 }], 'c.d': 2 },
    ],
  ])('%s', (target, a) => expect(replaced(target)).toEqual({ a }));
});
