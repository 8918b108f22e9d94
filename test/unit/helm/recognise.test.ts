/** Which chart a values file belongs to, and what is none. */

import { describe, expect, it } from 'vitest';
import { lintFiles } from '../../support/lint-text';

const VALUES = 'architecture: standalone\nmaster:\n  persistence:\n    enabled: true\n';

const chartsOf = (files: Readonly<Record<string, string>>): string[] =>
  lintFiles(files).instances.map(
    ({ version, name }) =>
      `${name} of ${/[\w-]+\/[\w-]+ [\w.]+/.exec(version.reason.replace(/^\S+ \S+,? ?/, ''))?.[0] ?? '?'}`,
  );

const chart = (dependencies: string, more = ''): string =>
  `apiVersion: v2\nname: shop\nversion: 1.0.0\n${more}dependencies:\n${dependencies}`;

describe('by its own signs', () => {
  it.each([
    ['redis-values.yaml', VALUES],
    ['redis/values.yaml', VALUES],
    ['redis/values-prod.yaml', VALUES],
    ['prod.redis-values.yaml', VALUES],
    ['redis/prod.values.yml', VALUES],
    ['values/redis.yaml', VALUES],
    ['redis-values.yaml', 'global:\n  redis:\n    password: x\nreplica:\n  persistence:\n    size: 1Gi\n'],
    ['app/values.yaml', `image:\n  repository: mirror.example.org/bitnamilegacy/redis\n${VALUES}`],
    [
      'redis-values.yaml',
      '# helm upgrade -i cache bitnami/redis -f redis-values.yaml\nmetrics:\n  enabled: true\n',
    ],
    [
      'redis-values.yaml',
      '# https://github.com/bitnami/charts/blob/main/bitnami/redis/values.yaml\nmetrics:\n  enabled: true\n',
    ],
  ])('%s', (name, text) => {
    expect(chartsOf({ [name]: text })[0]).toContain('bitnami/redis 23.1.1');
  });

  it.each([
    [
      'valkey/values.yaml',
      'auth:\n  enabled: true\n  aclUsers:\n    default:\n      permissions: "+@all"\nreplica:\n  replicas: 2\n',
      'valkey-io/valkey 0.11.0',
    ],
    ['keydb/values.yaml', 'multiMaster: "yes"\nactiveReplicas: "yes"\n', 'enapter/keydb 0.48.0'],
    [
      'redis/values.yaml',
      'redis:\n  config:\n    save: "900 1"\nhardAntiAffinity: false\n',
      'dandydeveloper/redis-ha 4.39.0',
    ],
    [
      'redis/ci/values-prod.yaml',
      'image:\n  repository: bitnami/redis\ncluster:\n  slaveCount: 2\nmaster:\n  command: /run.sh\n',
      'stable/redis 10.5.7',
    ],
  ])('another chart: %s', (name, text, chart) => {
    expect(chartsOf({ [name]: text })[0]).toContain(chart);
  });

  it('a comment about something else says nothing', () => {
    const text = '# needs what helm install cache bitnami/redis gives\nreplicas: 1\n';
    expect(chartsOf({ 'app/values.yaml': text })).toEqual([]);
  });

  it.each([
    ['a name that says nothing', 'values.yaml', VALUES],
    ['one sign alone', 'redis-values.yaml', 'architecture: standalone\nresources: {}\n'],
    [
      'signs that every second chart has',
      'redis-values.yaml',
      'architecture: standalone\nauth:\n  enabled: true\n',
    ],
    ['another engine', 'redis-values.yaml', `image:\n  repository: bitnami/keydb\n${VALUES}`],
    ['a key called redis', 'values.yaml', 'redis:\n  host: cache\n  port: 6379\n'],
    [
      'an external server',
      'values.yaml',
      'externalRedis:\n  host: cache\nredis:\n  enabled: false\n  architecture: standalone\n  master:\n    persistence:\n      enabled: true\n',
    ],
    ['not values at all', 'redis/config.yaml', VALUES],
    ['a template', 'redis/templates/values.yaml', VALUES],
  ])('nothing: %s', (_, name, text) => {
    expect(lintFiles({ [name]: text })).toMatchObject({ findings: [], instances: [] });
  });

  it('tells twins apart by the name of the primary', () => {
    const valkey = 'architecture: standalone\nprimary:\n  persistence:\n    enabled: true\n';
    expect(chartsOf({ 'redis-values.yaml': valkey })).toEqual([
      expect.stringContaining('bitnami/valkey 4.0.2'),
    ]);
  });

  it('a block of a chart that is not known: only what is written counts', () => {
    const block = 'redis:\n  architecture: standalone\n  master:\n    persistence:\n      enabled: true\n';
    expect(lintFiles({ 'values.yaml': block }).findings).toEqual([]);
    const written = `${block}    configuration: |\n      maxmemory 1gb\n      save 900 1\n    resources:\n      limits:\n        memory: 1Gi\n`;
    expect(lintFiles({ 'values.yaml': written }).findings.map(({ rule }) => rule)).toContain(
      'limit-below-2x',
    );
  });
});

