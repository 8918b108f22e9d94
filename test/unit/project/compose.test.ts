/** Compose files that are started together: overrides, variants, extends, include, replicas, what a file mounts. */

import { describe, expect, it } from 'vitest';
import { NO_CONFIGURATION } from '../../../server/src/core/configuration';
import { Failures } from '../../../server/src/core/failure';
import { Linter, type LintResult } from '../../../server/src/core/lint';
import { factValue } from '../../../server/src/core/model/fact';
import { missingOfCompose } from '../../../server/src/core/platform/compose/missing';
import { FOLDER, lintFiles, projectOf } from '../../support/lint-text';
import { readMarks } from '../../support/marked-text';

type Files = Readonly<Record<string, string>>;

const MB = 1024 ** 2;

/** `name: maxmemory/limit` in MB, `?` where nobody knows. */
function servers({ instances }: LintResult): string[] {
  const size = (bytes: number | undefined) => (bytes === undefined ? '?' : bytes / MB);
  return instances.map(
    ({ name, directives, limit }) =>
      `${name}: ${size(factValue(directives.memory('maxmemory')))}/${size(factValue(limit))}`,
  );
}

const found = ({ findings }: LintResult, files: Files): string[] =>
  findings.map(({ rule, place, severity }) => {
    const name = place.file.slice(FOLDER.length + 1);
    return `${name} ${severity} ${rule} ${files[name]?.slice(place.span.start, place.span.end)}`;
  });

/** Rules that say that something is missing. */
const MISSING = /missing-|implicit-|overcommit/;

const BASE = [
  'services:',
  '  cache:',
  '    image: redis:7.2',
  '    command: redis-server --maxmemory 1gb --save ""',
  '    mem_limit: 2g',
  '',
].join('\n');

