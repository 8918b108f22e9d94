/** Charts of one's own that depend on each other: by a folder, unpacked below, switched by conditions and tags. */

import { describe, expect, it } from 'vitest';
import { lintFiles } from '../../support/lint-text';
import { serversIn } from '../../support/servers';

const chart = (name: string, dependency: string): string =>
  `apiVersion: v2\nname: ${name}\nversion: 1.0.0\ndependencies:\n${dependency}`;

const REDIS =
  '  - name: redis\n    repository: https://charts.bitnami.com/bitnami\n    version: 20.1.0\n    condition: redis.enabled\n';

const files = (
  values: string,
  dependency = '  - name: platform\n    alias: base\n    version: 1.0.0\n    repository: file://../platform\n',
) => ({
  'shop/Chart.yaml': chart('shop', dependency),
  'shop/values.yaml': values,
  'platform/Chart.yaml': chart('platform', REDIS),
  'platform/values.yaml':
    'redis:\n  enabled: true\n  architecture: standalone\n  master:\n    resourcesPreset: small\n',
});

describe('a chart by its folder', () => {
  it('its own values below, those of the parent under its alias above, each server once', () => {
    expect(serversIn(files('base:\n  redis:\n    master:\n      resourcesPreset: large\n'))).toMatchObject([
      { server: 'master', limit: '3Gi' },
    ]);
    expect(serversIn(files('other: {}\n'))).toMatchObject([{ server: 'master', limit: '768Mi' }]);
  });

  it('the parent switches off what its own values switch on', () => {
    expect(serversIn(files('base:\n  redis:\n    enabled: false\n'))).toEqual([]);
  });

  it('findings stand where the value is that decides', () => {
    const values = 'base:\n  redis:\n    master:\n      configuration: |\n        maxmemory 800mb\n';
    const { findings } = lintFiles(files(values));
    expect(
      findings.map(({ rule, place }) => [rule, place.file.split('/').slice(-2).join('/')]),
    ).toContainEqual(['limit-below-2x', 'platform/values.yaml']);
  });

  it('charts that name each other end', () => {
    const turned = {
      ...files('base: {}\n'),
      'platform/Chart.yaml': chart('platform', '  - name: shop\n    repository: file://../shop\n'),
    };
    expect(serversIn(turned)).toEqual([]);
    const entered = {
      ...turned,
      'all/Chart.yaml': chart('all', '  - name: shop\n    repository: file://../shop\n'),
      'all/values.yaml': 'shop: {}\n',
    };
    expect(serversIn(entered)).toEqual([]);
  });
});

describe('an unpacked chart', () => {
  it('says its version, and is not judged by itself', () => {
    const unpacked = {
      'shop/Chart.yaml': chart('shop', REDIS.replace('20.1.0', '"*"')),
      'shop/values.yaml': 'redis:\n  architecture: standalone\n',
      'shop/charts/redis/Chart.yaml':
        'apiVersion: v2\nname: redis\nversion: 17.3.2\nhome: https://github.com/bitnami/charts/tree/main/bitnami/redis\n',
      'shop/charts/redis/values.yaml':
        'architecture: replication\nmaster:\n  persistence:\n    enabled: true\n',
    };
    const { instances } = lintFiles(unpacked);
    expect(instances.map(({ name, version }) => [name, version.reason])).toEqual([
      ['redis › master', 'Redis 7.0.5, which bitnami/redis 17.3.2 runs'],
    ]);
  });
});

describe('tags', () => {
  const tagged = (values: string) =>
    serversIn({
      'Chart.yaml': chart(
        'shop',
        REDIS.replace('    condition: redis.enabled\n', '    tags: [cache, all]\n'),
      ),
      'values.yaml': `redis:\n  architecture: standalone\n${values}`,
    }).length;

  it.each([
    ['', 1],
    ['tags:\n  cache: false\n', 0],
    ['tags:\n  cache: false\n  all: true\n', 1],
  ])('%j', (values, count) => {
    expect(tagged(values)).toBe(count);
  });
});

describe('values that document themselves', () => {
  const block =
    'redis:\n  # -- Deploy it.\n  enabled: true\n  # -- One primary.\n  architecture: standalone\n  master:\n    # -- Claims.\n    persistence:\n      enabled: true\n';

  it('are all that the chart has: the defaults below them hold', () => {
    expect(lintFiles({ 'shop/values.yaml': block }).findings.map(({ rule }) => rule)).toEqual([
      'missing-maxmemory',
    ]);
  });

  it('not those of an environment, nor those that say little', () => {
    expect(lintFiles({ 'shop/values-prod.yaml': block }).findings).toEqual([]);
    expect(lintFiles({ 'shop/values.yaml': block.replace(/^ *# --.*\n/gm, '') }).findings).toEqual([]);
  });
});
