/** What known charts make of values: order of effect, presets, roles, values that nothing reads. */

import { describe, expect, it } from 'vitest';
import { lintFiles } from '../../support/lint-text';
import { readMarks } from '../../support/marked-text';
import { serversIn } from '../../support/servers';

const chart = (name: string, repository: string, version: string): string =>
  `apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n  - name: ${name}\n    repository: ${repository}\n    version: ${version}\n`;

const BITNAMI = chart('redis', 'https://charts.bitnami.com/bitnami', '23.1.1');
const CLUSTER = chart('redis-cluster', 'https://charts.bitnami.com/bitnami', '13.0.5');
const HA = chart('redis-ha', 'https://dandydeveloper.github.io/charts', '4.39.0');

const servers = (chartYaml: string, values: string) =>
  serversIn({ 'Chart.yaml': chartYaml, 'values.yaml': values });

/** Findings of one rule with the text that they stand at. */
function found(chartYaml: string, marked: string, rule: string) {
  const { text, spans } = readMarks(marked);
  const { findings } = lintFiles({ 'Chart.yaml': chartYaml, 'values.yaml': text });
  const mine = findings.filter((one) => one.rule === rule);
  expect(mine.map(({ place }) => place.span)).toEqual(spans);
  return mine.map(({ message }) => message);
}

