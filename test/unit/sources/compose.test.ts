/** Compose files as Compose reads them: commands, variables, amounts, mounts, and which files go together. */

import { describe, expect, it } from 'vitest';
import { placeOf } from '../../../server/src/core/model/fact';
import { readEnvFile } from '../../../server/src/core/platform/compose/read/env-file';
import { composeName } from '../../../server/src/core/platform/compose/read/recognise';
import type { RedisInstance } from '../../../server/src/core/server/instance';
import { formatComposeMemory, parseComposeMemory } from '../../../server/src/core/units/compose-memory';
import { FOLDER, lintFiles } from '../../support/lint-text';

type Files = Readonly<Record<string, string>>;

function instances(files: Files): readonly RedisInstance[] {
  return lintFiles(files).instances;
}

/** The one server of a service with these lines. */
function server(lines: readonly string[], files: Files = {}): RedisInstance {
  const text = ['services:', '  cache:', ...lines.map((line) => `    ${line}`), ''].join('\n');
  const [found, ...others] = instances({ ...files, 'compose.yaml': text });
  if (!found) throw new Error('no server found');
  expect(others.map(({ name }) => name)).toEqual([]);
  expect(found.name).toBe('service cache');
  return found;
}

const redis = (lines: readonly string[], files: Files = {}): RedisInstance =>
  server(['image: redis:7.2', ...lines], files);

/** What a directive is set to, or why nobody knows. */
function setting({ directives }: RedisInstance, name: string): unknown {
  const fact = name === 'maxmemory' ? directives.memory(name) : directives.bool(name);
  return fact.kind === 'known' || fact.kind === 'default' ? fact.value : fact.kind;
}

const points = ({ directives }: RedisInstance): string[] =>
  directives.loaded.save.points.map(({ seconds, changes }) => `${seconds} ${changes}`);

const MB = 1024 ** 2;

describe('amounts of memory', () => {
  it.each([
    ['1g', 1024 * MB],
    ['1G', 1024 * MB],
    ['1gb', 1024 * MB],
    ['1GiB', 1024 * MB],
    ['1 gb', 1024 * MB],
    ['1.5g', 1536 * MB],
    ['512m', 512 * MB],
    ['512M', 512 * MB],
    ['64k', 65536],
    ['100b', 100],
    ['10000', 10000],
    ['1t', 1024 ** 4],
    ['1e9', 1e9],
    ['1.5e3k', 1536000],
  ])('%s', (text, bytes) => expect(parseComposeMemory(text)).toBe(bytes));

  it.each(['512Mi', '1Gi', '1gib2', '50%', '-1', 'g', '', '1 g b'])('%j is refused', (text) =>
    expect(parseComposeMemory(text)).toBeUndefined(),
  );

  it.each([
    [4608 * MB, '4096m', '4608m'],
    [4608 * MB, '2g', '4608m'],
    [5120 * MB, '2G', '5G'],
    [4608 * MB, '2GB', '4608MB'],
    [4608 * MB, '2gib', '4608mib'],
    [2048 * MB, '1073741824', '2147483648'],
    [1024 * MB, undefined, '1g'],
  ])('%d like %s is %s', (bytes, like, text) => {
    expect(formatComposeMemory(bytes, like)).toBe(text);
    expect(parseComposeMemory(text)).toBe(bytes);
  });
});

