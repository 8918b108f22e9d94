/**
 * What the linter believes of a chart and its values against what rendering them gives. Where Helm is installed it renders;
 * where it is not, the record of its rendering stands, and the comparison is the same.
 */

import { chmod } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { describe, expect, it } from 'vitest';
import { factsOf, type RenderedFacts, type Rendering, render } from '../../support/rendering';
import { serversIn } from '../../support/servers';
import { temporaryFolder } from '../../support/temporary-folder';

const workload = (name: string, container: string, memory?: string): string =>
  `---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: ${name}\nspec:\n  template:\n    spec:\n      containers:\n        - name: ${container}\n          resources:${memory ? `\n            limits:\n              memory: ${memory}\n` : ' {}\n'}`;

const configMap = (name: string, data: Readonly<Record<string, string>>): string =>
  `---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n${Object.entries(data)
    .map(([key, text]) => `  ${key}: |-\n${text.replace(/^(?=.)/gm, '    ')}\n`)
    .join('')}`;

const BITNAMI = 'https://charts.bitnami.com/bitnami';
const DEFAULT =
  '# User-supplied common configuration:\nappendonly yes\nsave ""\n# End of common configuration';
const REDIS_SERVERS = [
  {
    server: 'master',
    workload: 'redis-master',
    container: 'redis',
    configuration: ['redis.conf', 'master.conf'],
  },
  {
    server: 'replica',
    workload: 'redis-replicas',
    container: 'redis',
    configuration: ['redis.conf', 'replica.conf'],
  },
];

const RENDERINGS: readonly (Rendering & { readonly runs: string })[] = [
  {
    chart: 'bitnami/redis',
    repository: BITNAMI,
    version: '23.1.1',
    runs: '8.2',
    values: 'master:\n  configuration: |\n    maxmemory 100mb\nreplica:\n  resourcesPreset: small\n',
    recorded: [
      configMap('cache-redis-configuration', {
        'redis.conf': DEFAULT,
        'master.conf':
          'dir /data\n# User-supplied master configuration:\nmaxmemory 100mb\n# End of master configuration\nrename-command FLUSHDB ""',
        'replica.conf': 'dir /data\nrename-command FLUSHDB ""',
      }),
      workload('cache-redis-master', 'redis', '192Mi'),
      workload('cache-redis-replicas', 'redis', '768Mi'),
    ].join(''),
    servers: REDIS_SERVERS,
  },
  {
    chart: 'bitnami/redis',
    repository: BITNAMI,
    version: '18.6.1',
    runs: '7.2',
    values:
      'architecture: standalone\ncommonConfiguration: |-\n  maxmemory 1gb\nmaster:\n  resources:\n    limits:\n      memory: 2Gi\n',
    recorded: [
      configMap('cache-redis-configuration', {
        'redis.conf': '# User-supplied common configuration:\nmaxmemory 1gb\n# End of common configuration',
        'master.conf': 'dir /data\nrename-command FLUSHDB ""',
        'replica.conf': 'dir /data',
      }),
      workload('cache-redis-master', 'redis', '2Gi'),
    ].join(''),
    servers: REDIS_SERVERS.slice(0, 1),
  },
  {
    chart: 'bitnami/valkey',
    repository: BITNAMI,
    version: '4.0.2',
    runs: '8.1',
    values:
      'primary:\n  configuration: |\n    save 900 1\n  resources:\n    requests:\n      memory: 64Mi\nreplica:\n  resourcesPreset: none\n',
    recorded: [
      configMap('cache-valkey-configuration', {
        'valkey.conf': DEFAULT,
        'primary.conf':
          'dir /data\n# User-supplied primary configuration:\nsave 900 1\n# End of primary configuration',
        'replica.conf': 'dir /data',
      }),
      workload('cache-valkey-primary', 'valkey'),
      workload('cache-valkey-replicas', 'valkey'),
    ].join(''),
    servers: [
      {
        server: 'primary',
        workload: 'valkey-primary',
        container: 'valkey',
        configuration: ['valkey.conf', 'primary.conf'],
      },
      {
        server: 'replica',
        workload: 'valkey-replicas',
        container: 'valkey',
        configuration: ['valkey.conf', 'replica.conf'],
      },
    ],
  },
  {
    chart: 'dandydeveloper/redis-ha',
    repository: 'https://dandydeveloper.github.io/charts',
    version: '4.39.0',
    runs: '8.8',
    values:
      'redis:\n  config:\n    maxmemory: 1gb\n    save:\n      - "900 1"\n      - "60 1000"\n  resources:\n    limits:\n      memory: 3Gi\n',
    recorded: [
      configMap('cache-redis-ha-configmap', {
        'redis.conf':
          'dir "/data"\nport 6379\nbind 0.0.0.0\nmaxmemory 1gb\nmaxmemory-policy volatile-lru\nmin-replicas-max-lag 5\nmin-replicas-to-write 1\nrdbchecksum yes\nrdbcompression yes\nrepl-diskless-sync yes\nsave 900 1\nsave 60 1000',
        'sentinel.conf': 'port 26379\n',
      }),
      workload('cache-redis-ha-server', 'redis', '3Gi'),
    ].join(''),
    servers: [
      { server: 'server', workload: 'redis-ha-server', container: 'redis', configuration: ['redis.conf'] },
    ],
  },
];

