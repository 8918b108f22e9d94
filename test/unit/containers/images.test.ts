/** What images bring with them: configuration, version, variables that they read, the folder in which they start. */

import { describe, expect, it } from 'vitest';
import { formatVersion } from '../../../server/src/core/model/version';
import { printedSetting } from '../../../server/src/core/server/printed-settings';
import { lintFiles } from '../../support/lint-text';

type Files = Readonly<Record<string, string>>;

/** What is believed and found of the one server of a service with these lines. */
function service(lines: readonly string[], files: Files = {}) {
  const text = ['services:', '  cache:', ...lines.map((line) => `    ${line}`), ''].join('\n');
  const { instances, findings } = lintFiles({ ...files, 'compose.yaml': text });
  const found = instances.find(({ name }) => name === 'service cache');
  if (!found) throw new Error('no server found');
  const { directives, version, role } = found;
  const value = (fact: { readonly kind: string; readonly value?: unknown }) =>
    'value' in fact ? fact.value : fact.kind;
  return {
    save: value(printedSetting(found, 'save')),
    appendonly: value(directives.bool('appendonly')),
    maxmemory: value(directives.memory('maxmemory')),
    role: value(role),
    version: formatVersion(version.chosen),
    ignored: findings.filter(({ rule }) => rule === 'ignored-setting').map(({ message }) => message),
  };
}

const MB = 1024 ** 2;
const COMPILED = '3600 1 300 100 60 10000';
const CONF: Files = { 'redis.conf': 'maxmemory 100mb\n' };

describe('bitnami', () => {
  it.each([
    ['bitnami/redis:7.4', ''],
    ['bitnami/valkey:8.0', ''],
    ['bitnamilegacy/redis:latest', ''],
    ['bitnami/redis-cluster:7.2', COMPILED],
    ['bitnami/valkey-cluster:8.0', COMPILED],
  ])('%s writes an AOF; its save points are "%s"', (image, save) => {
    expect(service([`image: ${image}`])).toMatchObject({ save, appendonly: true });
  });

  it('nodes of a cluster may have any role', () => {
    expect(service(['image: bitnami/redis-cluster:7.2']).role).toBe('any');
    expect(service(['image: bitnami/redis:7.2']).role).toBe('primary');
  });

  it('a policy adds save points', () => {
    const lines = ['image: bitnami/redis:7.4', 'environment: { REDIS_RDB_POLICY: "900#1 60#1000" }'];
    expect(service(lines).save).toBe('900 1 60 1000');
  });

  it('a command of its own goes past all that', () => {
    const lines = [
      'image: bitnami/redis:7.4',
      'command: redis-server --maxmemory 1gb',
      'environment: { REDIS_EXTRA_FLAGS: --maxmemory 2gb }',
    ];
    expect(service(lines)).toMatchObject({ save: COMPILED, appendonly: false, maxmemory: 1024 * MB });
  });

  it('its start script does not', () => {
    const lines = ['image: bitnami/redis:7.4', 'command: /opt/bitnami/scripts/redis/run.sh --maxmemory 1gb'];
    expect(service(lines)).toMatchObject({ save: '', appendonly: true, maxmemory: 1024 * MB });
  });

  it('a file over the one that it changes loses to the variables', () => {
    const lines = ['image: bitnami/redis:7.4', 'volumes: ["./redis.conf:/opt/bitnami/redis/etc/redis.conf"]'];
    expect(service(lines, { 'redis.conf': 'maxmemory 100mb\nsave 60 1\nappendonly no\n' })).toEqual({
      ...service(['image: bitnami/redis:7.4']),
      save: '60 1',
      maxmemory: 100 * MB,
    });
  });

  it('the file of overrides has the last word, wherever it is', () => {
    const lines = [
      'image: bitnami/redis:7.4',
      'environment: { REDIS_OVERRIDES_FILE: /etc/mine.conf }',
      'volumes: ["./redis.conf:/etc/mine.conf"]',
    ];
    expect(service(lines, { 'redis.conf': 'save 60 1\nappendonly no\n' })).toMatchObject({
      save: '60 1',
      appendonly: false,
      ignored: [],
    });
  });

  it('a file elsewhere should be mounted where the image looks', () => {
    const lines = ['image: bitnami/redis:7.4', 'volumes: ["./redis.conf:/etc/redis.conf"]'];
    expect(service(lines, CONF).ignored).toEqual([
      expect.stringMatching(/Mount it at \/opt\/bitnami\/redis\/mounted-etc\/redis\.conf\.$/),
    ]);
  });
});