describe('commands', () => {
  it.each([
    ['a list', ['command: ["redis-server", "--maxmemory", "1gb", "--save", ""]']],
    ['a list of lines', ['command:', '  - redis-server', '  - --maxmemory 1gb', '  - --save ""']],
    ['a string', ['command: redis-server --maxmemory 1gb --save ""']],
    ['a string in quotes', [`command: 'redis-server --maxmemory 1gb --save ""'`]],
    ['a string over several lines', ['command: redis-server', '  --maxmemory 1gb', "  --save ''"]],
    ['a folded block', ['command: >', '  redis-server', '  --maxmemory 1gb', '  --save ""']],
    ['a literal block', ['command: |', '  redis-server', '  --maxmemory 1gb', '  --save ""']],
    ['options alone', ['command: --maxmemory 1gb --save ""']],
    ['an entry point with its command', ['entrypoint: redis-server', 'command: --maxmemory 1gb --save ""']],
    [
      'an entry point that is taken away',
      ['entrypoint: []', 'command: redis-server --maxmemory 1gb --save ""'],
    ],
    ['a shell', [`command: sh -c 'redis-server --maxmemory 1gb --save ""'`]],
    ['a shell in a list', [`command: ["sh", "-c", "exec redis-server --maxmemory 1gb --save ''"]`]],
    [
      'what stands after an operator is dropped',
      ['command: redis-server --maxmemory 1gb --save "" && echo --save 60 1'],
    ],
  ])('%s', (_, lines) => {
    const found = redis(lines);
    expect(setting(found, 'maxmemory')).toBe(1024 * MB);
    expect(points(found)).toEqual([]);
    expect(found.directives.loaded.save.compiled).toBe(false);
    expect(found.directives.closed).toBe(true);
  });

  it('a backslash at the end of a line is for the shell', () => {
    const lines = ['command: |', '  sh -c "', '  redis-server --maxmemory 1gb \\', '    --save 60 1"'];
    const found = redis(lines);
    expect(setting(found, 'maxmemory')).toBe(1024 * MB);
    expect(points(found)).toEqual(['60 1']);
  });

  it('without it, options on the next lines are lost, and that is told', () => {
    const text = [
      'services:',
      '  cache:',
      '    image: redis:7.2',
      '    command: >',
      '      sh -c "redis-server',
      '             --maxmemory 1gb',
      '             --save 60 1"',
      '',
    ].join('\n');
    const { findings } = lintFiles({ 'compose.yaml': text });
    const told = findings.flatMap(({ rule, message, place }) =>
      rule === 'ignored-setting' ? [[text.slice(place.span.start, place.span.end), message]] : [],
    );
    expect(told).toEqual([
      ['--maxmemory', expect.stringContaining('the server starts without --maxmemory and --save.')],
    ]);
  });

  it.each([
    ['null', 'command:'],
    ['an empty list', 'command: []'],
    ['nothing', 'restart: always'],
  ])('%s leaves it to the image', (_, line) => {
    const found = redis([line]);
    expect(found.directives.loaded.save.compiled).toBe(true);
    expect(found.directives.closed).toBe(true);
  });

  it.each(['command: redis-server --save "60 1', 'command: redis-server $(cat /args)'])(
    '%s, which Compose refuses, leaves everything open',
    (line) => {
      const { directives } = redis([line]);
      expect(directives.closed).toBe(false);
    },
  );

  it('a client in the image of a server is none', () => {
    const text = 'services:\n  cli:\n    image: redis:7.2\n    command: redis-cli -h cache monitor\n';
    expect(instances({ 'compose.yaml': text })).toEqual([]);
  });

  it('an image that is built here says nothing, its command does', () => {
    expect(instances({ 'compose.yaml': 'services:\n  a:\n    build: .\n    image: redis\n' })).toEqual([]);
    const found = server(['build: ./redis', 'command: ["redis-server", "--maxmemory", "1gb"]']);
    expect(setting(found, 'maxmemory')).toBe(1024 * MB);
  });
});