describe('files that go together', () => {
  it('an override counts more than its base', () => {
    const files = {
      'compose.yaml': BASE,
      'compose.override.yaml': 'services:\n  cache:\n    command: redis-server --maxmemory 512mb --save ""\n',
    };
    expect(servers(lintFiles(files))).toEqual(['service cache: 512/2048']);
  });

  it('mappings are merged, lists are joined, by target where they have one', () => {
    const files = {
      'compose.yaml': [
        'services:',
        '  cache:',
        '    image: redis:7.2',
        '    command: redis-server /a.conf',
        '    volumes: ["./old.conf:/a.conf", "data:/data"]',
        '    deploy: { resources: { limits: { cpus: "1" } } }',
        '',
      ].join('\n'),
      'compose.override.yaml': [
        'services:',
        '  cache:',
        '    volumes: ["./new.conf:/a.conf"]',
        '    deploy: { resources: { limits: { memory: 1G } } }',
        '',
      ].join('\n'),
      'old.conf': 'maxmemory 1gb\nsave ""\n',
      'new.conf': 'maxmemory 128mb\nsave ""\n',
    };
    expect(servers(lintFiles(files))).toContain('service cache: 128/1024');
  });

  it.each([
    ['!reset null', '1024/?'],
    ['!override { resources: { limits: { memory: 4G } } }', '1024/4096'],
    ['!override { replicas: 2 }', '1024/?'],
  ])('%s', (value, expected) => {
    const files = {
      'compose.yaml': BASE.replace('mem_limit: 2g', 'deploy: { resources: { limits: { memory: 2G } } }'),
      'compose.override.yaml': `services:\n  cache:\n    deploy: ${value}\n`,
    };
    expect(servers(lintFiles(files))).toEqual([`service cache: ${expected}`]);
  });

  it('an override alone is part of something: nothing in it is missing', () => {
    const files = { 'compose.override.yml': 'services:\n  cache:\n    image: redis:5.0\n' };
    expect(found(lintFiles(files), files)).toEqual([]);
    const limited = { 'compose.override.yml': BASE.replace('2g', '512m') };
    expect(found(lintFiles(limited), limited)).toEqual(['compose.override.yml error limit-below-2x 512m']);
  });

  it('a service that does not say what it runs is part of something, whatever the file is called', () => {
    const files = { 'compose.yaml': 'services:\n  cache:\n    command: redis-server --save 60 1\n' };
    const rules = lintFiles(files).findings.map(({ rule }) => rule);
    expect(rules).toContain('save-on-primary');
    expect(rules.filter((rule) => MISSING.test(rule))).toEqual([]);
  });

  it('a variant is judged over its base, and the base by itself', () => {
    const files = {
      'docker-compose.yml': BASE,
      'docker-compose.prod.yml': 'services:\n  cache:\n    mem_limit: 1100m\n',
    };
    const result = lintFiles(files);
    expect(servers(result)).toEqual([
      'service cache: 1024/2048',
      'service cache (docker-compose.prod.yml): 1024/1100',
    ]);
    expect(found(result, files)).toEqual([
      'docker-compose.prod.yml information buffers-exceed-headroom 1100m',
      'docker-compose.prod.yml information limit-below-cache-headroom 1100m',
    ]);
  });

  it('what base and variant have in common is told once, at its worst', () => {
    const files = {
      'docker-compose.yml': BASE.replace('--save ""', '--save 900 1').replace('2g', '1g'),
      'docker-compose.prod.yml': 'services:\n  cache:\n    mem_limit: 8g\n',
      'docker-compose.test.yml': 'services:\n  cache:\n    mem_limit: 9g\n',
    };
    const saves = found(lintFiles(files), files).filter((one) => one.includes('save-on-primary'));
    expect(saves).toEqual(['docker-compose.yml warning save-on-primary --save 900 1']);
  });

  it('services of which a variant says nothing are not another case', () => {
    const files = {
      'docker-compose.yml': `${BASE}  queue:\n    image: redis:7.2\n    mem_limit: 1g\n`,
      'docker-compose.prod.yml': 'services:\n  cache:\n    mem_limit: 3g\n',
    };
    expect(servers(lintFiles(files)).filter((name) => name.includes('queue'))).toEqual([
      'service queue: 0/1024',
    ]);
  });

  it('a variant that says what each service runs may be meant alone or over its base', () => {
    const files = {
      'docker-compose.yml': BASE,
      'docker-compose.prod.yml': 'services:\n  cache:\n    image: redis:7.2\n    mem_limit: 1g\n',
    };
    const variant = lintFiles(files).instances[1];
    expect(variant?.name).toBe('service cache (docker-compose.prod.yml)');
    expect(variant?.directives.closed).toBe(false);
    expect(found(lintFiles(files), files).filter((one) => /prod/.test(one) && MISSING.test(one))).toEqual([]);
  });

  it('what neither of them says is missing', () => {
    const text = 'services:\n  cache:\n    image: redis:7.2\n';
    const files = { 'docker-compose.yml': text, 'docker-compose.prod.yml': text };
    expect(found(lintFiles(files), files).filter((one) => /prod/.test(one))).toEqual(
      [
        'docker-compose.prod.yml warning implicit-save-points redis:7.2',
        'docker-compose.prod.yml information missing-memory-limit redis:7.2',
        'docker-compose.prod.yml information overcommit-not-enabled redis:7.2',
        'docker-compose.prod.yml warning missing-maxmemory redis:7.2',
      ].sort((a, b) => order(a) - order(b)),
    );
  });

  it('a variant without a base stands alone when it can', () => {
    const alone = { 'docker-compose.prod.yml': 'services:\n  cache:\n    image: redis:7.2\n' };
    expect(found(lintFiles(alone), alone).some((one) => MISSING.test(one))).toBe(true);
    const part = {
      'docker-compose.prod.yml': 'services:\n  redis:\n    image: redis:7.2\n  web:\n    ports: []\n',
    };
    expect(found(lintFiles(part), part)).toEqual([]);
  });

  it('of several bases Compose reads the first, with the override', () => {
    const files = {
      'docker-compose.yml': BASE,
      'compose.yaml': BASE,
      'compose.override.yaml': 'services:\n  cache:\n    mem_limit: 4g\n',
    };
    expect(servers(lintFiles(files))).toEqual(['service cache: 1024/4096', 'service cache: 1024/2048']);
  });

  it('files of different folders have nothing to do with each other', () => {
    const files = {
      'a/compose.yaml': BASE,
      'b/compose.override.yaml': 'services:\n  cache:\n    mem_limit: 4g\n',
    };
    expect(servers(lintFiles(files))).toEqual(['service cache: 1024/2048']);
  });
});