describe('redis-stack', () => {
  it('has the version of its server, and its defaults', () => {
    expect(service(['image: redis/redis-stack-server:6.2.6-v9'])).toMatchObject({
      version: 'Redis 6.2',
      save: COMPILED,
      maxmemory: 0,
    });
  });

  it('reads the options of a variable', () => {
    const lines = [
      'image: redis/redis-stack:7.4.0-v0',
      'environment: ["REDIS_ARGS=--maxmemory 1gb --save 60 1"]',
    ];
    expect(service(lines)).toMatchObject({ save: '60 1', maxmemory: 1024 * MB });
  });

  it('looks for its file in one place', () => {
    const lines = ['image: redis/redis-stack:7.4.0-v0', 'volumes: ["./redis.conf:/etc/redis.conf"]'];
    expect(service(lines, CONF).ignored[0]).toMatch(/Mount it at \/redis-stack\.conf\.$/);
  });
});

describe('images of Red Hat and CentOS', () => {
  it.each([
    ['registry.redhat.io/rhel8/redis-6:1', '/etc/redis.conf', '/etc/redis/redis.conf'],
    ['quay.io/sclorg/redis-6-c8s', '/etc/redis.conf', '/etc/redis/redis.conf'],
    ['openshift/redis:6-el8', '/etc/redis.conf', '/etc/redis/redis.conf'],
    ['registry.redhat.io/rhel9/redis-7', '/etc/redis/redis.conf', '/etc/redis.conf'],
    ['quay.io/sclorg/redis-6-c9s', '/etc/redis/redis.conf', '/etc/redis.conf'],
    ['quay.io/fedora/redis-7', '/etc/redis/redis.conf', '/etc/redis.conf'],
    ['rhel9/valkey-8', '/etc/valkey/valkey.conf', '/etc/valkey.conf'],
  ])('%s reads %s alone', (image, path, other) => {
    const mounted = (target: string) =>
      service([`image: ${image}`, `volumes: ["./redis.conf:${target}"]`], CONF);
    expect(mounted(path)).toMatchObject({ maxmemory: 100 * MB, save: COMPILED, ignored: [] });
    expect(mounted(other).maxmemory).toBe('unknown');
  });

  it('their command may be written out, with options', () => {
    const lines = [
      'image: quay.io/sclorg/redis-6-c9s',
      'command: [container-entrypoint, run-redis, --maxmemory, 1gb]',
      'volumes: ["./redis.conf:/etc/redis/redis.conf"]',
    ];
    expect(service(lines, CONF)).toMatchObject({ maxmemory: 1024 * MB, save: COMPILED });
  });

  it('a name without the system says nothing of the file', () => {
    const lines = ['image: example/redis-6', 'volumes: ["./redis.conf:/etc/redis.conf"]'];
    expect(service(lines, CONF)).toMatchObject({ maxmemory: 'unknown', ignored: [] });
  });

  it('have the version in their name', () => {
    expect(service(['image: quay.io/sclorg/redis-6-c9s:latest']).version).toBe('Redis 6.2');
    expect(service(['image: centos/redis-32-centos7']).version).toBe('Redis 3.2');
    expect(service(['image: rhel9/valkey-8']).version).toMatch(/^Valkey 8/);
  });
});

describe('KeyDB', () => {
  it.each([
    ['eqalpha/keydb:x86_64_v5.3.3', 'Redis 5.0'],
    ['eqalpha/keydb:alpine_x86_64_v6.0.16', 'Redis 6.0'],
    ['eqalpha/keydb:v6.3.4', 'Redis 6.2'],
    ['eqalpha/keydb', 'Redis 6.2'],
  ])('%s reads its file as %s does', (image, version) => {
    const lines = [`image: ${image}`, 'volumes: ["./keydb.conf:/etc/keydb/keydb.conf"]'];
    expect(service(lines, { 'keydb.conf': 'maxmemory 100mb\nserver-threads 4\n' })).toMatchObject({
      version,
      maxmemory: 100 * MB,
      ignored: [],
    });
  });

  it('brings a file of its own', () => {
    expect(service(['image: eqalpha/keydb:v6.3.4'])).toMatchObject({ save: 'unknown', maxmemory: 'unknown' });
  });

  it('6.3.0 to 6.3.2 save without a fork', () => {
    const text = 'services:\n  cache:\n    image: eqalpha/keydb:alpine_x86_64_v6.3.1\n    mem_limit: 1g\n';
    expect(lintFiles({ 'compose.yaml': text })).toMatchObject({ instances: [], findings: [] });
  });
});