describe('variables', () => {
  const limited = (written: string, env?: string) =>
    redis([`command: redis-server --maxmemory ${written}`], env === undefined ? {} : { '.env': env });

  it.each([
    ['${M:-1gb}', undefined],
    ['${M-1gb}', undefined],
    ['${M:-${N:-1gb}}', undefined],
    ['${M}', 'M=1gb'],
    ['$M', 'M=1gb'],
    ['${M:-2gb}', 'M=1gb'],
    ['${M:-1gb}', 'M='],
    ['${M:?must be set}', "M='1gb'"],
    ['${M}', 'export M="1gb" # as on the old machine'],
    ['${N:+1gb}', 'N=x'],
    ['1${UNIT:-gb}', undefined],
  ])('%s with %j is known', (written, env) =>
    expect(setting(limited(written, env), 'maxmemory')).toBe(1024 * MB),
  );

  it.each(['${M}', '$M', '${M:?must be set}', '${N:+1gb}', '1${UNIT}'])('%s is not', (written) =>
    expect(setting(limited(written), 'maxmemory')).toBe('unknown'),
  );

  it('a default has the place of its own text, so that an edit changes the default', () => {
    const line = 'command: redis-server --maxmemory ${M:-1gb}';
    const place = placeOf(redis([line]).directives.memory('maxmemory'));
    const text = `services:\n  cache:\n    image: redis:7.2\n    ${line}\n`;
    expect(text.slice(place?.span.start, place?.span.end)).toBe('1gb');
  });

  it('two signs are one for the shell in the container', () => {
    const found = redis(['environment:', '  MAX: 1gb', 'command: sh -c "redis-server --maxmemory $${MAX}"']);
    expect(setting(found, 'maxmemory')).toBe(1024 * MB);
  });

  it('a variable of Compose is not one of the container', () => {
    const found = redis(['environment:', '  MAX: 1gb', 'command: sh -c "redis-server --maxmemory ${MAX}"']);
    expect(setting(found, 'maxmemory')).toBe('unknown');
  });

  it('words that only Compose knows may be any option', () => {
    expect(redis(['command: redis-server ${OPTIONS} --maxmemory 1gb']).directives.closed).toBe(false);
  });

  it.each([
    ['image: redis:${TAG:-7.2}-alpine', 'Redis 7.2'],
    ['image: "${REGISTRY:-docker.io}/library/redis:6.0"', 'Redis 6.0'],
    ['image: ${REGISTRY}/redis:6.0', 'Redis 6.0'],
  ])('%s', (line, name) => {
    expect(server([line]).version.name).toBe(name);
  });

  it('a tag that nobody knows leaves the version open', () => {
    expect(server(['image: redis:${TAG}']).version.stated).toBe(false);
  });

  it('an image that nobody knows is no server', () => {
    const text = 'services:\n  redis:\n    image: ${REDIS_IMAGE}\n';
    expect(instances({ 'compose.yaml': text })).toEqual([]);
    expect(instances({ 'compose.yaml': text, '.env': 'REDIS_IMAGE=redis:7.2\n' })).toHaveLength(1);
  });

  it('an env file as Compose reads it', () => {
    const text = '# comment\nA=1\r\nexport B="two # words" # c\nC=\'$x\'\nD=$A\nE = e # f\nF: g\n\nnothing\n';
    expect(readEnvFile('f', text).map(({ name, value }) => [name, value])).toEqual([
      ['A', '1'],
      ['B', 'two # words'],
      ['C', '$x'],
      ['D', undefined],
      ['E', 'e'],
      ['F', 'g'],
    ]);
    const [a] = readEnvFile('f', text);
    expect(text.slice(a?.place.span.start, a?.place.span.end)).toBe('1');
  });
});

