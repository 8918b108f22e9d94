/** What a hover shows in a manifest, where, and that it shows nothing elsewhere. */

import { describe, expect, it } from 'vitest';
import type { HoverText } from '../../../server/src/core/explain/hover';
import { yamlHoverAt } from '../../../server/src/core/explain/yaml-hover';
import { LineIndex } from '../../../server/src/core/text/line-index';
import { type Place, type PresentSpan, presentOffset, type Span } from '../../../server/src/core/text/span';
import { manifestPointAt } from '../../../server/src/core/yaml/manifest-point';
import { FOLDER, lintFiles, projectOf } from '../../support/lint-text';
import { readMarks } from '../../support/marked-text';

type Files = Readonly<Record<string, string>>;

/** A function that hovers in one file of a project. */
interface Shown extends Omit<HoverText, 'span'> {
  readonly span: PresentSpan;
}

function hoverIn(files: Files, name: string): (offset: number) => Shown | undefined {
  const project = projectOf(files);
  const { instances } = lintFiles(files);
  const file = `${FOLDER}/${name}`;
  const link = (place: Place) => {
    const { span } = project.now(place);
    const { line } = new LineIndex(project.text(place.file) ?? '').positionAt(span.start);
    return `${place.file.slice(FOLDER.length + 1)}:${line + 1}`;
  };
  const yaml = project.yaml(file);
  return (offset) => {
    const found = yaml && yamlHoverAt(instances, manifestPointAt(yaml, presentOffset(offset)), link);
    return found && { ...found, span: project.now({ file, span: found.span }).span };
  };
}

/** The hover on a word of a file. */
function hover(files: Files, name: string, word: string): string {
  const at = (files[name] ?? '').indexOf(word);
  expect(at, `"${word}" is in ${name}`).toBeGreaterThan(-1);
  return hoverIn(files, name)(at + 1)?.markdown ?? '';
}

/** The stretches of a file that have a hover, in order, without those inside others. */
function hovered(files: Files, name: string): string[] {
  const text = files[name] ?? '';
  const at = hoverIn(files, name);
  const spans = new Map<string, Span>();
  for (let offset = 0; offset < text.length; offset += 1) {
    const span = at(offset)?.span;
    if (span) spans.set(`${span.start}-${span.end}`, span);
  }
  return [...spans.values()].map(({ start, end }) => text.slice(start, end));
}

/** Every marked word has a hover, and nothing else has. */
function expectExactly(marked: string, others: Files = {}, name = 'redis.yaml'): void {
  const { text, spans } = readMarks(marked);
  expect(hovered({ ...others, [name]: text }, name)).toEqual(
    spans.map(({ start, end }) => text.slice(start, end)),
  );
}

const WORKLOAD = `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: orders
  labels: { app: redis }
spec:
  serviceName: redis
  ⟦replicas⟧: ⟦1⟧
  selector:
    matchLabels: { app: redis }
  template:
    metadata:
      labels: { app: redis }
    spec:
      securityContext:
        runAsUser: 999
        ⟦sysctls⟧:
          - ⟦name⟧: ⟦net.core.somaxconn⟧
            ⟦value⟧: ⟦"1024"⟧
      containers:
        - name: redis
          ⟦image⟧: ⟦redis:7.2.4⟧
          ⟦command⟧: [⟦redis-server⟧, ⟦/etc/redis/redis.conf⟧]
          ⟦args⟧:
            - ⟦--appendonly
            - "yes"⟧
            - ⟦"--tcp-backlog"
            - "1024"⟧
          ports:
            - containerPort: 6379
          resources:
            requests:
              cpu: 100m
              ⟦memory⟧: ⟦1Gi⟧
            limits:
              ⟦memory⟧: ⟦4Gi⟧
          volumeMounts:
            - { name: config, mountPath: /etc/redis }
            - { name: scratch, mountPath: /scratch }
        - name: exporter
          image: oliver006/redis_exporter:v1.58.0
          resources: { limits: { memory: 64Mi } }
      volumes:
        - name: config
          configMap: { name: orders-redis }
        - name: scratch
          ⟦emptyDir⟧:
            ⟦sizeLimit⟧: ⟦1Gi⟧
        - name: other
          emptyDir: {}
`;

const CONFIG = `apiVersion: v1
kind: ConfigMap
metadata:
  name: orders-redis
data:
  unrelated.txt: |
    redis is mentioned here
  ⟦redis.conf⟧: |
    # a comment
    ⟦maxmemory 3gb⟧

    ⟦save 900 1⟧
    ⟦requirepass tulip⟧
`;