describe('bitnami/redis', () => {
  it('commonConfiguration replaces the default, whose save "" is gone', () => {
    const values = 'redis:\n  architecture: standalone\n  commonConfiguration: |-\n    appendonly yes\n';
    expect(servers(BITNAMI, values)).toMatchObject([{ save: '3600 1 300 100 60 10000', aof: 'yes' }]);
    const marked = values.replace('commonConfiguration', '⟦commonConfiguration⟧');
    expect(found(BITNAMI, marked, 'implicit-save-points')[0]).toContain(
      'the save points compiled into Redis 8.2.1 are in force',
    );
  });

  it('a block that stands twice: Helm takes the last', () => {
    const values =
      'redis:\n  architecture: standalone\n  master:\n    resources:\n      limits:\n        memory: 1Gi\n  master:\n    resources:\n      limits:\n        memory: 2Gi\n';
    expect(servers(BITNAMI, values)).toMatchObject([{ limit: '2Gi' }]);
  });

  it('no replicas: no server', () => {
    const none = 'redis:\n  replica:\n    replicaCount: 0\n';
    expect(servers(BITNAMI, none).map(({ server }) => server)).toEqual(['master']);
    const scaled = `${none}    autoscaling:\n      enabled: true\n`;
    expect(servers(BITNAMI, scaled).map(({ server }) => server)).toEqual(['master', 'replica']);
  });

  it('save points of the primary come after the save "" of all, and are added', () => {
    const values = 'redis:\n  master:\n    configuration: |\n      save 900 1\n      save 300 10\n';
    expect(servers(BITNAMI, values)).toMatchObject([
      { server: 'master', save: '900 1 300 10' },
      { server: 'replica', save: '' },
    ]);
  });

  it('an option that saves stands after two includes and takes the place of what they said', () => {
    const values =
      'redis:\n  architecture: standalone\n  master:\n    configuration: |\n      save 900 1\n    extraFlags:\n      - --save 60 1\n';
    expect(servers(BITNAMI, values)).toMatchObject([{ save: '60 1' }]);
  });

  it('with Sentinel one set of pods, and the text for all wins over that of replicas', () => {
    const values =
      'redis:\n  sentinel:\n    enabled: true\n  replica:\n    configuration: |\n      maxmemory 1gb\n  commonConfiguration: |\n    maxmemory 2gb\n    save ""\n  master:\n    resourcesPreset: large\n';
    expect(servers(BITNAMI, values)).toMatchObject([
      { server: 'node', role: 'any', maxmemory: '2147483648', save: '', replicas: 2, limit: '192Mi' },
    ]);
    const marked = values.replace('resourcesPreset', '⟦resourcesPreset⟧');
    expect(found(BITNAMI, marked, 'ignored-setting')).toEqual([
      'With sentinel.enabled the chart renders every pod from replica.*, and reads nothing of master here.',
    ]);
  });

  it('requests alone switch the preset off', () => {
    const values =
      'redis:\n  architecture: standalone\n  master:\n    resources:\n      requests:\n        memory: 1Gi\n';
    expect(servers(BITNAMI, values)).toMatchObject([{ limit: 'none' }]);
    const marked = values.replace('resources', '⟦resources⟧');
    expect(found(BITNAMI, marked, 'ignored-setting')).toEqual([
      'resources has no memory limit, and as soon as anything stands there the chart does not apply resourcesPreset nano: the container has no memory limit at all.',
    ]);
    expect(found(BITNAMI, marked, 'missing-memory-limit')).toHaveLength(1);
  });

  it('a preset by name; no resources is no resources', () => {
    const values =
      'redis:\n  architecture: standalone\n  master:\n    resourcesPreset: medium\n    resources: {}\n';
    expect(servers(BITNAMI, values)).toMatchObject([{ limit: '1536Mi' }]);
  });

  it('a replica on the default limit under a primary with a bound', () => {
    const values =
      'redis:\n  master:\n    configuration: |-\n      maxmemory 512mb\n    resources: { limits: { memory: 2Gi } }\n  ⟦replica⟧:\n    replicaCount: 1\n';
    const [message] = found(BITNAMI, values, 'replica-below-primary');
    expect(message).toMatch(
      /^This replica may use 192 MiB \(a default of bitnami\/redis 23\.1\.1\), and its primary redis › master can hold 512 MiB/,
    );
  });

  it('the limit of the preset below the bound', () => {
    const values = 'redis:\n  architecture: standalone\n  ⟦master⟧:\n    configuration: maxmemory 1gb\n';
    expect(found(BITNAMI, values, 'limit-below-2x')[0]).toMatch(
      /^The limit of 192 MiB \(a default of bitnami\/redis 23\.1\.1\) is reached by maxmemory of 1 GiB alone\./,
    );
  });

  it('a ConfigMap of somebody else: nothing is called missing', () => {
    const values = 'redis:\n  architecture: standalone\n  existingConfigmap: my-redis\n';
    expect(lintFiles({ 'Chart.yaml': BITNAMI, 'values.yaml': values }).findings).toEqual([]);
  });

  it('a text with template tags in it: what they fill is unknown', () => {
    const values =
      'redis:\n  architecture: standalone\n  commonConfiguration: |-\n    save ""\n    maxmemory {{ .Values.global.bound }}\n';
    expect(servers(BITNAMI, values)).toMatchObject([{ maxmemory: 'unknown', save: '' }]);
  });

  it('variables that the mounted configuration makes useless', () => {
    const values =
      'redis:\n  architecture: standalone\n  master:\n    extraEnvVars:\n      - name: REDIS_AOF_ENABLED\n        value: ⟦"no"⟧\n      - name: REDIS_EXTRA_FLAGS\n        value: ⟦--maxmemory 100mb⟧\n';
    expect(found(BITNAMI, values, 'ignored-setting')).toEqual([
      expect.stringContaining('does not read REDIS_AOF_ENABLED'),
      expect.stringContaining('does not read REDIS_EXTRA_FLAGS'),
    ]);
    expect(servers(BITNAMI, readMarks(values).text)).toMatchObject([{ aof: 'yes', maxmemory: '0' }]);
  });

  it.each([
    ['sysctlImage:\n    enabled: true', 'No template of this chart reads sysctlImage since 14.0.0'],
    ['slave:\n    resources: {}', 'replicas are configured at replica'],
    [
      'resources:\n    limits:\n      memory: 1Gi',
      'the limits of the servers stand at master.resources and replica.resources',
    ],
  ])('%s is read by nothing', (block, message) => {
    const key = block.slice(0, block.indexOf(':'));
    const values = `redis:\n  architecture: standalone\n  ⟦${key}⟧${block.slice(key.length)}\n`;
    expect(found(BITNAMI, values, 'ignored-setting')[0]).toContain(message);
  });

  it('data in memory', () => {
    const values =
      'redis:\n  architecture: standalone\n  master:\n    persistence:\n      enabled: false\n      medium: ⟦Memory⟧\n';
    expect(found(BITNAMI, values, 'memory-backed-data')).toHaveLength(1);
  });

  it('a quantity in the units of Redis', () => {
    const values =
      'redis:\n  architecture: standalone\n  master:\n    resources:\n      limits:\n        memory: ⟦2gb⟧\n';
    expect(found(BITNAMI, values, 'suspicious-quantity')).toEqual([
      'The memory limit "2gb" is not a Kubernetes quantity, and the API refuses the object.',
    ]);
  });

  it('what a template chooses: only the servers that run in every case', () => {
    const values = 'redis:\n  architecture: "{{ .Values.mode }}"\n';
    expect(servers(BITNAMI, values).map(({ server }) => server)).toEqual(['master']);
    expect(servers(BITNAMI, 'redis:\n  sentinel:\n    enabled: "{{ .Values.ha }}"\n')).toMatchObject([
      { server: 'node' },
    ]);
  });

  it('CRLF', () => {
    const values =
      'redis:\n  architecture: standalone\n  commonConfiguration: |-\n    save ""\n    ⟦maxmemory 0⟧\n'
        .replaceAll('\n', '\r\n')
        .replace('⟦maxmemory 0⟧', 'maxmemory ⟦0⟧');
    expect(found(BITNAMI, values, 'missing-maxmemory')).toHaveLength(1);
  });
});

