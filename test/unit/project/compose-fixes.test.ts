/** Fixes on compose files: what they write, that it is still YAML, and that the finding is gone. */

import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { applyEdits } from '../../../server/src/core/edits';
import type { Finding } from '../../../server/src/core/model/finding';
import { FOLDER, lintFiles } from '../../support/lint-text';

type Files = Readonly<Record<string, string>>;

const NAME = 'compose.yaml';

/** The files after the one fix of a rule whose title begins so. */
function fixed(files: Files, rule: string, title: string): Files {
  const fixes = findings(files, rule).flatMap((finding) => finding.fixes);
  const [fix, ...others] = fixes.filter((one) => one.title.startsWith(title));
  if (!fix) throw new Error(`no fix "${title}" among ${fixes.map((one) => one.title).join('; ')}`);
  expect(others).toEqual([]);
  const after = Object.entries(files).map(([name, text]) => {
    const edits = fix.edits.filter(({ file }) => file === `${FOLDER}/${name}`);
    return [name, applyEdits(text, edits)] as const;
  });
  return Object.fromEntries(after);
}

const findings = (files: Files, rule: string): readonly Finding[] =>
  lintFiles(files).findings.filter((finding) => finding.rule === rule);

/** Lines of one service after a fix. */
function service(lines: readonly string[], rule: string, title: string, files: Files = {}): string[] {
  const head = ['services:', '  cache:', '    image: redis:7.2'];
  const text = [...head, ...lines.map((line) => `    ${line}`), ''].join('\n');
  const after = fixed({ ...files, [NAME]: text }, rule, title);
  const written = after[NAME] ?? '';
  expect(parseDocument(written).errors).toEqual([]);
  expect(findings(after, rule)).toEqual([]);
  return written
    .trimEnd()
    .split('\n')
    .slice(2)
    .map((line) => line.replace(/^ {4}/, ''));
}

const IMAGE = 'image: redis:7.2';

describe('a limit that is raised', () => {
  const command = 'command: redis-server --maxmemory 1gb --save "60 1"';

  it.each([
    ['mem_limit: 1g', 'mem_limit: 2304m'],
    ["mem_limit: '1g'", "mem_limit: '2304m'"],
    ['mem_limit: "1024MB"', 'mem_limit: "2304MB"'],
    ['mem_limit: 1073741824', 'mem_limit: 2415919104'],
    ['mem_limit: ${LIMIT:-1g} # for now', 'mem_limit: ${LIMIT:-2304m} # for now'],
    ['deploy: {resources: {limits: {memory: 1G}}}', 'deploy: {resources: {limits: {memory: 2304M}}}'],
  ])('%s', (before, after) =>
    expect(service([command, before], 'limit-below-2x', 'Raise the memory limit')).toEqual([
      IMAGE,
      command,
      after,
    ]),
  );

  it('in both places where it stands, because Compose refuses two that differ', () => {
    const lines = [command, 'mem_limit: 1g', 'deploy:', '  resources:', '    limits:', '      memory: 1G'];
    expect(service(lines, 'limit-below-2x', 'Raise the memory limit')).toEqual([
      IMAGE,
      command,
      'mem_limit: 2304m',
      'deploy:',
      '  resources:',
      '    limits:',
      '      memory: 2304M',
    ]);
  });

  it('not in a variable of another file, which may mean more', () => {
    const text = `services:\n  cache:\n    ${IMAGE}\n    ${command}\n    mem_limit: \${LIMIT}\n`;
    const files = { [NAME]: text, '.env': 'LIMIT=1g\n' };
    const [finding] = findings(files, 'limit-below-2x');
    expect(finding?.message).toContain('The limit of 1 GiB');
    expect(finding?.fixes.map(({ title }) => title.split(' ')[0])).toEqual(['Lower', 'Allow']);
  });
});