describe('images of Harbor', () => {
  it.each(['goharbor/redis-photon:v2.10.0', 'goharbor/valkey-photon:v2.15.0'])('%s', (image) => {
    expect(service([`image: ${image}`])).toMatchObject({ save: 'unknown', maxmemory: 'unknown' });
    const lines = [`image: ${image}`, 'volumes: ["./redis.conf:/etc/redis.conf"]'];
    const read = service(lines, CONF);
    expect(read).toMatchObject({ maxmemory: 100 * MB, ignored: [] });
    expect(read.version).not.toMatch(/ 2\.1\d/);
  });
});

describe('the Valkey bundle', () => {
  it('is the server of its tag with modules', () => {
    const lines = ['image: valkey/valkey-bundle:8.1', 'command: valkey-server /etc/v.conf'];
    const conf = { 'v.conf': 'maxmemory 100mb\nsearch.reader-threads 8\n' };
    const { findings } = lintFiles({
      ...conf,
      'compose.yaml': `services:\n  cache:\n    ${lines.join('\n    ')}\n    volumes: ["./v.conf:/etc/v.conf"]\n`,
    });
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(service(lines)).toMatchObject({ version: 'Valkey 8.1' });
  });

  it('adds the flags of a variable', () => {
    const lines = ['image: valkey/valkey-bundle:8.1', 'environment: { VALKEY_EXTRA_FLAGS: --maxmemory 1gb }'];
    expect(service(lines).maxmemory).toBe(1024 * MB);
  });
});

describe('whose image it is', () => {
  it.each([
    'redis:7.2',
    'arm64v8/redis:7.2',
    'docker.io/redis:7.2',
    'mirror.example.com:5000/infra/redis:7.2',
  ])('%s brings no configuration', (image) => {
    const read = service([`image: ${image}`, 'environment: { REDIS_MAXMEMORY: 1gb }']);
    expect(read).toMatchObject({ save: COMPILED });
    expect(read.ignored).toHaveLength(1);
  });

  it.each(['wodby/redis:7', 'docker.io/someone/redis:7', 'someone/valkey:8'])(
    '%s is built by somebody else, who may have written one',
    (image) => {
      const read = service([`image: ${image}`, 'environment: { REDIS_MAXMEMORY: 1gb }']);
      expect(read).toMatchObject({ save: 'unknown', maxmemory: 'unknown', ignored: [] });
    },
  );
});

describe('a relative path', () => {
  const files = { 'redis.conf': 'maxmemory 100mb\nsave ""\n' };

  it.each([
    ['in the folder of the image', '/data/redis.conf', 'command: redis-server redis.conf'],
    ['in it, with a dot', '/data/redis.conf', 'command: redis-server ./redis.conf'],
    [
      'in that of the service',
      '/etc/redis/redis.conf',
      'command: redis-server redis.conf',
      'working_dir: /etc/redis',
    ],
    [
      'where a script went',
      '/etc/redis/redis.conf',
      'command: sh -c "cd /etc/redis && redis-server redis.conf"',
    ],
  ])('%s', (_, target, ...lines) => {
    const read = service(['image: redis:7.2', `volumes: ["./redis.conf:${target}"]`, ...lines], files);
    expect(read).toMatchObject({ save: '', maxmemory: 100 * MB, ignored: [] });
  });

  it('in a folder that nobody knows may be the one that is mounted', () => {
    const lines = [
      'build: .',
      'command: redis-server redis.conf',
      'volumes: ["./redis.conf:/app/redis.conf"]',
    ];
    expect(service(lines, files)).toMatchObject({ save: 'unknown', ignored: [] });
  });

  it('in a pod, too', () => {
    const pod = [
      'apiVersion: v1',
      'kind: Pod',
      'metadata: { name: cache }',
      'spec:',
      '  volumes: [{ name: conf, configMap: { name: conf } }]',
      '  containers:',
      '    - name: redis',
      '      image: redis:7.2',
      '      workingDir: /conf',
      '      args: [redis-server, redis.conf]',
      '      volumeMounts: [{ name: conf, mountPath: /conf }]',
      '---',
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata: { name: conf }',
      'data:',
      '  redis.conf: |',
      '    maxmemory 100mb',
      '',
    ].join('\n');
    const { instances, findings } = lintFiles({ 'pod.yaml': pod });
    const maxmemory = instances.map(({ directives }) => directives.memory('maxmemory'));
    expect(maxmemory).toEqual([expect.objectContaining({ kind: 'known', value: 100 * MB })]);
    expect(findings.filter(({ rule }) => rule === 'ignored-setting')).toEqual([]);
  });
});