describe('bitnami/redis-cluster', () => {
  it('appends redis.configmap to what it brings, or to what replaces that', () => {
    const values = (redis: string) =>
      `redis-cluster:\n  redis:\n${redis}    configmap: |\n      maxmemory 1gb\n      save ""\n`;
    const files = (redis: string) => ({ 'Chart.yaml': CLUSTER, 'values.yaml': values(redis) });
    expect(serversIn(files(''))).toMatchObject([{ save: '', aof: 'yes', maxmemory: '1073741824' }]);
    const instead = '    defaultConfigOverride: |\n      save 1 1\n      maxmemory 64mb\n';
    expect(serversIn(files(instead))).toMatchObject([{ save: '', maxmemory: '1073741824' }]);
  });

  it('saves and keeps an AOF by itself', () => {
    const values = '⟦redis-cluster⟧:\n  persistence:\n    size: 1Gi\n';
    expect(found(CLUSTER, values, 'save-on-primary')[0]).toMatch(
      /^Save points on an instance that may be promoted \(a default of bitnami\/redis-cluster 13\.0\.5\): after 900 s/,
    );
  });

  it('a variable turns the save points off', () => {
    const values =
      'redis-cluster:\n  redis:\n    useAOFPersistence: "no"\n    extraEnvVars:\n      - name: REDIS_RDB_POLICY_DISABLED\n        value: "yes"\n';
    expect(servers(CLUSTER, values)).toMatchObject([{ save: '', aof: 'no' }]);
  });

  it("a configuration of one's own takes the place of the whole", () => {
    const values =
      'redis-cluster:\n  redis:\n    defaultConfigOverride: |\n      save ""\n      maxmemory 64mb\n';
    expect(servers(CLUSTER, values)).toMatchObject([{ save: '', maxmemory: '67108864', role: 'any' }]);
  });
});

describe('redis-ha', () => {
  it('keys that are not written keep what the chart says', () => {
    const values = 'redis-ha:\n  redis:\n    config:\n      maxmemory: 1gb\n';
    expect(servers(HA, values)).toMatchObject([{ save: '900 1', maxmemory: '1073741824', replicas: 2 }]);
  });

  it('lists give a directive several times, quotes inside quotes turn it off', () => {
    const list = 'redis-ha:\n  redis:\n    config:\n      save: ["900 1", "60 1000"]\n';
    expect(servers(HA, list)).toMatchObject([{ save: '900 1 60 1000' }]);
    expect(servers(HA, 'redis-ha:\n  redis:\n    config:\n      save: \'""\'\n')).toMatchObject([
      { save: '' },
    ]);
    expect(servers(HA, 'redis-ha:\n  redis:\n    config:\n      save: ""\n')).toMatchObject([{ save: '' }]);
  });

  it('Kubernetes units refuse to start, at the value itself', () => {
    expect(
      found(HA, 'redis-ha:\n  redis:\n    config:\n      maxmemory: "⟦512Mi⟧"\n', 'suspicious-quantity'),
    ).toHaveLength(1);
  });

  it('customConfig takes the place of config', () => {
    const values =
      'redis-ha:\n  redis:\n    ⟦config⟧:\n      save: \'""\'\n    customConfig: |\n      maxmemory 1gb\n';
    expect(servers(HA, readMarks(values).text)).toMatchObject([
      { save: '3600 1 300 100 60 10000', maxmemory: '1073741824' },
    ]);
    expect(found(HA, values, 'ignored-setting')).toEqual([
      'redis.customConfig is set, and the chart then reads nothing of redis.config.',
    ]);
  });

  it('a value that is taken away', () => {
    expect(servers(HA, 'redis-ha:\n  redis:\n    config:\n      save: null\n')).toMatchObject([
      { save: '3600 1 300 100 60 10000' },
    ]);
  });
});