describe('a limit that is set', () => {
  const command = 'command: redis-server --maxmemory 1gb --save "60 1"';
  const set = (lines: readonly string[]) =>
    service([command, ...lines], 'missing-memory-limit', 'Set a memory limit of 2304m');
  const LIMITS = ['deploy:', '  resources:', '    limits:', '      memory: 2304m'];

  it('where nothing of it stands', () => {
    expect(set([])).toEqual([IMAGE, ...LIMITS, command]);
  });

  it.each([
    [
      ['deploy:', '  replicas: 1'],
      ['deploy:', '  replicas: 1', ...LIMITS.slice(1)],
    ],
    [
      ['deploy:', '  resources:', '    limits:', '      cpus: "1"'],
      ['deploy:', '  resources:', '    limits:', '      cpus: "1"', '      memory: 2304m'],
    ],
    [
      ['deploy: { resources: { limits: { cpus: "1" } } }'],
      ['deploy: { resources: { limits: { cpus: "1", memory: 2304m } } }'],
    ],
    [['deploy: { replicas: 1 }'], ['deploy: { replicas: 1, resources: { limits: { memory: 2304m } } }']],
  ])('beside %j', (lines, after) => expect(set(lines)).toEqual([IMAGE, command, ...after]));

  it('as mem_limit in formats that know no deploy', () => {
    const files = { [NAME]: `version: "2.4"\nservices:\n  cache:\n    ${IMAGE}\n    ${command}\n` };
    expect(fixed(files, 'missing-memory-limit', 'Set a memory limit')[NAME]).toBe(
      `version: "2.4"\nservices:\n  cache:\n    ${IMAGE}\n    mem_limit: 2304m\n    ${command}\n`,
    );
  });

  it('beside keys of the service itself, not of what it merges', () => {
    const text = `x-redis: &redis\n  ${IMAGE}\n  ${command}\nservices:\n  cache:\n    <<: *redis\n    restart: always\n`;
    expect(fixed({ [NAME]: text }, 'missing-memory-limit', 'Set a memory limit')[NAME]).toBe(
      `${text}${LIMITS.map((line) => `    ${line}\n`).join('')}`,
    );
  });

  it('in the service itself, not in the one that it extends', () => {
    const text = `services:\n  cache:\n    extends: { file: base.yml, service: x }\n`;
    const base = `services:\n  x:\n    ${IMAGE}\n    ${command}\n`;
    const after = fixed({ [NAME]: text, 'base.yml': base }, 'missing-memory-limit', 'Set a memory limit');
    expect(after['base.yml']).toBe(base);
    expect(after[NAME]).toBe(`${text}${LIMITS.map((line) => `    ${line}\n`).join('')}`);
  });

  it('with the line endings of the file', () => {
    const text = `services:\r\n  cache:\r\n    ${IMAGE}\r\n    ${command}\r\n`;
    const after = fixed({ [NAME]: text }, 'missing-memory-limit', 'Set a memory limit')[NAME] ?? '';
    expect(after).toContain(
      `${IMAGE}\r\n    deploy:\r\n      resources:\r\n        limits:\r\n          memory: 2304m\r\n`,
    );
    expect(after.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('in JSON', () => {
    const text =
      '{"services":{"cache":{"image":"redis:7.2","command":["redis-server","--maxmemory","1gb"]}}}';
    const after = fixed({ 'compose.json': text }, 'missing-memory-limit', 'Set a memory limit');
    expect(findings(after, 'missing-memory-limit')).toEqual([]);
  });
});

describe('a setting in a command', () => {
  const off = (lines: readonly string[]) => service(lines, 'save-on-primary', 'Turn off RDB snapshots');

  it.each([
    ['command: redis-server --save 60 1 --appendonly no', "command: redis-server --save '' --appendonly no"],
    [`command: 'redis-server --save 60 1'`, `command: 'redis-server --save '''''`],
    [`command: "redis-server --save 60 1"`, `command: "redis-server --save ''"`],
    ['command: ["redis-server", "--save", "60 1"]', 'command: ["redis-server", "--save", ""]'],
    [`command: ['redis-server', '--save 60 1']`, `command: ['redis-server', '--save ""']`],
    ['command: sh -c "exec redis-server --save 60 1"', `command: sh -c "exec redis-server --save ''"`],
  ])('%s', (before, after) => expect(off([before])).toEqual([IMAGE, after]));

  it('on lines of a block', () => {
    expect(off(['command: >', '  redis-server', '  --save 60 1', '  --appendonly no'])).toEqual([
      IMAGE,
      'command: >',
      '  redis-server',
      "  --save ''",
      '  --appendonly no',
    ]);
  });

  it('not where the quotes around a script would end', () => {
    const text = `services:\n  cache:\n    ${IMAGE}\n    command: sh -c 'redis-server --save 60 1'\n`;
    const [finding] = findings({ [NAME]: text }, 'save-on-primary');
    expect(finding?.fixes.filter(({ title }) => title.startsWith('Turn off'))).toEqual([]);
  });
});

describe('a setting that is added', () => {
  const add = (lines: readonly string[]) => service(lines, 'implicit-save-points', 'Turn snapshots off');

  it.each([
    ['command: redis-server --appendonly no', "command: redis-server --appendonly no --save ''"],
    ['command: redis-server --requirepass "a b"', `command: redis-server --requirepass "a b" --save ''`],
    [`command: 'redis-server'`, `command: 'redis-server --save '''''`],
    ['command: ["redis-server"]', 'command: ["redis-server", "--save", ""]'],
    ['command: sh -c "redis-server"', `command: sh -c "redis-server --save ''"`],
  ])('%s', (before, after) => expect(add([before])).toEqual([IMAGE, after]));

  it('where the image decided', () => {
    expect(add(['restart: always'])).toEqual([IMAGE, 'command: ["--save", ""]', 'restart: always']);
  });

  it('in the file that is mounted', () => {
    const text = `services:\n  cache:\n    ${IMAGE}\n    command: redis-server /r.conf\n    volumes: ["./r.conf:/r.conf"]\n`;
    const files = { [NAME]: text, 'r.conf': 'maxmemory 1gb\r\nappendonly no\r\n' };
    const after = fixed(files, 'implicit-save-points', 'Turn snapshots off');
    expect(after['r.conf']).toBe('maxmemory 1gb\r\nappendonly no\r\nsave ""\r\n');
    expect(after[NAME]).toBe(text);
  });

  it('in a config that is written into the file', () => {
    const text = [
      'services:',
      '  cache:',
      '    image: redis:7.2',
      '    command: redis-server /r.conf',
      '    configs: [{ source: r, target: /r.conf }]',
      'configs:',
      '  r:',
      '    content: |',
      '      maxmemory 1gb',
      '      appendonly no',
      '',
    ].join('\n');
    const after = fixed({ [NAME]: text }, 'implicit-save-points', 'Turn snapshots off');
    expect(after[NAME]).toBe(text.replace('      appendonly no\n', '      appendonly no\n      save ""\n'));
  });

  it('not behind the start script of an image that takes no options', () => {
    const text =
      'services:\n  cache:\n    image: bitnami/redis:7.2\n    environment: [REDIS_AOF_ENABLED=no]\n';
    const titles = lintFiles({ [NAME]: text }).findings.flatMap(({ fixes }) =>
      fixes.map(({ title }) => title),
    );
    expect(titles.filter((title) => /^(?!Allow).*(?:snapshots|save points|maxmemory)/.test(title))).toEqual(
      [],
    );
  });
});

describe('a kernel setting that is removed', () => {
  const remove = (lines: readonly string[]) => service(lines, 'host-sysctl-in-pod', 'Remove the setting');

  it.each([
    [
      ['sysctls:', '  - net.core.somaxconn=1024', '  - vm.overcommit_memory=1'],
      ['sysctls:', '  - net.core.somaxconn=1024'],
    ],
    [['sysctls: { vm.overcommit_memory: 1, net.core.somaxconn: 1 }'], ['sysctls: { net.core.somaxconn: 1 }']],
    [['restart: always', 'sysctls:', '  vm.overcommit_memory: 1'], ['restart: always']],
    [['restart: always', 'sysctls: [vm.overcommit_memory=1]'], ['restart: always']],
  ])('%j', (lines, after) => expect(remove(lines)).toEqual([IMAGE, ...after]));
});

describe('a suppression', () => {
  it('is not offered inside a command over several lines', () => {
    const text = `services:\n  cache:\n    ${IMAGE}\n    command: redis-server\n      --save 60 1\n`;
    const [finding] = findings({ [NAME]: text }, 'save-on-primary');
    expect(finding?.fixes.some(({ safety }) => safety === 'allow')).toBe(false);
  });

  it('stands above the line of the finding', () => {
    const text = `services:\n  cache:\n    ${IMAGE}\n    command: redis-server --save 60 1\n`;
    const after = fixed({ [NAME]: text }, 'save-on-primary', 'Allow save-on-primary');
    expect(findings(after, 'save-on-primary')).toEqual([]);
  });
});