const order = (finding: string): number =>
  ['implicit', 'missing-maxmemory', 'missing-memory-limit', 'overcommit'].findIndex((one) =>
    finding.includes(one),
  );

describe('extends, include, anchors', () => {
  it('a service of the same file', () => {
    const text = [
      'x-memory: &memory',
      '  mem_limit: 1g',
      'services:',
      '  base:',
      '    image: redis:7.2',
      '    command: redis-server --maxmemory 256mb',
      '  small: { extends: base, <<: *memory }',
      '  large:',
      '    extends: { service: base }',
      '    command: redis-server --maxmemory 2gb',
      '',
    ].join('\n');
    expect(servers(lintFiles({ 'compose.yaml': text }))).toEqual([
      'service base: 256/?',
      'service small: 256/1024',
      'service large: 2048/?',
    ]);
  });

  it('a service of another file, whose paths count from there', () => {
    const files = {
      'compose.yaml':
        'services:\n  redis:\n    extends:\n      file: common/services.yml\n      service: base\n    mem_limit: 1g\n',
      'common/services.yml':
        'services:\n  base:\n    image: redis:7.2\n    command: redis-server /r.conf\n    volumes: ["./r.conf:/r.conf"]\n',
      'common/r.conf': 'maxmemory 512mb\nsave ""\n',
      'r.conf': 'maxmemory 64mb\nsave ""\n',
    };
    expect(servers(lintFiles(files))).toContain('service redis: 512/1024');
    // A library of services is no project of its own.
    expect(servers(lintFiles(files)).some((name) => name.includes('base'))).toBe(false);
  });

  it('a file that the project does not have leaves the service open', () => {
    const files = {
      'compose.yaml':
        'services:\n  redis:\n    image: redis:7.2\n    extends:\n      file: common.yml\n      service: base\n',
    };
    expect(found(lintFiles(files), files)).toEqual([]);
  });

  it('services that extend each other are read once', () => {
    const text =
      'services:\n  a:\n    image: redis:7.2\n    extends: b\n  b:\n    image: redis:7.2\n    extends: a\n';
    expect(lintFiles({ 'compose.yaml': text }).instances).toHaveLength(2);
  });

  it.each([
    'include: [redis/compose.yaml]',
    'include:\n  - path: redis/compose.yaml',
    'include:\n  - path: [redis/compose.yaml]',
  ])('%s', (include) => {
    const files = {
      'compose.yaml': `${include}\nservices:\n  replica:\n    image: redis:7.2\n    command: redis-server --replicaof cache 6379\n`,
      'redis/compose.yaml': BASE.replace('1gb', '${MAX:-1gb}'),
      'redis/.env': 'MAX=256mb\n',
    };
    const { instances } = lintFiles(files);
    expect(servers({ instances, findings: [], checked: [], failures: new Failures() })).toContain(
      'service cache: 256/2048',
    );
    expect(instances.find(({ name }) => name === 'service replica')?.primary?.name).toBe('service cache');
  });
});

