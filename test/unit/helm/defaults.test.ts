/**
 * Every known chart with nothing but its own defaults gives the servers that rendering it gives (the charts at the commits
 * that the catalogue names).
 */

import { describe, expect, it } from 'vitest';
import { CHARTS } from '../../../server/src/core/platform/helm/catalogue/charts';
import { lintFiles } from '../../support/lint-text';
import { type ServerRow, serversIn } from '../../support/servers';

const BITNAMI = 'https://charts.bitnami.com/bitnami';
const COMPILED = '3600 1 300 100 60 10000';

/** A chart of one's own that depends on another one and says nothing about it. */
const depending = (name: string, repository: string, version = '', values = `${name}: {}\n`) => ({
  'Chart.yaml': `apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n  - name: ${name}\n    repository: ${repository}\n${version === '' ? '' : `    version: "${version}"\n`}`,
  'values.yaml': values,
});

type Expected = readonly [id: string, repository: string, version: string, servers: readonly ServerRow[]];

const row = (
  server: string,
  role: string,
  save: string,
  aof: string,
  limit: string,
  replicas: number | string = '-',
  maxmemory = '0',
): ServerRow => ({ server, role, save, aof, maxmemory, limit, replicas });

const DEFAULTS: readonly Expected[] = [
  [
    'bitnami/redis',
    BITNAMI,
    '23.1.1',
    [row('master', 'primary', '', 'yes', '192Mi', 3), row('replica', 'replica', '', 'yes', '192Mi')],
  ],
  [
    'bitnami/redis',
    BITNAMI,
    '18.14.0',
    [row('master', 'primary', '', 'yes', 'none', 3), row('replica', 'replica', '', 'yes', 'none')],
  ],
  [
    'bitnami/redis',
    BITNAMI,
    '17.3.2',
    [row('master', 'primary', '', 'yes', 'none', 3), row('replica', 'replica', '', 'yes', 'none')],
  ],
  [
    'bitnami/redis',
    BITNAMI,
    '12.7.4',
    [row('master', 'primary', '', 'yes', 'none', 2), row('slave', 'replica', '', 'yes', 'none')],
  ],
  [
    'bitnami/valkey',
    BITNAMI,
    '4.0.2',
    [row('primary', 'primary', '', 'yes', '192Mi', 3), row('replica', 'replica', '', 'yes', '192Mi')],
  ],
  [
    'bitnami/redis-cluster',
    BITNAMI,
    '13.0.5',
    [row('node', 'any', '900 1 300 10 60 10000', 'yes', '192Mi', 1)],
  ],
  [
    'bitnami/redis-cluster',
    BITNAMI,
    '9.5.0',
    [row('node', 'any', '900 1 300 10 60 10000', 'yes', 'none', 1)],
  ],
  [
    'bitnami/valkey-cluster',
    BITNAMI,
    '3.0.25',
    [row('node', 'any', '900 1 300 10 60 10000', 'yes', '192Mi', 1)],
  ],
  [
    'bitnami/keydb',
    BITNAMI,
    '0.5.11',
    [row('master', 'primary', '', 'yes', '192Mi', 1), row('replica', 'replica', '', 'yes', '192Mi')],
  ],
  [
    'dandydeveloper/redis-ha',
    'https://dandydeveloper.github.io/charts/',
    '4.39.0',
    [row('server', 'any', '900 1', 'no', 'none', 2)],
  ],
  [
    'stable/redis-ha',
    'https://charts.helm.sh/stable',
    '4.4.6',
    [row('server', 'any', '900 1', 'no', 'none', 2)],
  ],
  [
    'valkey-io/valkey',
    'https://valkey.io/valkey-helm/',
    '0.11.0',
    [row('valkey', 'primary', COMPILED, 'no', 'none')],
  ],
  [
    'groundhog2k/redis',
    'https://groundhog2k.github.io/helm-charts/',
    '2.4.4',
    [row('server', 'primary', COMPILED, 'no', 'none')],
  ],
  [
    'groundhog2k/valkey',
    'https://groundhog2k.github.io/helm-charts/',
    '2.3.3',
    [row('server', 'primary', COMPILED, 'no', 'none')],
  ],
  [
    'cloudpirates/redis',
    'oci://registry-1.docker.io/cloudpirates',
    '0.34.18',
    [row('server', 'primary', COMPILED, 'no', 'none')],
  ],
  [
    'cloudpirates/valkey',
    'oci://registry-1.docker.io/cloudpirates',
    '0.25.5',
    [row('server', 'primary', '900 1 300 10 60 10000', 'no', 'none')],
  ],
  [
    'stable/redis',
    'https://charts.helm.sh/stable',
    '10.5.7',
    [row('master', 'primary', '', 'yes', 'none', 2), row('slave', 'replica', '', 'yes', 'none')],
  ],
  [
    'pascaliske/redis',
    'https://charts.pascaliske.dev',
    '2.1.0',
    [row('redis', 'primary', '60 1', 'no', 'none')],
  ],
  [
    'enapter/keydb',
    'https://enapter.github.io/charts/',
    '0.48.0',
    [row('node', 'any', 'unknown', 'no', 'none', '-', 'unknown')],
  ],
  ['dragonfly/dragonfly', 'oci://ghcr.io/dragonflydb/dragonfly/helm', '1.40.1', []],
  [
    'ot-container-kit/redis',
    'https://ot-container-kit.github.io/helm-charts/',
    '0.16.9',
    [row('server', 'primary', '900 1 300 10 60 10000', 'yes', 'none')],
  ],
  [
    'ot-container-kit/redis-replication',
    'https://ot-container-kit.github.io/helm-charts/',
    '0.17.0',
    [row('server', 'any', '900 1 300 10 60 10000', 'yes', 'none', 2)],
  ],
  [
    'ot-container-kit/redis-cluster',
    'https://ot-container-kit.github.io/helm-charts/',
    '0.17.4',
    [row('node', 'any', '900 1 300 10 60 10000', 'yes', 'none')],
  ],
];

