import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { NO_CONFIGURATION } from '../../../server/src/core/configuration';
import { applyEdits } from '../../../server/src/core/edits';
import { Linter } from '../../../server/src/core/lint';
import type { RedisInstance } from '../../../server/src/core/server/instance';
import { shownFact, shownLimit, shownSetting } from '../../support/instances';
import { FOLDER, lintFiles, projectOf } from '../../support/lint-text';
import { readMarks } from '../../support/marked-text';

type Files = Readonly<Record<string, string>>;

const lintOne = (text: string, others: Files = {}) => lintFiles({ 'cr.yaml': text, ...others });

function onlyInstance(text: string, others: Files = {}): RedisInstance {
  const { instances } = lintOne(text, others);
  const [instance] = instances;
  if (!instance || instances.length > 1) throw new Error(`${instances.length} instances`);
  return instance;
}

/** What is understood of a server, as far as a test names it. */
const understood = (instance: RedisInstance) => ({
  version: instance.version.reason,
  role: shownFact(instance.role),
  followers: shownFact(instance.budgetInput.replicas),
  limit: shownLimit(instance),
  save: shownSetting(instance, 'save'),
  appendonly: shownSetting(instance, 'appendonly'),
  maxmemory: shownSetting(instance, 'maxmemory'),
});

/** Findings of one rule: what they mark and what they say. */
function found(rule: string, marked: string, others: Files = {}) {
  const { text, spans } = readMarks(marked);
  const findings = lintOne(text, others).findings.filter((finding) => finding.rule === rule);
  expect(findings.map(({ place }) => place.span)).toEqual(spans);
  return findings;
}

const messageOf = (rule: string, marked: string, others: Files = {}): string | undefined =>
  found(rule, marked, others)[0]?.message;

/** The text after a fix; it is YAML, and the rule is silent about it. */
function fixed(rule: string, title: RegExp, text: string, others: Files = {}, file = 'cr.yaml'): string {
  const fixes = lintOne(text, others)
    .findings.filter((finding) => finding.rule === rule)
    .flatMap((finding) => finding.fixes)
    .filter((fix) => title.test(fix.title));
  expect(fixes.map((fix) => fix.title)).toHaveLength(1);
  const edits = fixes[0]?.edits ?? [];
  expect(edits.map((edit) => edit.file)).toEqual(edits.map(() => `${FOLDER}/${file}`));
  const before = { 'cr.yaml': text, ...others };
  const after = applyEdits(before[file as keyof typeof before] ?? '', edits);
  expect(parseDocument(after.split('\n---\n')[0] ?? '').errors).toEqual([]);
  const files = { ...before, [file]: after };
  expect(lintFiles(files).findings.filter((finding) => finding.rule === rule)).toEqual([]);
  return after;
}

const titlesOf = (rule: string, text: string, others: Files = {}): string[] =>
  lintOne(text, others)
    .findings.filter((finding) => finding.rule === rule)
    .flatMap((finding) => finding.fixes.filter(({ safety }) => safety !== 'allow').map(({ title }) => title));

const rulesOf = (text: string, others: Files = {}): string[] => [
  ...new Set(lintOne(text, others).findings.map(({ rule }) => rule)),
];