/** What the linter makes of the values of the same chart. */
function believed({ chart, repository, version, values }: Rendering): RenderedFacts[] {
  const name = chart.slice(chart.indexOf('/') + 1);
  const files = {
    'Chart.yaml': `apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n  - name: ${name}\n    repository: ${repository}\n    version: ${version}\n`,
    'values.yaml': `${name}:\n${values.replace(/^(?=.)/gm, '  ')}`,
  };
  return serversIn(files).map(({ server, save, aof, maxmemory, limit }) => ({
    server,
    save,
    aof,
    maxmemory,
    limit,
  }));
}

const folder = temporaryFolder();

/** A program called helm that prints a text, or fails with one; the folders in which it is found. */
async function helmThat(prints: string, fails?: string): Promise<string> {
  const act = fails === undefined ? `cat '${folder.join('rendered.yaml')}'` : `echo '${fails}' >&2; exit 1`;
  await folder.write({ 'rendered.yaml': prints, helm: `#!/bin/sh\ncat > /dev/null\n${act}\n` });
  await chmod(folder.join('helm'), 0o755);
  return [folder.path, process.env.PATH ?? ''].join(delimiter);
}

describe('values as the linter reads them, and as they are rendered', () => {
  it.each(RENDERINGS.map((one) => [`${one.chart} ${one.version}`, one] as const))(
    '%s',
    (_, rendering) => {
      const { text } = render(rendering, process.env.PATH ?? '');
      expect(believed(rendering)).toEqual(factsOf(text, rendering.servers, rendering.runs));
    },
    60_000,
  );
});

describe('Helm, where it is installed', () => {
  const [rendering] = RENDERINGS as [(typeof RENDERINGS)[number]];

  it('is asked, and what it renders is what counts', async () => {
    const other = rendering.recorded.replace('768Mi', '1Gi');
    const rendered = render(rendering, await helmThat(other));
    expect(rendered.by).toBe('helm');
    expect(factsOf(rendered.text, rendering.servers, rendering.runs).map(({ limit }) => limit)).toEqual([
      '192Mi',
      '1Gi',
    ]);
  });

  it('and cannot reach the chart: the record stands', async () => {
    const path = await helmThat(
      '',
      'Error: Get "https://charts.example.org/index.yaml": dial tcp: lookup failed',
    );
    expect(render(rendering, path)).toEqual({ by: 'record', text: rendering.recorded });
  });

  it('and fails in another way: so does the test', async () => {
    const path = await helmThat('', 'Error: execution error at (redis/templates/x.yaml)');
    expect(() => render(rendering, path)).toThrow('execution error');
  });

  it('nowhere: the record stands', () => {
    expect(render(rendering, folder.join('nothing-here')).by).toBe('record');
  });
});