describe('the defaults of a chart', () => {
  it.each(DEFAULTS)('%s from %s, version %s', (id, repository, version, servers) => {
    expect(serversIn(depending(id.slice(id.indexOf('/') + 1), repository, version))).toEqual(servers);
  });

  it('every chart of the catalogue is among them', () => {
    expect(CHARTS.map(({ id }) => id).filter((id) => !DEFAULTS.some(([one]) => one === id))).toEqual([]);
  });

  it('is judged although nobody writes a value: the finding is at the dependency', () => {
    const files = depending('redis', BITNAMI, '23.1.1', 'replicas: 2\n');
    const { findings } = lintFiles(files);
    const maxmemory = findings.find(({ rule }) => rule === 'missing-maxmemory');
    expect(maxmemory?.place.file).toMatch(/Chart\.yaml$/);
    expect(maxmemory?.message).toContain('192 MiB (a default of bitnami/redis 23.1.1)');
  });

  it.each([
    ['23.1.1', 'Redis 8.2.1, which bitnami/redis 23.1.1 runs'],
    [
      '',
      'Redis 8.2.1, which bitnami/redis 23.1.1 runs, the newest version of the chart that is known here; none is stated',
    ],
    ['18.x.x', 'Redis 7.2, which bitnami/redis 18.x.x runs'],
    ['~20.1', 'Redis 7.4, which bitnami/redis ~20.1 runs'],
    [
      '99.0.0',
      'Redis 8.2.1 or later: bitnami/redis 99.0.0 is newer than the charts that are known here (23.1.1)',
    ],
    ['>=17.0.0 <19.0.0', 'Redis 7.0.3 to Redis 7.2.4, which bitnami/redis >=17.0.0 <19.0.0 runs'],
    ['12.7.4', 'Redis 6.0.10, which stable/redis 12.7.4 runs'],
  ])('version "%s"', (version, reason) => {
    const [instance] = lintFiles(depending('redis', BITNAMI, version)).instances;
    expect(instance?.version.reason).toBe(reason);
  });
});