describe('replicas', () => {
  it.each([
    ['its name', '', 'primary'],
    ['its container', 'container_name: main', 'main'],
    ['its host name', 'hostname: main', 'main'],
    ['an alias of a network', 'networks: { back: { aliases: [main] } }', 'main'],
  ])('find their primary by %s', (_, line, host) => {
    const text = [
      'services:',
      '  primary:',
      '    image: redis:7.2',
      `    ${line}`,
      '  replica:',
      '    image: redis:7.2',
      `    command: redis-server --replicaof ${host} 6379`,
      '    deploy: { replicas: 2 }',
      '',
    ].join('\n');
    const [primary, replica] = lintFiles({ 'compose.yaml': text }).instances;
    expect(replica?.primary?.name).toBe('service primary');
    expect(primary && factValue(primary.budgetInput.replicas)).toBe(2);
  });

  it('by the variables of the bitnami image', () => {
    const text = [
      'services:',
      '  primary:',
      '    image: bitnami/redis:7.2',
      '    environment: { REDIS_REPLICATION_MODE: master }',
      '  secondary:',
      '    image: bitnami/redis:7.2',
      '    environment:',
      '      - REDIS_REPLICATION_MODE=slave',
      '      - REDIS_MASTER_HOST=primary',
      '',
    ].join('\n');
    const [, replica] = lintFiles({ 'compose.yaml': text }).instances;
    expect(replica && factValue(replica.role)).toBe('replica');
    expect(replica?.primary?.name).toBe('service primary');
  });

  it.each([
    ['redis-replica', 'replica'],
    ['redis_slave-2', 'replica'],
    ['redis-master', 'primary'],
    ['cache', 'primary'],
  ])('%s is a %s by its name', (name, role) => {
    const [one] = lintFiles({ 'compose.yaml': `services:\n  ${name}:\n    image: redis:7.2\n` }).instances;
    expect(one && factValue(one.role)).toBe(role);
  });

  it('a Sentinel beside it may promote it', () => {
    const text =
      'services:\n  cache:\n    image: redis:7.2\n  watch:\n    image: redis:7.2\n    command: redis-sentinel /s.conf\n';
    const { instances } = lintFiles({ 'compose.yaml': text });
    expect(instances.map(({ name, role }) => [name, factValue(role)])).toEqual([['service cache', 'any']]);
  });
});

describe('a file that is mounted', () => {
  const COMPOSE = [
    'services:',
    '  cache:',
    '    image: redis:7.2',
    '    command: redis-server /redis.conf',
    '    volumes: ["./redis.conf:/redis.conf"]',
    '    mem_limit: 1g',
    '',
  ].join('\n');

  it('is the configuration of that service, and of nobody else', () => {
    const files = { 'compose.yaml': COMPOSE, 'redis.conf': 'maxmemory 768mb\r\nsave 900 1\r\n' };
    const result = lintFiles(files);
    expect(servers(result)).toEqual(['service cache: 768/1024']);
    expect(found(result, files)).toEqual([
      'compose.yaml information overcommit-not-enabled redis:7.2',
      'compose.yaml warning limit-below-2x 1g',
      'redis.conf warning save-on-primary save 900 1',
    ]);
    const limit = result.findings.find(({ rule }) => rule === 'limit-below-2x');
    expect(limit?.related.map(({ place }) => place.file)).toEqual([`${FOLDER}/redis.conf`]);
  });

  it('takes what it includes with it', () => {
    const files = {
      'compose.yaml': COMPOSE.replace('./redis.conf:/redis.conf', './conf:/conf').replace(
        '/redis.conf',
        '/conf/redis.conf',
      ),
      'conf/redis.conf': 'include /conf/memory.conf\nsave ""\n',
      'conf/memory.conf': 'maxmemory 256mb\nmaxmemory-policy allkeys-lru\n',
    };
    expect(servers(lintFiles(files))).toEqual(['service cache: 256/1024']);
  });

  it('states facts about the service in its comments', () => {
    const conf = '# forkguard: dataset=600mb\nmaxmemory 0\nsave 900 1\n';
    const [instance] = lintFiles({ 'compose.yaml': COMPOSE, 'redis.conf': conf }).instances;
    expect(instance && factValue(instance.dataset)).toBe(600 * MB);
  });

  it('that is never named is read by nobody', () => {
    const files = {
      'compose.yaml': COMPOSE.replace('    command: redis-server /redis.conf\n', ''),
      'redis.conf': 'maxmemory 768mb\nsave ""\n',
    };
    const { findings } = lintFiles(files);
    const ignored = findings.find(({ rule }) => rule === 'ignored-setting');
    expect(ignored?.message).toContain('/redis.conf is mounted');
    expect(ignored?.fixes[0]?.edits[0]?.newText).toBe('\n    command: ["redis-server", "/redis.conf"]');
  });
});

describe('annotations', () => {
  const text = readMarks(
    [
      '# forkguard: value=1kb',
      'services:',
      '  # forkguard: dataset=100mb',
      '  a:',
      '    image: redis:7.2',
      '  b:',
      '    # forkguard: dataset=200mb',
      '    image: redis:7.2',
      '  c: { image: redis:7.2 }',
      '',
    ].join('\n'),
  ).text;

  it('speak of the service that they stand in or above, and of all at the head', () => {
    const { instances } = lintFiles({ 'compose.yaml': text });
    const facts = instances.map(({ stated }) => [
      stated.dataset && (factValue(stated.dataset) ?? 0) / MB,
      stated.value && factValue(stated.value),
    ]);
    expect(facts).toEqual([
      [100, 1024],
      [200, 1024],
      [undefined, 1024],
    ]);
  });
});