/** A resource of any operator: `spec` is indented by two blanks. */
const resource = (apiVersion: string, kind: string, spec: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: orders\nspec:\n${spec
    .split('\n')
    .map((line) => (line === '' ? line : `  ${line}`))
    .join('\n')}`;

const configMap = (name: string, key: string, text: string, kind = 'ConfigMap'): string =>
  `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n${kind === 'Secret' ? 'stringData' : 'data'}:\n  ${key}: |\n${text
    .split('\n')
    .map((line) => (line === '' ? line : `    ${line}`))
    .join('\n')}`;

describe('OT-CONTAINER-KIT redis-operator', () => {
  const api = 'redis.redis.opstreelabs.in/v1beta2';
  const image = 'kubernetesConfig:\n  image: quay.io/opstree/redis:v7.0.15\n';
  const limited = `${image}  resources:\n    limits:\n      memory: 4Gi\n`;
  const operator = 'OT-CONTAINER-KIT redis-operator';

  it('runs a Redis with the compiled save points and without AOF', () => {
    expect(understood(onlyInstance(resource(api, 'Redis', limited)))).toEqual({
      version: 'Redis 7.0.15, as the image "quay.io/opstree/redis:v7.0.15" says',
      role: `primary (operator default: ${operator})`,
      followers: `0 (operator default: ${operator})`,
      limit: '4 GiB (manifest)',
      save: '"3600 1 300 100 60 10000" (server default: Redis 7.0.15)',
      appendonly: '"no" (server default: Redis 7.0.15)',
      maxmemory: '0 bytes (server default: Redis 7.0.15)',
    });
  });

  it('turns on save points and AOF where there is storage', () => {
    const text = resource(api, 'Redis', `${limited}storage:\n  volumeClaimTemplate: {}\n`);
    const { save, appendonly } = understood(onlyInstance(text));
    expect(save).toBe(`"900 1 300 10 60 10000" (operator default: ${operator})`);
    expect(appendonly).toBe(`"yes" (operator default: ${operator})`);
    expect(messageOf('save-on-primary', text.replace('storage', '⟦storage⟧'))).toContain(
      `Save points on a primary (a default of ${operator}): after 900 s with 1 change (and 2 more save points)`,
    );
  });

  it('needs persistenceEnabled beside storage in a RedisCluster', () => {
    const without = resource(api, 'RedisCluster', `clusterSize: 3\n${limited}storage: {}\n`);
    const [leader] = lintOne(without).instances;
    expect(leader && shownSetting(leader, 'appendonly')).toBe('"no" (server default: Redis 7.0.15)');
    const [with_] = lintOne(without.replace('spec:', 'spec:\n  persistenceEnabled: true')).instances;
    expect(with_ && shownSetting(with_, 'appendonly')).toBe(`"yes" (operator default: ${operator})`);
  });

  it('understands an older API version', () => {
    const older = api.replace('v1beta2', 'v1beta1');
    expect(lintOne(resource(older, 'RedisReplication', `clusterSize: 3\n${limited}`)).instances).toHaveLength(
      1,
    );
    expect(lintOne(resource('redis.redis.opstreelabs.in/v9', 'Redis', limited)).instances).toEqual([]);
  });

  it('gives a RedisReplication one replica less than its size', () => {
    const { role, followers } = understood(
      onlyInstance(resource(api, 'RedisReplication', `clusterSize: 3\n${limited}`)),
    );
    expect([role, followers]).toEqual([`any (operator default: ${operator})`, '2 (operator field)']);
  });

  it('takes maxmemory as a percentage of the limit', () => {
    const spec = `clusterSize: 2\n${limited}redisConfig:\n  maxMemoryPercentOfLimit: ⟦75⟧\n`;
    const marked = resource(api, 'RedisReplication', spec);
    const { text } = readMarks(marked);
    expect(understood(onlyInstance(text)).maxmemory).toBe(
      '3 GiB (operator field: 75 % of the limit of 4 GiB)',
    );
    const [finding] = found('limit-below-2x', marked);
    expect(finding?.message).toContain(
      `The limit of 4 GiB is 1.33× maxmemory of 3 GiB. ${operator} sets maxmemory to 75 % of the limit, so raising the limit raises both. `,
    );
    expect(finding?.related.map(({ message }) => message)).toEqual(['The memory limit is 4 GiB']);
    expect(titlesOf('limit-below-2x', text)).toEqual([
      'Set maxMemoryPercentOfLimit: 43 (the worst case then fits 4 GiB; data beyond it is evicted or refused)',
    ]);
    expect(fixed('limit-below-2x', /^Set/, text)).toBe(text.replace('75', '43'));
  });

  it('sets a missing maxmemory as a percentage', () => {
    const text = resource(api, 'Redis', limited);
    expect(fixed('missing-maxmemory', /^Set/, text)).toBe(
      `${text}  redisConfig:\n    maxMemoryPercentOfLimit: 43\n`,
    );
  });

  it('leaves maxmemory unset without a limit to take a share of', () => {
    const text = resource(api, 'Redis', `${image}redisConfig:\n  maxMemoryPercentOfLimit: ⟦75⟧\n`);
    expect(messageOf('ignored-setting', text)).toBe(
      'There is no memory limit to take a share of: the operator leaves maxmemory unset.',
    );
    expect(rulesOf(readMarks(text).text)).toContain('missing-maxmemory');
  });

  it('includes redis-additional.conf of the ConfigMap behind its own lines', () => {
    const cr = resource(
      api,
      'Redis',
      `${limited}storage: {}\nredisConfig:\n  additionalRedisConfig: orders-conf\n`,
    );
    const others = { 'conf.yaml': configMap('orders-conf', 'redis-additional.conf', 'maxmemory 3gb\n') };
    const { save, maxmemory } = understood(onlyInstance(cr, others));
    expect(save).toBe(`"900 1 300 10 60 10000" (operator default: ${operator})`);
    expect(maxmemory).toBe('3 GiB (ConfigMap)');
    const [finding] = lintOne(cr, others).findings.filter(({ rule }) => rule === 'limit-below-2x');
    expect(finding?.place.file).toBe(`${FOLDER}/cr.yaml`);
    expect(finding?.related.map(({ place }) => place.file)).toEqual([`${FOLDER}/conf.yaml`]);
    expect(fixed('limit-below-2x', /^Lower/, cr, others, 'conf.yaml')).toBe(
      others['conf.yaml'].replace('3gb', '1792mb'),
    );
    expect(fixed('limit-below-2x', /^Raise/, cr, others)).toBe(cr.replace('4Gi', '6656Mi'));
    expect(fixed('save-on-primary', /^Turn off/, cr, others, 'conf.yaml')).toBe(
      others['conf.yaml'].replace('3gb\n', '3gb\n    save ""\n'),
    );
  });

  it('says when the ConfigMap has no such key, and nothing when nobody has seen it', () => {
    const marked = resource(api, 'Redis', `${limited}redisConfig:\n  additionalRedisConfig: ⟦orders-conf⟧\n`);
    const others = { 'conf.yaml': configMap('orders-conf', 'redis.conf', 'maxmemory 3gb\nsave ""\n') };
    expect(messageOf('ignored-setting', marked, others)).toBe(
      `${operator} reads the key redis-additional.conf of this ConfigMap, and there is none: nothing of it reaches the server.`,
    );
    expect(rulesOf(readMarks(marked).text)).toEqual([]);
  });

  it('reads percent and dynamicConfig of a RedisCluster at spec.redisConfig only', () => {
    const leader = 'redisLeader:\n  redisConfig:\n    ⟦maxMemoryPercentOfLimit⟧: 40\n';
    const text = resource(api, 'RedisCluster', `clusterSize: 3\n${limited}${leader}`);
    expect(messageOf('ignored-setting', text)).toBe(
      `${operator} does not read maxMemoryPercentOfLimit here, only in spec.redisConfig.`,
    );
  });

  it('has leaders and followers with resources of their own, else of kubernetesConfig', () => {
    const spec = `clusterSize: 3\n${limited}redisConfig:\n  maxMemoryPercentOfLimit: 40\nredisFollower:\n  resources:\n    limits:\n      memory: 1Gi\n`;
    const text = resource(api, 'RedisCluster', spec);
    expect(lintOne(text).instances.map((one) => [one.name, shownLimit(one)])).toEqual([
      ['RedisCluster/orders › leader', '4 GiB (manifest)'],
      ['RedisCluster/orders › follower', '1 GiB (manifest)'],
    ]);
    expect(messageOf('replica-below-primary', text.replace('1Gi', '⟦1Gi⟧'))).toContain(
      'its primary RedisCluster/orders › leader can hold 1.6 GiB of data',
    );
    const alike = lintOne(
      resource(
        api,
        'RedisCluster',
        `clusterSize: 3\n${limited}redisConfig:\n  maxMemoryPercentOfLimit: 80\n`,
      ),
    );
    expect(alike.findings.filter(({ rule }) => rule === 'limit-below-2x')).toHaveLength(1);
  });

  it('applies dynamicConfig last, with CONFIG SET, which does not understand an empty text', () => {
    const spec = (items: string) =>
      resource(api, 'Redis', `${limited}redisConfig:\n  dynamicConfig:\n${items}`);
    const set = onlyInstance(spec('    - maxmemory 1gb\n    - "save 900 1 300 10"\n'));
    expect(shownSetting(set, 'maxmemory')).toBe('1 GiB (operator field)');
    expect(shownSetting(set, 'save')).toBe('"900 1 300 10" (operator field)');
    expect(shownSetting(onlyInstance(spec('    - save ""\n')), 'save')).toBe('unknown');
    expect(titlesOf('save-on-primary', spec('    - save 900 1\n'))).toEqual([]);
  });
});

describe('spotahome redis-operator', () => {
  const api = 'databases.spotahome.com/v1';
  const operator = 'spotahome redis-operator';
  const failover = (redis: string): string =>
    resource(
      api,
      'RedisFailover',
      `sentinel:\n  replicas: 3\nredis:\n${redis
        .split('\n')
        .map((line) => (line === '' ? line : `  ${line}`))
        .join('\n')}`,
    );
  const limited = 'resources:\n  limits:\n    memory: 4Gi\n';

  it('runs Redis 6.2.6 on three pods that save', () => {
    expect(understood(onlyInstance(failover('storage:\n  emptyDir: {}\n')))).toEqual({
      version: `Redis 6.2.6, the image that ${operator} takes by default`,
      role: `any (operator default: ${operator})`,
      followers: `2 (operator default: ${operator})`,
      limit: 'unknown',
      save: `"900 1 300 10" (operator default: ${operator})`,
      appendonly: '"no" (server default: Redis 6.2.6)',
      maxmemory: '0 bytes (server default: Redis 6.2.6)',
    });
  });

  it('shows the save points of the operator where another one would be written', () => {
    expect(messageOf('save-on-primary', failover('⟦customConfig⟧:\n  - maxmemory 1gb\n'))).toMatch(
      `Save points on an instance that may be promoted (a default of ${operator})`,
    );
    expect(messageOf('save-on-primary', failover('replicas: 3\n').replace('redis:', '⟦redis⟧:'))).toContain(
      operator,
    );
  });

  it.each([
    ['plain items', '- maxmemory 1gb\n  - maxmemory-policy allkeys-lru\n'],
    ['quoted items', '- "maxmemory 1gb"\n'],
    ['no list at all', undefined],
  ])('turns snapshots off among %s', (_, items) => {
    const config = items === undefined ? '' : `customConfig:\n  ${items}`;
    const text = failover(`replicas: 3\n${config}`);
    const after = fixed('save-on-primary', /^Turn off RDB snapshots here with save ""/, text);
    expect(after).toBe(
      items === undefined ? `${text}    customConfig:\n      - 'save ""'\n` : `${text}      - 'save ""'\n`,
    );
    expect(shownSetting(onlyInstance(after), 'save')).toBe('"" (operator field)');
  });

  it('replaces all save points by those of an item, which is how CONFIG SET works', () => {
    const text = failover('customConfig:\n  - ⟦save 3600 1⟧ 300 100\n');
    const plain = readMarks(text).text;
    expect(shownSetting(onlyInstance(plain), 'save')).toBe('"3600 1 300 100" (operator field)');
    expect(messageOf('save-on-primary', text)).toContain(
      'after 3600 s with 1 change (and 1 more save point)',
    );
    expect(fixed('save-on-primary', /^Turn off/, plain)).toBe(
      plain.replace('save 3600 1 300 100', `'save ""'`),
    );
  });

  it('lowers maxmemory in its item and raises the limit at its quantity', () => {
    const text = failover(`replicas: 1\n${limited}customConfig:\n  - maxmemory 3gb\n`);
    expect(messageOf('limit-below-2x', text.replace('4Gi', '⟦4Gi⟧'))).toContain('1.33× maxmemory of 3 GiB');
    expect(fixed('limit-below-2x', /^Lower/, text)).toBe(text.replace('3gb', '1792mb'));
    expect(fixed('limit-below-2x', /^Raise/, text)).toBe(text.replace('4Gi', '6656Mi'));
  });

  it('keeps flow style', () => {
    const text = failover(
      'replicas: 1\nresources: {limits: {memory: 4Gi}}\ncustomConfig: [maxmemory-policy allkeys-lru]\n',
    );
    expect(fixed('missing-maxmemory', /^Set/, text)).toBe(
      text.replace('allkeys-lru]', 'allkeys-lru, maxmemory 1792mb]'),
    );
  });

  it('says what CONFIG SET does with a value that the server refuses', () => {
    expect(messageOf('invalid-value', failover('customConfig:\n  - appendonly ⟦true⟧\n'))).toBe(
      'Redis 6.2.6 refuses this CONFIG SET, and the setting stays as it was: the value must be yes or no, not "true".',
    );
    expect(messageOf('unknown-directive', failover('customConfig:\n  - ⟦maxmemmory⟧ 1gb\n'))).toBe(
      'Redis 6.2.6 does not know "maxmemmory" and refuses this CONFIG SET. Did you mean maxmemory?',
    );
  });

  it('concludes nothing from a command of the user, but reads options behind its own', () => {
    const own = failover(`${limited}command: [redis-server, /redis/redis.conf, --maxmemory, 1gb]\n`);
    expect(shownSetting(onlyInstance(own), 'maxmemory')).toBe('1 GiB (command-line option)');
    expect(rulesOf(failover(`${limited}command: [sh, /start.sh]\n`))).not.toContain('missing-maxmemory');
  });

  it('sees data in memory and sysctls of the host', () => {
    expect(
      messageOf('memory-backed-data', failover('storage:\n  emptyDir:\n    medium: ⟦Memory⟧\n')),
    ).toBeDefined();
    const sysctl = 'securityContext:\n  sysctls:\n    - name: ⟦vm.overcommit_memory⟧\n      value: "1"\n';
    expect(messageOf('host-sysctl-in-pod', failover(sysctl))).toBeDefined();
  });

  it('calls nothing missing in a patch', () => {
    expect(
      rulesOf(resource(api, 'RedisFailover', 'redis:\n  resources:\n    limits:\n      memory: 1Gi\n')),
    ).toEqual([]);
  });
});

describe('alauda redis-operator', () => {
  const api = 'middleware.alauda.io/v1';
  const operator = 'alauda redis-operator';
  const redis = (config: string, arch = 'standalone'): string =>
    resource(
      api,
      'Redis',
      `arch: ${arch}\nversion: "7.2"\nresources:\n  limits:\n    memory: 4Gi\n${config}`,
    );

  it('computes maxmemory and writes save points of its own', () => {
    expect(understood(onlyInstance(redis('')))).toEqual({
      version: 'Redis 7.2, as the version "7.2" says',
      role: 'primary (operator field)',
      followers: `0 (operator default: ${operator})`,
      limit: '4 GiB (manifest)',
      save: `"60 10000 300 100 600 1" (operator default: ${operator})`,
      appendonly: '"no" (server default: Redis 7.2)',
      maxmemory: '2.8 GiB (operator default: 70 % of the limit of 4 GiB)',
    });
  });

  it('takes 80 % with noeviction, and nothing where maxmemory is written', () => {
    const noeviction = onlyInstance(redis('customConfig:\n  maxmemory-policy: noeviction\n'));
    expect(shownSetting(noeviction, 'maxmemory')).toBe(
      '3.2 GiB (operator default: 80 % of the limit of 4 GiB)',
    );
    const written = onlyInstance(redis('customConfig:\n  maxmemory: 1gb\n'));
    expect(shownSetting(written, 'maxmemory')).toBe('1 GiB (operator field)');
  });

  it('says that it is the operator, where it can be overridden', () => {
    const marked = redis('⟦customConfig⟧:\n  maxmemory-policy: allkeys-lru\n');
    const { text } = readMarks(marked);
    expect(messageOf('limit-below-2x', marked)).toContain(
      `${operator} sets maxmemory to 70 % of the limit, so raising the limit raises both.`,
    );
    expect(fixed('limit-below-2x', /^Set maxmemory: 1792mb/, text)).toBe(`${text}    maxmemory: 1792mb\n`);
    const without = redis('');
    expect(fixed('limit-below-2x', /^Set maxmemory: 1792mb/, without)).toBe(
      `${without}  customConfig:\n    maxmemory: 1792mb\n`,
    );
  });

  it('writes its save points over an empty text, unless AOF or diskless replication is on', () => {
    const empty = redis('customConfig:\n  save: ""\n');
    const { save } = understood(onlyInstance(empty));
    expect(save).toBe(`"60 10000 300 100 600 1" (operator default: ${operator})`);
    expect(messageOf('save-on-primary', empty.replace('save:', '⟦save⟧:'))).toContain(operator);
    for (const needed of ['appendonly', 'repl-diskless-sync']) {
      const off = onlyInstance(redis(`customConfig:\n  save: ""\n  ${needed}: "yes"\n`));
      expect(shownSetting(off, 'save')).toBe('"" (operator field)');
    }
    expect(fixed('save-on-primary', /save: "" and repl-diskless-sync: "yes"/, empty)).toBe(
      `${empty}    repl-diskless-sync: "yes"\n`,
    );
    const written = redis('customConfig:\n  save: "900 1"\n');
    expect(fixed('save-on-primary', /^Turn off/, written)).toBe(
      written.replace('"900 1"', '""\n    repl-diskless-sync: "yes"'),
    );
  });

  it('knows the replicas of sentinel and cluster', () => {
    const replicas =
      'replicas:\n  sentinel:\n    master: 1\n    slave: 2\n  cluster:\n    shard: 3\n    slave: 1\n';
    expect(shownFact(onlyInstance(redis(replicas, 'sentinel')).budgetInput.replicas)).toBe(
      '2 (operator field)',
    );
    const cluster = onlyInstance(redis(replicas, 'cluster'));
    expect(shownFact(cluster.budgetInput.replicas)).toBe('1 (operator field)');
    expect(shownSetting(cluster, 'cluster-enabled')).toContain('"yes"');
  });

  it('judges the entries of its mapping at their places', () => {
    expect(messageOf('suspicious-quantity', redis('customConfig:\n  maxmemory: ⟦2Gi⟧\n'))).toContain('"2Gi"');
    expect(messageOf('unknown-directive', redis('customConfig:\n  ⟦maxmemmory⟧: 2gb\n'))).toContain(
      'maxmemmory',
    );
    const fixedQuantity = fixed('suspicious-quantity', /^Change/, redis('customConfig: {maxmemory: 2Gi}\n'));
    expect(fixedQuantity).toContain('customConfig: {maxmemory: 2gb}');
  });
});

describe('ucloud redis-cluster-operator', () => {
  const cluster = (spec: string): string =>
    resource(
      'redis.kun/v1alpha1',
      'DistributedRedisCluster',
      `image: redis:6.2.14\nmasterSize: 3\nclusterReplicas: 1\n${spec}`,
    );

  it('is served by two operators: what is not written is not known', () => {
    expect(understood(onlyInstance(cluster('')))).toEqual({
      version: 'Redis 6.2.14, as the image "redis:6.2.14" says',
      role: 'any (server default: a node of a cluster)',
      followers: '1 (operator field)',
      limit: 'unknown',
      save: 'unknown',
      appendonly: 'unknown',
      maxmemory: 'unknown',
    });
    expect(rulesOf(cluster(''))).toEqual([]);
  });

  it('reads config, where an empty text needs its quotes', () => {
    const text = cluster(
      'config:\n  maxmemory: 1gb\n  save: "900 1"\nresources: {limits: {memory: 2000Mi}}\n',
    );
    expect(shownSetting(onlyInstance(text), 'maxmemory')).toBe('1 GiB (operator field)');
    expect(messageOf('limit-below-2x', text.replace('2000Mi', '⟦2000Mi⟧'))).toContain('1.95×');
    expect(fixed('save-on-primary', /^Turn off/, text)).toContain(`save: "\\"\\""`);
  });
});

describe('KubeDB', () => {
  const redis = (api: string, spec: string): string => resource(api, 'Redis', `version: 7.2.3\n${spec}`);

  it.each(['kubedb.com/v1', 'kubedb.com/v1alpha2'])('%s: a limit of 1024Mi where nothing is said', (api) => {
    const instance = onlyInstance(redis(api, ''));
    expect(understood(instance)).toMatchObject({
      version: 'Redis 7.2.3, as the version "7.2.3" says',
      role: 'primary (operator default: KubeDB)',
      limit: '1 GiB (operator default: KubeDB)',
      maxmemory: 'unknown',
      save: 'unknown',
    });
    expect(rulesOf(redis(api, ''))).toEqual([]);
  });

  it('reads resources where each version of the API has them', () => {
    const block = 'resources: {limits: {memory: 3Gi}}';
    const v1 = redis(
      'kubedb.com/v1',
      `podTemplate:\n  spec:\n    containers:\n      - name: redis\n        ${block}\n`,
    );
    expect(shownLimit(onlyInstance(v1))).toBe('3 GiB (manifest)');
    const older = redis('kubedb.com/v1alpha2', `podTemplate:\n  spec:\n    ${block}\n`);
    expect(shownLimit(onlyInstance(older))).toBe('3 GiB (manifest)');
    const requests = redis(
      'kubedb.com/v1alpha2',
      'podTemplate:\n  spec:\n    resources: {requests: {memory: 3Gi}}\n',
    );
    expect(shownLimit(onlyInstance(requests))).toBe('unknown');
  });

  it('reads redis.conf of the Secret, and raises the limit where the operator looks for it', () => {
    const text = redis('kubedb.com/v1', 'configSecret:\n  name: orders-conf\n');
    const others = {
      'conf.yaml': configMap('orders-conf', 'redis.conf', 'maxmemory 768mb\nsave 900 1\n', 'Secret'),
    };
    expect(shownSetting(onlyInstance(text, others), 'maxmemory')).toBe('768 MiB (Secret)');
    expect(messageOf('limit-below-2x', text.replace('orders\n', '⟦orders⟧\n'), others)).toContain(
      'The limit of 1 GiB (a default of KubeDB) is 1.33× maxmemory of 768 MiB. ',
    );
    expect(fixed('limit-below-2x', /^Raise/, text, others)).toBe(
      `${text}  podTemplate:\n    spec:\n      containers:\n        - name: redis\n          resources:\n            limits:\n              memory: 1664Mi\n`,
    );
    expect(fixed('limit-below-2x', /^Lower/, text, others, 'conf.yaml')).toContain('maxmemory 448mb');
    expect(fixed('save-on-primary', /^Turn off/, text, others, 'conf.yaml')).toContain('save ""');
  });

  it('reads inline configuration and the modes', () => {
    const text = redis(
      'kubedb.com/v1',
      'mode: Cluster\ncluster:\n  shards: 3\n  replicas: 2\nconfiguration:\n  inline:\n    redis.conf: |\n      maxmemory 768mb\n      appendonly ⟦sometimes⟧\n',
    );
    const instance = onlyInstance(readMarks(text).text);
    expect(shownSetting(instance, 'maxmemory')).toBe('768 MiB (operator field)');
    expect(shownFact(instance.budgetInput.replicas)).toBe('1 (operator field)');
    expect(messageOf('invalid-value', text)).toContain('"sometimes"');
    const sentinel = onlyInstance(redis('kubedb.com/v1', 'mode: Sentinel\nreplicas: 3\n'));
    expect([shownFact(sentinel.role), shownFact(sentinel.budgetInput.replicas)]).toEqual([
      'any (operator field)',
      '2 (operator field)',
    ]);
    expect(onlyInstance(resource('kubedb.com/v1', 'Redis', 'version: valkey-8.1.1\n')).version.name).toBe(
      'Valkey 8.1.1',
    );
  });
});

describe('KubeBlocks', () => {
  const component =
    'name: redis\n    serviceVersion: 7.2.4\n    replicas: 2\n    resources: {limits: {memory: 4Gi}}\n';
  const cluster = (spec: string, version = 'v1'): string =>
    resource(`apps.kubeblocks.io/${version}`, 'Cluster', spec);

  it('computes maxmemory, with AOF and the compiled save points', () => {
    const text = cluster(
      `clusterDef: redis\ncomponentSpecs:\n  - ${component}  - name: redis-sentinel\n    replicas: 3\n`,
    );
    expect(onlyInstance(text).name).toBe('Cluster/orders › redis');
    expect(understood(onlyInstance(text))).toEqual({
      version: 'Redis 7.2.4, as the version "7.2.4" says',
      role: 'any (operator default: KubeBlocks)',
      followers: '1 (operator field)',
      limit: '4 GiB (manifest)',
      save: '"3600 1 300 100 60 10000" (server default: Redis 7.2.4)',
      appendonly: '"yes" (operator default: KubeBlocks)',
      maxmemory: '3.2 GiB (operator default: 80 % of the limit of 4 GiB)',
    });
    expect(messageOf('limit-below-2x', text.replace('4Gi', '⟦4Gi⟧'))).toContain(
      'The limit of 4 GiB is 1.25× maxmemory of 3.2 GiB. KubeBlocks sets maxmemory to 80 % of the limit, so raising the limit raises both.',
    );
    expect(titlesOf('limit-below-2x', text)).toEqual([]);
  });

  it.each([
    [
      'an older version of the API',
      cluster(`clusterDefinitionRef: redis\ncomponentSpecs:\n  - ${component}`, 'v1alpha1'),
      1,
    ],
    [
      'a component that names its definition',
      cluster(`componentSpecs:\n  - componentDef: valkey-8\n    ${component}`),
      1,
    ],
    [
      'shards',
      cluster(
        `clusterDef: redis\nshardings:\n  - name: shard\n    shards: 3\n    template:\n      name: redis\n      replicas: 2\n      serviceVersion: 7.2.4\n`,
      ),
      1,
    ],
    [
      'another database',
      cluster(
        'clusterDef: mysql\ncomponentSpecs:\n  - name: mysql\n    replicas: 2\n  - name: redis-exporter\n    replicas: 1\n',
      ),
      0,
    ],
    [
      'proxies and sentinels',
      cluster(
        'clusterDef: redis\ncomponentSpecs:\n  - name: redis-sentinel\n    replicas: 3\n  - componentDef: redis-twemproxy-0.5\n    name: redis-twemproxy\n    replicas: 3\n',
      ),
      0,
    ],
  ])('%s', (_, text, count) => {
    expect(lintOne(text).instances).toHaveLength(count);
  });

  it('concludes nothing where configs or an operation have a say', () => {
    const configs = cluster(
      `clusterDef: redis\ncomponentSpecs:\n  - ${component}    configs:\n      - name: redis-replication-config\n`,
    );
    expect(rulesOf(configs)).not.toContain('implicit-save-points');
    const text = cluster(`clusterDef: redis\ncomponentSpecs:\n  - ${component}`);
    const ops = `apiVersion: operations.kubeblocks.io/v1alpha1\nkind: OpsRequest\nmetadata:\n  name: redis-maxmemory\nspec:\n  clusterName: orders\n  type: Reconfiguring\n  reconfigures:\n    - componentName: redis\n      parameters:\n        - key: maxmemory\n          value: 1gb\n`;
    expect(rulesOf(text, { 'ops.yaml': ops })).toEqual([]);
  });
});

describe('hyperspike valkey-operator', () => {
  const valkey = (spec: string): string => resource('hyperspike.io/v1', 'Valkey', spec);

  it('saves, appends and offers no field to change that', () => {
    const text = valkey('nodes: 3\nreplicas: 1\nresources:\n  limits:\n    memory: 2Gi\n');
    expect(understood(onlyInstance(text))).toMatchObject({
      role: 'any (server default: a node of a cluster)',
      followers: '1 (operator field)',
      limit: '2 GiB (manifest)',
      save: '"900 1 300 10 60 10000" (operator default: hyperspike valkey-operator)',
      appendonly: '"yes" (operator default: hyperspike valkey-operator)',
    });
    expect(onlyInstance(text).version.chosen.product).toBe('valkey');
    for (const rule of ['save-on-primary', 'missing-maxmemory', 'rdb-and-aof-together']) {
      expect(rulesOf(text)).toContain(rule);
      expect(titlesOf(rule, text)).toEqual([]);
    }
  });

  it('can have a limit', () => {
    const text = valkey('nodes: 3\n');
    expect(fixed('missing-memory-limit', /^Set/, text)).toBe(
      `${text}  resources:\n    limits:\n      memory: 1Gi\n`,
    );
  });
});

describe('SAP valkey-operator', () => {
  const api = 'cache.cs.sap.com/v1alpha1';

  it('appends, does not save, and has the nano preset for a limit', () => {
    expect(understood(onlyInstance(resource(api, 'Valkey', 'replicas: 3\n')))).toMatchObject({
      role: 'primary (operator default: SAP valkey-operator)',
      followers: '2 (operator field)',
      limit: '192 MiB (operator default: SAP valkey-operator)',
      save: '"" (operator default: SAP valkey-operator)',
      appendonly: '"yes" (operator default: SAP valkey-operator)',
    });
    const sentinel = onlyInstance(resource(api, 'Valkey', 'sentinel:\n  enabled: true\n'));
    expect(shownFact(sentinel.role)).toBe('any (operator field)');
  });

  it('has no limit at all with requests alone', () => {
    const text = resource(api, 'Valkey', 'resources:\n  requests:\n    memory: 1Gi\n');
    expect(rulesOf(text)).toContain('missing-memory-limit');
  });

  it('reads extraFlags and writes into it', () => {
    const text = resource(
      api,
      'Valkey',
      'resources: {limits: {memory: 4Gi}}\nextraFlags:\n  - --maxmemory-policy allkeys-lru\n',
    );
    expect(fixed('missing-maxmemory', /^Set --maxmemory/, text)).toBe(`${text}    - "--maxmemory 1792mb"\n`);
    const set = text.replace('--maxmemory-policy allkeys-lru', '--maxmemory 3gb');
    expect(shownSetting(onlyInstance(set), 'maxmemory')).toBe('3 GiB (command-line option)');
    expect(fixed('limit-below-2x', /^Lower/, set)).toBe(
      set.replace('--maxmemory 3gb', '"--maxmemory 1792mb"'),
    );
  });
});

describe('valkey-io valkey-operator', () => {
  const api = 'valkey.io/v1alpha1';
  const cluster = (spec: string): string => resource(api, 'ValkeyCluster', `shards: 3\nreplicas: 1\n${spec}`);
  const limited = 'resources:\n  limits:\n    memory: 4Gi\n';

  it('leaves everything to the server', () => {
    expect(understood(onlyInstance(cluster(limited)))).toMatchObject({
      followers: '1 (operator field)',
      limit: '4 GiB (manifest)',
      save: '"3600 1 300 100 60 10000" (server default: Valkey 9.1.2)',
      appendonly: '"no" (server default: Valkey 9.1.2)',
      maxmemory: '0 bytes (server default: Valkey 9.1.2)',
    });
    expect(lintOne(resource(api, 'ValkeyNode', limited)).instances).toHaveLength(1);
  });

  it('turns snapshots off with an empty text, in the quotes that YAML needs', () => {
    const text = cluster(`config:\n  maxmemory: 1gb\n${limited}`);
    const after = fixed('implicit-save-points', /^Turn snapshots off with save: ""/, text);
    expect(after).toBe(text.replace('1gb\n', '1gb\n    save: ""\n'));
    expect(shownSetting(onlyInstance(after), 'save')).toBe('"" (operator field)');
    expect(fixed('implicit-save-points', /^Write/, text)).toContain('save: "3600 1 300 100 60 10000"');
  });

  it('keeps carriage returns', () => {
    const text = cluster(`config:\n  maxmemory: 1gb\n${limited}`).replaceAll('\n', '\r\n');
    expect(fixed('implicit-save-points', /^Turn/, text)).toBe(
      text.replace('1gb\r\n', '1gb\r\n    save: ""\r\n'),
    );
  });

  it('lets a patch of the container have the last word on its limit', () => {
    const patch = 'containers:\n  - name: server\n    resources:\n      limits:\n        memory: 1Gi\n';
    expect(shownLimit(onlyInstance(cluster(`${limited}${patch}`)))).toBe('1 GiB (manifest)');
    const command = 'containers:\n  - name: server\n    args: [--maxmemory, 1gb]\n';
    expect(rulesOf(cluster(`${limited}${command}`))).toEqual([]);
  });

  it('takes the default of a LimitRange', () => {
    const range =
      'apiVersion: v1\nkind: LimitRange\nmetadata:\n  name: defaults\nspec:\n  limits:\n    - type: Container\n      default:\n        memory: 1Gi\n';
    expect(shownLimit(onlyInstance(cluster(''), { 'range.yaml': range }))).toBe('1 GiB (manifest)');
  });

  it('concludes nothing from a value that two documents of a template give', () => {
    const text = cluster(`config:\n  maxmemory: 1gb\n  maxmemory: 2gb\n${limited}`);
    expect(rulesOf(text)).not.toContain('missing-maxmemory');
  });
});

describe('silence', () => {
  it.each([
    [
      'Redis Enterprise',
      'app.redislabs.com/v1',
      'RedisEnterpriseCluster',
      'nodes: 3\nredisEnterpriseNodeResources:\n  limits:\n    memory: 4Gi\n',
    ],
    [
      'a database of it',
      'app.redislabs.com/v1alpha1',
      'RedisEnterpriseDatabase',
      'memorySize: 100MB\npersistence: snapshotEvery1Hour\n',
    ],
    [
      'one in several regions',
      'app.redislabs.com/v1alpha1',
      'RedisEnterpriseActiveActiveDatabase',
      'globalConfigurations:\n  memorySize: 100MB\n',
    ],
    [
      'Dragonfly',
      'dragonflydb.io/v1alpha1',
      'Dragonfly',
      'replicas: 2\nargs: [--maxmemory=1gb]\nresources:\n  limits:\n    memory: 1Gi\n',
    ],
    ['a sentinel', 'redis.redis.opstreelabs.in/v1beta2', 'RedisSentinel', 'clusterSize: 3\n'],
    ['another sentinel', 'kubedb.com/v1', 'RedisSentinel', 'version: 7.2.3\nreplicas: 3\n'],
    ['a backup', 'redis.kun/v1alpha1', 'RedisClusterBackup', 'redisClusterName: orders\nimage: redis:7.2\n'],
    [
      'an operation',
      'ops.kubedb.com/v1alpha1',
      'RedisOpsRequest',
      'type: Restart\ndatabaseRef:\n  name: orders\n',
    ],
    ['a user', 'redis.middleware.alauda.io/v1', 'RedisUser', 'username: orders\nredisName: orders\n'],
    [
      'an operator that nobody knows',
      'cache.example.com/v1',
      'Redis',
      'config:\n  save: 900 1\nresources:\n  limits:\n    memory: 1Gi\n',
    ],
    ['a kind named like a property of every object', 'kubedb.com/v1', 'constructor', 'version: 7.2.3\n'],
  ])('%s', (_, api, kind, spec) => {
    const { instances, findings } = lintOne(resource(api, kind, spec));
    expect(instances).toEqual([]);
    expect(findings).toEqual([]);
  });

  it('a server with an image that does not fork', () => {
    const text = resource(
      'databases.spotahome.com/v1',
      'RedisFailover',
      'redis:\n  image: docker.dragonflydb.io/dragonflydb/dragonfly:v1.2\n  replicas: 1\n',
    );
    expect(lintOne(text).instances).toEqual([]);
  });
});

describe('odd input', () => {
  it.each([
    ['nothing', ''],
    ['a list for a mapping', 'redis: []\nsentinel: []\n'],
    ['a mapping for a list', 'sentinel: {}\nredis:\n  customConfig:\n    save: ""\n'],
    ['null everywhere', 'sentinel: {}\nredis:\n  image:\n  replicas:\n  resources:\n  customConfig:\n'],
    [
      'items that are no text',
      'sentinel: {}\nredis:\n  customConfig:\n    - {save: ""}\n    - 12\n    -\n    - "  "\n',
    ],
    [
      'numbers that are none',
      'sentinel: {}\nredis:\n  replicas: many\n  resources: {limits: {memory: lots}}\n',
    ],
  ])('%s', (_, spec) => {
    expect(() => lintOne(resource('databases.spotahome.com/v1', 'RedisFailover', spec))).not.toThrow();
  });

  it('a mapping where a list belongs opens the configuration', () => {
    const text = resource(
      'databases.spotahome.com/v1',
      'RedisFailover',
      'sentinel: {}\nredis:\n  replicas: 1\n  customConfig:\n    maxmemory: 1gb\n',
    );
    expect(rulesOf(text)).not.toContain('missing-maxmemory');
  });
});

describe('annotations', () => {
  it('state facts about a custom resource', () => {
    const text = `# forkguard: dataset=1gb\n${resource('valkey.io/v1alpha1', 'ValkeyCluster', 'shards: 3\nresources:\n  limits:\n    memory: 1536Mi\n')}`;
    expect(messageOf('limit-below-2x', text.replace('1536Mi', '⟦1536Mi⟧'))).toContain(
      '1.5× the stated dataset of 1 GiB',
    );
  });

  it('allow a finding at its line', () => {
    const text = resource('hyperspike.io/v1', 'Valkey', 'nodes: 3\n').replace(
      'name: orders',
      'name: orders # forkguard: allow missing-maxmemory, missing-memory-limit -- bounded by the namespace',
    );
    expect(rulesOf(text)).toEqual(['rdb-and-aof-together', 'save-on-primary']);
  });
});