describe('environment', () => {
  const bitnami = (lines: readonly string[], files: Files = {}) =>
    server(['image: bitnami/redis:7.2', ...lines], files);

  it.each([
    ['a mapping', ['environment:', '  REDIS_AOF_ENABLED: "no"']],
    ['a list', ['environment:', '  - REDIS_AOF_ENABLED=no']],
    ['a file', ['env_file: redis.env']],
    ['several files, the later one wins', ['env_file: [other.env, ./redis.env]']],
    ['a file with options', ['env_file:', '  - path: redis.env', '    required: false']],
    ['the service over its files', ['env_file: other.env', 'environment: { REDIS_AOF_ENABLED: "no" }']],
  ])('%s', (_, lines) => {
    const files = { 'redis.env': 'REDIS_AOF_ENABLED=no\n', 'other.env': 'REDIS_AOF_ENABLED=yes\n' };
    expect(setting(bitnami(lines, files), 'appendonly')).toBe(false);
  });

  it('a variable without a value comes from whoever runs Compose', () => {
    const { directives } = bitnami(['environment:', '  - REDIS_AOF_ENABLED']);
    expect(directives.closed).toBe(false);
  });

  it('a file that the project does not have leaves a configuration made of variables open', () => {
    expect(bitnami(['env_file: secret.env']).directives.closed).toBe(false);
    expect(redis(['env_file: secret.env']).directives.closed).toBe(true);
  });

  it.each<[string, string[], Files, string[]]>([
    ['that no image reads', ['environment: { REDIS_SAVE: "60 1" }'], {}, ['60 1']],
    [
      'that the command takes in',
      ['environment: { REDIS_SAVE: "60 1" }', 'command: sh -c \'exec redis-server --save "$$REDIS_SAVE"\''],
      {},
      [],
    ],
    [
      'that Compose puts into the command',
      ['environment: { REDIS_SAVE: "60 1" }', 'command: ["redis-server", "--save", "${REDIS_SAVE}"]'],
      {},
      [],
    ],
    ['of the whole project', ['env_file: .env'], { '.env': 'REDIS_SAVE=60 1\n' }, []],
    ['of a file', ['env_file: redis.env'], { 'redis.env': 'REDIS_SAVE=60 1\n' }, ['60 1']],
  ])('a variable %s', (_, lines, files, told) => {
    const all: Files = {
      ...files,
      'compose.yaml': [
        'services:',
        '  cache:',
        '    image: redis:7.2',
        ...lines.map((line) => `    ${line}`),
      ].join('\n'),
    };
    const ignored = lintFiles(all).findings.filter(({ rule }) => rule === 'ignored-setting');
    expect(
      ignored.map(({ place }) =>
        all[place.file.slice(FOLDER.length + 1)]?.slice(place.span.start, place.span.end).replace(/"/g, ''),
      ),
    ).toEqual(told);
  });
});

describe('limits', () => {
  const limitOf = ({ limit }: RedisInstance) =>
    limit.kind === 'known' ? limit.value / MB : limit.kind === 'unknown' ? limit.why : limit.kind;

  it.each([
    [['mem_limit: 512m'], 512],
    [['mem_limit: 536870912'], 512],
    [['mem_limit: "1g"'], 1024],
    [['mem_limit: ${LIMIT:-1g}'], 1024],
    [['deploy: { resources: { limits: { memory: 512M } } }'], 512],
    [['mem_limit: 512m', 'deploy:', '  resources:', '    limits:', '      memory: 512M'], 512],
    [['mem_limit: ${LIMIT}'], 'template'],
    [['mem_limit: 512Mi'], 'invalid'],
    [['mem_limit: 512'], 'invalid'],
    [['mem_reservation: 512m'], 'not stated'],
    [['deploy: { resources: { reservations: { memory: 512M } } }'], 'not stated'],
    [['mem_limit: 0'], 'not stated'],
  ])('%j', (lines, expected) => expect(limitOf(redis(lines))).toBe(expected));
});

describe('mounts', () => {
  const CONF = 'maxmemory 1gb\nsave 60 1\n';
  const command = 'command: redis-server /etc/redis/redis.conf';

  it.each([
    ['a file', 'volumes: ["./redis.conf:/etc/redis/redis.conf"]'],
    ['a file, read-only', 'volumes: ["./redis.conf:/etc/redis/redis.conf:ro,z"]'],
    ['a file by the variable of the folder', 'volumes: ["${PWD}/redis.conf:/etc/redis/redis.conf"]'],
    ['a path of Windows', "volumes: ['.\\redis.conf:/etc/redis/redis.conf']"],
    ['an absolute path', 'volumes: ["/workspace/redis.conf:/etc/redis/redis.conf"]'],
    ['a folder', 'volumes: ["./conf:/etc/redis"]'],
    [
      'the long form',
      'volumes: [{ type: bind, source: ./redis.conf, target: /etc/redis/redis.conf, read_only: true }]',
    ],
  ])('%s', (_, line) => {
    const file = line.includes('./conf') ? 'conf/redis.conf' : 'redis.conf';
    const found = redis([command, line], { [file]: CONF });
    expect(setting(found, 'maxmemory')).toBe(1024 * MB);
    const place = placeOf(found.directives.memory('maxmemory'));
    expect(place?.file).toBe(`${FOLDER}/${file}`);
    expect(CONF.slice(place?.span.start, place?.span.end)).toBe('1gb');
  });

  it('a file that the project does not have is open, and nothing in it is missing', () => {
    const found = redis([command, 'volumes: ["./redis.conf:/etc/redis/redis.conf"]']);
    expect(found.directives.closed).toBe(false);
    expect(setting(found, 'maxmemory')).toBe('unknown');
  });

  it('the colon of a drive does not end its path', () => {
    const found = redis([command, "volumes: ['C:\\conf\\redis.conf:/etc/redis/redis.conf']"]);
    expect(found.directives.closed).toBe(false);
    expect(found.directives.loaded.unknownSources.map(({ why }) => why)).toEqual(['unresolved']);
  });

  it('a named volume is no file', () => {
    expect(redis([command, 'volumes: ["redis.conf:/etc/redis/redis.conf"]']).directives.closed).toBe(false);
  });

  it.each([
    ['a config of its own name', ['command: redis-server /redis_conf', 'configs: [redis_conf]']],
    [
      'a config with a target',
      [command, 'configs:', '  - source: redis_conf', '    target: /etc/redis/redis.conf'],
    ],
    ['a secret', ['command: redis-server /run/secrets/redis_conf', 'secrets: [redis_conf]']],
    ['a secret with a target', [command, 'secrets: [{ source: redis_conf, target: /etc/redis/redis.conf }]']],
  ])('%s', (_, lines) => {
    const section = lines.some((line) => line.startsWith('configs')) ? 'configs' : 'secrets';
    const text = [
      'services:',
      '  cache:',
      '    image: redis:7.2',
      ...lines.map((line) => `    ${line}`),
      `${section}:`,
      '  redis_conf:',
      '    file: ./conf/redis.conf',
      '',
    ].join('\n');
    const [found, ...others] = instances({ 'compose.yaml': text, 'conf/redis.conf': CONF });
    expect(found && setting(found, 'maxmemory')).toBe(1024 * MB);
    expect(others).toEqual([]);
  });

  it('a config that is written into the compose file', () => {
    const text = [
      'services:',
      '  cache:',
      '    image: redis:7.2',
      '    command: redis-server /redis.conf',
      '    configs: [{ source: conf, target: /redis.conf }]',
      'configs:',
      '  conf:',
      '    content: |',
      '      maxmemory ${M:-1gb}',
      '      save ""',
      '',
    ].join('\n');
    const [found] = instances({ 'compose.yaml': text });
    expect(found && setting(found, 'maxmemory')).toBe(1024 * MB);
    const place = found && placeOf(found.directives.memory('maxmemory'));
    expect(text.slice(place?.span.start, place?.span.end)).toBe('1gb');
  });
});

describe('which files are compose files', () => {
  it.each([
    ['compose.yaml', 'base'],
    ['compose.yml', 'base'],
    ['docker-compose.yml', 'base'],
    ['docker-compose.yaml', 'base'],
    ['docker-compose.yml.example', 'base'],
    ['compose.override.yaml', 'override'],
    ['docker-compose.override.yml', 'override'],
    ['docker-compose.prod.yml', 'variant'],
    ['compose-prod.yaml', 'variant'],
    ['redis.compose.yml', undefined],
    ['composer.yml', undefined],
    ['values.yaml', undefined],
  ])('%s', (name, kind) => expect(composeName(`file:///x/${name}`)).toBe(kind));

  const SERVICE = 'services:\n  redis:\n    image: redis:7.2\n';

  it.each(['stack.yml', 'redis.compose.yml', 'docker/redis.yaml'])('%s by what stands in it', (name) =>
    expect(instances({ [name]: SERVICE })).toHaveLength(1),
  );

  it('JSON', () => {
    const text =
      '{"services":{"redis":{"image":"redis:7.2","command":["redis-server","--maxmemory","1gb"]}}}';
    const [found] = instances({ 'compose.json': text });
    expect(found && setting(found, 'maxmemory')).toBe(1024 * MB);
  });

  it.each([
    ['a pipeline', `pipeline:\n  test:\n    image: php\n${SERVICE}`],
    ['steps', `steps: []\n${SERVICE}`],
    ['a Kubernetes object', `apiVersion: v1\nkind: X\n${SERVICE}`],
    ['a list of services', 'services:\n  - name: redis\n    image: redis:7.2\n'],
    ['a job with services', `jobs:\n  test:\n    ${SERVICE.replaceAll('\n', '\n    ')}`],
    ['services that are no containers', 'services:\n  redis:\n    host: redis\n'],
  ])('not %s', (_, text) => expect(instances({ 'ci.yml': text })).toEqual([]));
});