describe('what did not change', () => {
  it('is not worked out again, and what changed is', () => {
    const files = {
      'compose.yaml':
        'services:\n  cache:\n    image: redis:7.2\n    command: redis-server /c/r.conf\n    volumes: ["./c:/c"]\n',
      'other/compose.yaml': BASE,
    };
    const project = projectOf(files);
    const linter = new Linter();
    const lint = () => linter.lint(project, NO_CONFIGURATION);
    const [first, other] = lint().instances;
    expect(lint().instances[0]).toBe(first);
    project.set(`${FOLDER}/c/r.conf`, 'maxmemory 64mb\nsave ""\n');
    const after = lint();
    expect(servers(after)).toEqual(['service cache: 64/?', 'service cache: 1024/2048']);
    expect(after.instances[1]).toBe(other);
    project.set(`${FOLDER}/c/r.conf`, 'maxmemory 32mb\nsave ""\n');
    expect(servers(lint())[0]).toBe('service cache: 32/?');
    project.set(`${FOLDER}/compose.override.yaml`, 'services:\n  cache:\n    mem_limit: 1g\n');
    expect(servers(lint())[0]).toBe('service cache: 32/1024');
  });
});

describe('files to look for', () => {
  it('are those that Compose or a server would read', () => {
    const files = {
      'a/compose.yaml': [
        'include: [../more.yaml]',
        'services:',
        '  cache:',
        '    image: redis:7.2',
        '    env_file: [cache.env]',
        '    extends: { file: base.yml, service: x }',
        '    volumes: ["./redis.conf:/redis.conf", "./conf:/conf", "./start.sh:/start.sh", "data:/data"]',
        '  web:',
        '    image: nginx',
        '    env_file: [web.env]',
        '    volumes: ["./nginx.conf:/etc/nginx.conf"]',
        '',
      ].join('\n'),
    };
    const names = missingOfCompose(projectOf(files)).map((file) => file.slice(FOLDER.length + 1));
    const beside = names.filter((name) => /^a\/(?:docker-)?compose\./.test(name));
    expect(beside).toContain('a/compose.override.yaml');
    expect(names.filter((name) => !beside.includes(name)).sort()).toEqual([
      '.env',
      'a/.env',
      'a/base.yml',
      'a/cache.env',
      'a/conf/*.conf',
      'a/redis.conf',
      'a/start.sh',
      'more.yaml',
    ]);
  });
});

describe('templates of compose files', () => {
  const compose = [
    'services:',
    '  cache:',
    '    image: redis:7.2',
    '    command: redis-server /etc/redis.conf',
    '    volumes:',
    '      - ./redis.conf:/etc/redis.conf',
    '    mem_limit: {{ limit }}',
    '',
  ].join('\n');
  const conf = 'maxmemory 1gb\n{% if saves %}\nsave 60 1\n{% endif %}\n';

  it('mount the template beside them that has the same ending', () => {
    const result = lintFiles({ 'docker-compose.yml.j2': compose, 'redis.conf.j2': conf });
    expect(servers(result)).toEqual(['service cache: 1024/?']);
  });

  it('mount nothing that is a template of another kind, and a plain compose file mounts no template', () => {
    const others = lintFiles({ 'docker-compose.yml.j2': compose, 'redis.conf.erb': 'maxmemory 1gb\n' });
    const plain = lintFiles({ 'docker-compose.yml': compose, 'redis.conf.j2': conf });
    for (const result of [others, plain])
      expect(servers(result)).toEqual(expect.arrayContaining(['service cache: ?/?']));
  });

  it('ask for that template where the project does not have it', () => {
    const missing = missingOfCompose(projectOf({ 'docker-compose.yml.j2': compose }));
    expect(missing).toContain(`${FOLDER}/redis.conf.j2`);
  });
});