const FILES = { 'redis.yaml': readMarks(WORKLOAD).text, 'config.yaml': readMarks(CONFIG).text };

describe('where there is a hover', () => {
  it('on everything in a workload that is about its server, and on nothing else', () => {
    expectExactly(WORKLOAD, { 'config.yaml': FILES['config.yaml'] });
  });

  it('on the key of a ConfigMap and the directives in it', () => {
    expectExactly(CONFIG, { 'redis.yaml': FILES['redis.yaml'] }, 'config.yaml');
  });

  it('not in manifests of something else', () => {
    expectExactly(`kind: Deployment
apiVersion: apps/v1
metadata: { name: web }
spec:
  replicas: 2
  template:
    spec:
      containers:
        - image: oliver006/redis_exporter
          args: [--redis.addr, redis]
          resources: { limits: { memory: 1Gi } }
`);
  });

  it('on a compose service', () => {
    expectExactly(
      `services:
  cache:
    ⟦image⟧: ⟦redis:7.2⟧
    ⟦mem_limit⟧: ⟦1g⟧
    ports: ["6379:6379"]
  web:
    image: nginx
    mem_limit: 1g
`,
      {},
      'compose.yaml',
    );
  });
});

describe('in a custom resource', () => {
  it('on the fields that the operator reads, and on nothing else', () => {
    expectExactly(`apiVersion: redis.redis.opstreelabs.in/v1beta2
kind: RedisReplication
metadata: { name: orders }
spec:
  ⟦clusterSize⟧: ⟦3⟧
  kubernetesConfig:
    ⟦image⟧: ⟦quay.io/opstree/redis:v7.0.15⟧
    imagePullPolicy: IfNotPresent
    resources:
      requests: { cpu: 100m, ⟦memory⟧: ⟦1Gi⟧ }
      limits: { cpu: 100m, ⟦memory⟧: ⟦2Gi⟧ }
  redisConfig:
    ⟦maxMemoryPercentOfLimit⟧: ⟦60⟧
    ⟦additionalRedisConfig⟧: ⟦orders-redis⟧
    ⟦dynamicConfig⟧: [⟦maxclients 100⟧]
  ⟦storage⟧:
    volumeClaimTemplate: { spec: { resources: { requests: { storage: 1Gi } } } }
  podSecurityContext:
    fsGroup: 1000
    ⟦sysctls⟧: [{ ⟦name⟧: ⟦net.core.somaxconn⟧, ⟦value⟧: ⟦"1024"⟧ }]
  redisExporter: { image: quay.io/opstree/redis-exporter:v1, enabled: true }
`);
    expectExactly(`apiVersion: databases.spotahome.com/v1
kind: RedisFailover
metadata: { name: orders }
spec:
  sentinel: { replicas: 3, resources: { limits: { memory: 64Mi } } }
  ⟦redis⟧:
    ⟦image⟧: ⟦redis:7.2⟧
    ⟦replicas⟧: ⟦2⟧
    resources: { limits: { ⟦memory⟧: ⟦1Gi⟧ } }
    ⟦customConfig⟧:
      - ⟦maxmemory 512mb⟧
      - ⟦save ""⟧
    ⟦storage⟧:
      ⟦emptyDir⟧: { ⟦medium⟧: ⟦Memory⟧ }
`);
  });

  it('on the block of the part that a field speaks of', () => {
    const text = `apiVersion: redis.redis.opstreelabs.in/v1beta2
kind: RedisCluster
metadata: { name: orders }
spec:
  clusterSize: 3
  persistenceEnabled: true
  kubernetesConfig: { image: "quay.io/opstree/redis:v7.0.15" }
  redisLeader: { resources: { limits: { memory: 2Gi } } }
  redisFollower: { resources: { limits: { memory: 1Gi } } }
`;
    const shown = (word: string) => hover({ 'redis.yaml': text }, 'redis.yaml', word).match(/^\*\*.*\*\*$/gm);
    expect(shown('redisLeader')).toEqual(['**RedisCluster/orders › leader**']);
    expect(shown('1Gi')?.[0]).toBe('**RedisCluster/orders › follower**');
    expect(shown('persistenceEnabled')?.filter((line) => line.includes('RedisCluster'))).toHaveLength(2);
  });
});