describe('after a change elsewhere', () => {
  const cr = resource(
    'redis.redis.opstreelabs.in/v1beta2',
    'Redis',
    'kubernetesConfig:\n  image: quay.io/opstree/redis:v7.0.15\nredisConfig:\n  additionalRedisConfig: orders-conf\n',
  );
  const cluster = resource(
    'apps.kubeblocks.io/v1',
    'Cluster',
    'clusterDef: redis\ncomponentSpecs:\n  - name: redis\n    resources: {limits: {memory: 4Gi}}\n',
  );
  const range =
    'apiVersion: v1\nkind: LimitRange\nmetadata:\n  name: redis\nspec:\n  limits:\n    - type: Container\n      default:\n        memory: 1Gi\n';
  const operation =
    'apiVersion: operations.kubeblocks.io/v1alpha1\nkind: OpsRequest\nmetadata:\n  name: redis\nspec:\n  clusterName: orders\n  reconfigures: [{componentName: redis}]\n';

  it.each<[string, string, string]>([
    ['a line of the ConfigMap', cr, configMap('orders-conf', 'redis-additional.conf', 'maxmemory 2gb\n')],
    ['its name', cr, configMap('others-conf', 'redis-additional.conf', 'maxmemory 1gb\n')],
    ['a LimitRange instead of it', cr, range],
    ['an operation on the cluster', cluster, operation],
    ['nothing that concerns it', cluster, configMap('redis', 'redis.conf', 'maxmemory 2gb\nsave ""\n')],
  ])('%s: the same as from scratch', (_, text, after) => {
    const linter = new Linter();
    const project = projectOf({
      'cr.yaml': text,
      'other.yaml': configMap('orders-conf', 'redis-additional.conf', 'maxmemory 1gb\n'),
    });
    linter.lint(project, NO_CONFIGURATION);
    project.set(`${FOLDER}/other.yaml`, after);
    const again = linter.lint(project, NO_CONFIGURATION);
    const scratch = lintFiles({ 'cr.yaml': text, 'other.yaml': after });
    expect(again.findings).toEqual(scratch.findings);
    expect(again.instances.map(understood)).toEqual(scratch.instances.map(understood));
  });
});

describe('KubeBlocks of both versions', () => {
  const sharded = (version: string, list: string): string => `apiVersion: apps.kubeblocks.io/${version}
kind: Cluster
metadata: { name: orders }
spec:
  ${list}:
    - name: shard
      shards: 3
      template:
        name: redis
        componentDef: redis-cluster-7
        replicas: 2
        serviceVersion: 7.0.6
        resources: { limits: { memory: 1Gi } }
`;

  it.each([
    ['v1', 'shardings'],
    ['v1alpha1', 'shardingSpecs'],
  ])('%s reads %s', (version, list) => {
    expect(understood(onlyInstance(sharded(version, list)))).toMatchObject({ limit: '1 GiB (manifest)' });
  });

  it('knows a fork by the version of the service', () => {
    const text = sharded('v1', 'shardings').replace('7.0.6', '8.1.2-valkey');
    expect(onlyInstance(text).version.name).toBe('Valkey 8.1.2');
  });
});