describe('other charts', () => {
  it('cloudpirates/redis without a volume does not save', () => {
    const yaml = chart('redis', 'oci://registry-1.docker.io/cloudpirates', '0.34.18');
    expect(servers(yaml, 'redis:\n  persistence:\n    enabled: false\n')).toMatchObject([{ save: '' }]);
    expect(servers(yaml, 'redis:\n  architecture: cluster\n')).toMatchObject([{ role: 'any', aof: 'yes' }]);
  });

  it('cloudpirates/valkey: a value for each directive', () => {
    const yaml = chart('valkey', 'oci://registry-1.docker.io/cloudpirates', '0.25.5');
    const values =
      'valkey:\n  config:\n    save: ""\n    maxMemory: 256mb\n    extraConfig:\n      - appendonly yes\n';
    expect(servers(yaml, values)).toMatchObject([{ save: '', maxmemory: '268435456', aof: 'yes' }]);
  });

  it('the operator chart takes a share of the limit', () => {
    const yaml = chart('redis', 'https://ot-container-kit.github.io/helm-charts', '0.16.9');
    const values =
      'redis:\n  redisStandalone:\n    maxMemoryPercentOfLimit: 80\n    resources:\n      limits:\n        memory: 1000Mi\n';
    expect(servers(yaml, values)).toMatchObject([{ maxmemory: '838860800', limit: '1000Mi' }]);
    const { findings } = lintFiles({ 'Chart.yaml': yaml, 'values.yaml': values });
    const low = findings.find(({ rule }) => rule === 'limit-below-2x');
    expect(low?.message).toContain('maxMemoryPercentOfLimit sets maxmemory to 80 % of the limit, so raising');
    expect(low?.fixes.map(({ title }) => title).filter((title) => title.startsWith('Raise'))).toEqual([]);
  });

  it('KeyDB: arguments as a list of mappings', () => {
    const yaml = chart('keydb', 'https://enapter.github.io/charts', '0.48.0');
    const values =
      'keydb:\n  appendonly: "yes"\n  configExtraArgs:\n    - maxmemory: 1gb\n    - save: ["900 1"]\n';
    expect(servers(yaml, values)).toMatchObject([{ maxmemory: '1073741824', aof: 'yes' }]);
  });
});

describe('stable/redis', () => {
  it('the command that the chart brings anyway changes nothing, nor is what the chart writes found fault with', () => {
    const old = chart('redis', 'https://charts.helm.sh/stable', '10.5.7');
    const values =
      'redis:\n  master:\n    command: /run.sh\n    configmap: |\n      maxmemory 1gb\n  slave:\n    command: /run.sh\n';
    expect(servers(old, values)).toMatchObject([
      { server: 'master', maxmemory: '1073741824' },
      { server: 'slave', maxmemory: '0' },
    ]);
    const { findings } = lintFiles({ 'Chart.yaml': old, 'values.yaml': values });
    expect(findings.map(({ rule }) => rule)).not.toContain('deprecated-directive');
    expect(servers(old, values.replaceAll('/run.sh', '/my.sh'))).toMatchObject([
      { maxmemory: 'conflicting' },
      { maxmemory: 'unknown' },
    ]);
  });
});