describe('in a kustomization', () => {
  const BASE = {
    'base/kustomization.yaml': 'resources: [redis.yaml]\n',
    'base/redis.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: cache }
spec:
  ⟦replicas⟧: ⟦1⟧
  template:
    spec:
      containers:
        - name: redis
          ⟦image⟧: ⟦redis:7.2⟧
          ⟦args⟧: [⟦--maxmemory⟧, ⟦100mb⟧]
          resources: { limits: { ⟦memory⟧: ⟦200Mi⟧ } }
          volumeMounts: [{ name: data, mountPath: /data }]
      volumes: [{ name: data, ⟦emptyDir⟧: {} }]
`,
  };

  it('on the workload of the base and on what the patch says about it', () => {
    const patch = `apiVersion: apps/v1
kind: Deployment
metadata: { name: cache }
spec:
  template:
    spec:
      containers:
        - name: redis
          ⟦args⟧: [⟦--maxmemory, 300mb⟧]
          resources: { limits: { cpu: 100m, ⟦memory⟧: ⟦400Mi⟧ } }
`;
    const files = {
      ...BASE,
      'prod/kustomization.yaml': 'resources: [../base]\npatches: [{ path: patch.yaml }]\n',
    };
    const bare = Object.fromEntries(
      Object.entries({ ...files, 'prod/patch.yaml': patch }).map(([name, text]) => [
        name,
        readMarks(text).text,
      ]),
    );
    expectExactly(BASE['base/redis.yaml'], bare, 'base/redis.yaml');
    expectExactly(patch, bare, 'prod/patch.yaml');
    expect(hover(bare, 'prod/patch.yaml', '400Mi')).toContain(
      '| memory limit | 400 MiB | prod/patch.yaml:10 |',
    );
  });
});

describe('the server as it is understood', () => {
  const table = hover(FILES, 'redis.yaml', 'image:');

  it('says each fact with where it comes from', () => {
    expect(table.split('\n').slice(0, 12)).toEqual([
      '**StatefulSet/orders › redis**',
      '',
      '| | | from |',
      '|:--|:--|:--|',
      '| version | Redis 7.2.4 | as the tag "7.2.4" says |',
      '| role | primary | server default (no replicaof) |',
      '| snapshots | after 900 s with 1 change | ConfigMap config.yaml:12 |',
      '| AOF | on | command-line option redis.yaml:26 |',
      '| maxmemory | 3 GiB, noeviction | ConfigMap config.yaml:10 |',
      '| memory limit | 4 GiB | redis.yaml:36 |',
      '| forks | for its save points | config.yaml:12 |',
      '| forks | for AOF rewrites: when the file has grown by 100 %, from 64 MiB on | redis.yaml:26 |',
    ]);
  });

  it('works the verdict out', () => {
    expect(table).toMatch(/\| copied pages \|[^|]*\| 3\.2 GiB \|/);
    expect(table).toContain('manifest: may not fit');
  });

  it('is the same wherever one looks', () => {
    for (const word of ['replicas:', '1Gi', '4Gi', 'sizeLimit'])
      expect(hover(FILES, 'redis.yaml', word)).toBe(table);
    expect(hover(FILES, 'config.yaml', 'redis.conf')).toBe(table);
  });

  it('says what it does not know, and why', () => {
    const secret = WORKLOAD.replace('configMap: { name: orders-redis }', 'secret: { secretName: orders }');
    const text = hover({ 'redis.yaml': readMarks(secret).text }, 'redis.yaml', 'image:');
    expect(text).toContain('| maxmemory | unknown: not in this workspace | redis.yaml:23 |');
    expect(text).toContain('| not read | unknown: not in this workspace | redis.yaml:23 |');
    expect(text).toContain('**Memory budget**: unknown');
  });

  it('says that a limit is not stated', () => {
    const text = 'services:\n  cache:\n    image: redis:7.2\n';
    const shown = hover({ 'compose.yaml': text }, 'compose.yaml', 'image:');
    expect(shown).toContain('| memory limit | not stated |  |');
    expect(shown).toContain('| forks | for the save points compiled into the server |  |');
  });

  it('shows two of the servers that read one ConfigMap, and counts the others', () => {
    const workloads = ['a', 'b', 'c'].map((name) => [
      `${name}.yaml`,
      FILES['redis.yaml'].replace('name: orders\n', `name: ${name}\n`),
    ]);
    const files = { ...Object.fromEntries(workloads), 'config.yaml': FILES['config.yaml'] };
    const text = hover(files, 'config.yaml', 'redis.conf');
    expect(text.match(/\*\*StatefulSet\/\w+/g)).toEqual(['**StatefulSet/a', '**StatefulSet/b']);
    expect(text).toMatch(/It also belongs to 1 more server\.$/);
    expect(hover(files, 'config.yaml', 'maxmemory')).toMatch(
      /\*Read by StatefulSet\/a › redis, StatefulSet\/b › redis and 1 more\*$/,
    );
  });

  it('shows a configuration that no workload reads, without a verdict', () => {
    const text = hover({ 'config.yaml': FILES['config.yaml'] }, 'config.yaml', 'redis.conf');
    expect(text).toContain('**ConfigMap/orders-redis › redis.conf**');
    expect(text).toMatch(/No workload in this workspace reads it, so memory limits are not checked\.$/);
  });

  it('writes names as they are', () => {
    const files = { 'redis.yaml': 'services:\n  my_*cache*:\n    image: redis:7.2\n' };
    expect(hover(files, 'redis.yaml', 'image:')).toContain('**service my\\_\\*cache\\***');
  });
});

describe('directives', () => {
  it('in a block are explained as in a redis.conf, with the server that reads them', () => {
    const text = hover(FILES, 'config.yaml', 'maxmemory');
    expect(text).toMatch(/^\*\*maxmemory\*\* = `3gb` = 3,221,225,472 bytes = 3 GiB/);
    expect(text).toContain('manifest: may not fit');
    expect(text).toMatch(/\*Read by StatefulSet\/orders › redis\*$/);
  });

  it('never show a password', () => {
    expect(hover(FILES, 'config.yaml', 'requirepass')).toContain('**requirepass**');
    expect(hover(FILES, 'config.yaml', 'requirepass')).not.toContain('tulip');
  });

  it('in a file with Windows line endings too', () => {
    const files = Object.fromEntries(
      Object.entries(FILES).map(([name, text]) => [name, text.replaceAll('\n', '\r\n')]),
    );
    expect(hovered(files, 'config.yaml').map((text) => text.trim())).toEqual([
      'redis.conf',
      'maxmemory 3gb',
      'save 900 1',
      'requirepass tulip',
    ]);
  });

  it('that one variable brings are explained together', () => {
    const text = `services:
  cache:
    image: valkey/valkey:8.0
    environment:
      VALKEY_EXTRA_FLAGS: --maxmemory 1gb --save 60 1
`;
    const shown = hover({ 'compose.yaml': text }, 'compose.yaml', '1gb');
    expect(shown).toContain('**maxmemory** = `1gb`');
    expect(shown).toContain('**save** = after 60 s with 1 change');
  });

  it('that an image brings by itself stand nowhere', () => {
    const text = 'services:\n  cache:\n    image: bitnami/redis:7.2\n';
    expect(hover({ 'compose.yaml': text }, 'compose.yaml', 'bitnami')).toMatch(/^\*\*service cache\*\*/);
  });
});

describe('annotations', () => {
  it('show what follows from them, in a block and beside the workload', () => {
    const note = '# forkguard: dataset=2gb';
    const beside = { ...FILES, 'redis.yaml': FILES['redis.yaml'].replace('spec:\n', `${note}\nspec:\n`) };
    expect(hover(beside, 'redis.yaml', note)).toMatch(
      /^\*\*Memory budget of one fork\*\*[\s\S]*2 GiB of data/,
    );
    const inside = { ...FILES, 'config.yaml': FILES['config.yaml'].replace('# a comment', note) };
    expect(hover(inside, 'config.yaml', note)).toMatch(
      /^\*\*Memory budget of one fork\*\*[\s\S]*2 GiB of data/,
    );
  });
});

describe('servers beside each other', () => {
  const container = (name: string, save: string) =>
    `    - { name: ${name}, image: redis:7.2, args: [--maxmemory, 1gb, --save, "${save}"], resources: { limits: { memory: 4Gi } } }\n`;
  const pod = (...containers: string[]) =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: both }\nspec:\n  containers:\n${containers.join('')}`;

  it('are added where they may fork at once', () => {
    const text = hover(
      { 'pod.yaml': pod(container('a', '900 1'), container('b', '60 1')) },
      'pod.yaml',
      '4Gi',
    );
    expect(text).toContain('Memory budget of one fork');
    expect(text).toContain(
      '**Pod/both** runs 2 servers. Both fork, and may do so at once: 4.28 GiB at worst together; 3.21 GiB one at a time.',
    );
  });

  it('are not where only one of them forks', () => {
    const text = hover({ 'pod.yaml': pod(container('a', '900 1'), container('b', '')) }, 'pod.yaml', '4Gi');
    expect(text).not.toContain('runs 2 servers');
  });
});