describe('by a schema modeline', () => {
  it('at an address that names the chart', () => {
    const line =
      '# yaml-language-server: $schema=https://raw.githubusercontent.com/bitnami/charts/main/bitnami/redis/values.schema.json\n';
    expect(chartsOf({ 'cache.values.yaml': `${line}metrics:\n  enabled: true\n` })).toEqual([
      expect.stringContaining('› master'),
      expect.stringContaining('› replica'),
    ]);
  });

  it('not at one of another chart', () => {
    const line = '# yaml-language-server: $schema=https://example.org/redis-exporter/values.schema.json\n';
    expect(chartsOf({ 'cache.values.yaml': `${line}metrics:\n  enabled: true\n` })).toEqual([]);
  });
});

describe('by the chart around it', () => {
  it('under the alias of a dependency, whatever that is called', () => {
    const files = {
      'Chart.yaml': chart(
        '  - name: valkey\n    alias: redis\n    repository: https://valkey.io/valkey-helm/\n    version: 0.11.0\n',
      ),
      'values.yaml': 'redis:\n  valkeyConfig: |\n    maxmemory 1gb\n',
    };
    expect(chartsOf(files)).toEqual([expect.stringContaining('redis › valkey of valkey-io/valkey 0.11.0')]);
  });

  it.each([
    ['condition in the values', 'cache.enabled', 'cache:\n  enabled: false\n'],
    ['the first condition that is set', 'redis.install,redis.enabled', 'redis:\n  enabled: false\n'],
  ])('a dependency that is switched off is silent: %s', (_, condition, values) => {
    const files = {
      'Chart.yaml': chart(
        `  - name: redis\n    repository: https://charts.bitnami.com/bitnami\n    condition: ${condition}\n`,
      ),
      'values.yaml': values,
    };
    expect(lintFiles(files)).toMatchObject({ findings: [], instances: [] });
  });

  it('the lock file says which version was taken', () => {
    const files = {
      'Chart.yaml': chart(
        '  - name: redis\n    repository: https://charts.bitnami.com/bitnami\n    version: 18.x.x\n',
      ),
      'Chart.lock':
        'dependencies:\n  - name: redis\n    repository: https://charts.bitnami.com/bitnami\n    version: 18.13.0\ndigest: sha256:0\n',
      'values.yaml': 'redis: {}\n',
    };
    expect(chartsOf(files)).toEqual([
      'redis › master of bitnami/redis 18.13.0',
      'redis › replica of bitnami/redis 18.13.0',
    ]);
  });

  it('requirements.yaml of a chart of the first format', () => {
    const files = {
      'Chart.yaml': 'apiVersion: v1\nname: shop\nversion: 1.0.0\n',
      'requirements.yaml': 'dependencies:\n  - name: redis\n    repository: "@stable"\n    version: 10.5.7\n',
      'values.yaml': 'redis: {}\n',
    };
    expect(chartsOf(files)).toEqual([
      'redis › master of stable/redis 10.5.7',
      'redis › slave of stable/redis 10.5.7',
    ]);
  });

  it('a dependency of the same name from elsewhere is unknown', () => {
    const files = {
      'Chart.yaml': chart('  - name: redis\n    repository: https://charts.example.org\n'),
      'values.yaml': `redis:\n${VALUES.replace(/^/gm, '  ')}`,
    };
    expect(lintFiles(files).instances).toEqual([]);
  });

  it('a copy of a known chart has hints only', () => {
    const files = {
      'redis/Chart.yaml':
        'apiVersion: v2\nname: redis\nversion: 23.1.1\nsources:\n  - https://github.com/bitnami/charts/tree/main/bitnami/redis\n',
      'redis/values.yaml': 'architecture: standalone\n',
    };
    const { findings } = lintFiles(files);
    expect(findings.map(({ rule, severity }) => [rule, severity])).toEqual([['missing-maxmemory', 'hint']]);
  });

  it('values for the tests of a chart have hints only', () => {
    const { findings } = lintFiles({ 'redis/ci/values.yaml': VALUES, 'redis/ci/redis-values.yaml': VALUES });
    expect(new Set(findings.map(({ severity }) => severity))).toEqual(new Set(['hint']));
  });
});
