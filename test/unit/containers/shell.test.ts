/** What is said of servers that scripts start: where findings point, and what is certain. */

import { describe, expect, it } from 'vitest';
import { factValue } from '../../../server/src/core/model/fact';
import { printedSetting } from '../../../server/src/core/server/printed-settings';
import { lintFiles } from '../../support/lint-text';

type Files = Readonly<Record<string, string>>;

function compose(lines: readonly string[], files: Files = {}) {
  const text = ['services:', '  cache:', ...lines.map((line) => `    ${line}`), ''].join('\n');
  const all: Files = { ...files, 'compose.yaml': text };
  const { instances, findings } = lintFiles(all);
  const server = instances.find(({ name }) => name === 'service cache');
  const value = (name: string): unknown => server && (factValue(printedSetting(server, name)) ?? 'unknown');
  return { server, value, findings, text, all };
}

const SCRIPT = [
  '#!/bin/sh',
  'cp /seed/redis.conf /redis.conf',
  'if [ -n "$REDISMASTERPASS" ]; then',
  '  echo "masterauth $REDISMASTERPASS" >> /redis.conf',
  'fi',
  'exec redis-server /redis.conf',
  '',
].join('\n');

const GUARDED = [
  'image: redis:7.2',
  'environment: ["REDISMASTERPASS=${REDISMASTERPASS:-}"]',
  'command: ["/start.sh"]',
  'volumes: ["./start.sh:/start.sh", "./redis.conf:/seed/redis.conf"]',
];

describe('a guard', () => {
  const files = { 'start.sh': SCRIPT, 'redis.conf': 'maxmemory 100mb\nsave ""\n' };

  it('whose variable Compose leaves empty keeps its line out', () => {
    const { findings, value } = compose(GUARDED, files);
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect([value('maxmemory'), value('save')]).toEqual([104857600, '']);
  });

  it('whose variable is set lets it in', () => {
    const lines = GUARDED.map((line) => line.replace(':-}', ':-secret}'));
    const names = compose(lines, files).server?.directives.all('masterauth');
    expect(names?.map(({ line }) => line.conditional)).toEqual([false]);
  });

  it('that is missing makes the same line an error, at its place in the script', () => {
    const script = SCRIPT.replace('if [ -n "$REDISMASTERPASS" ]; then\n', '').replace('fi\n', '');
    const { findings } = compose(GUARDED, { ...files, 'start.sh': script });
    const [error] = findings.filter(({ severity }) => severity === 'error');
    expect(error?.message).toMatch(/masterauth/);
    expect(error?.place.file).toMatch(/start\.sh$/);
    const { start, end } = error?.place.span ?? { start: 0, end: 0 };
    expect(script.slice(start, end)).toMatch(/^masterauth/);
  });

  it('that only the machine decides makes its line uncertain', () => {
    const script = SCRIPT.replace('[ -n "$REDISMASTERPASS" ]', 'wget -q -O- http://config/ready');
    const { findings, server } = compose(GUARDED, { ...files, 'start.sh': script });
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(server?.directives.last('masterauth')?.line.conditional).toBe(true);
  });
});

/** The text under the lines that set a directive. */
function written(name: string, script: string): string[] {
  const files = { 'start.sh': script, 'redis.conf': 'port 6379\nrequirepass PASSWORD\n' };
  const lines = [
    'image: redis:7.2',
    'command: ["/start.sh"]',
    'volumes: ["./start.sh:/start.sh", "./redis.conf:/seed/redis.conf"]',
  ];
  const { server, all } = compose(lines, files);
  return (server?.directives.all(name) ?? []).map(({ source, line }) => {
    const { file, span } = source.map.place(line.span);
    return (all[file.slice(file.lastIndexOf('/') + 1)] ?? '').slice(span.start, span.end);
  });
}

describe('a line points at what writes it', () => {
  it.each([
    ['echo', 'echo "maxmemory 1gb" >> /r.conf', 'maxmemory 1gb'],
    ['printf', "printf '%s\\n' 'maxmemory 1gb' > /r.conf", 'maxmemory 1gb'],
    ['a here-document', 'cat > /r.conf <<EOF\nsave ""\nmaxmemory 1gb\nEOF', 'maxmemory 1gb'],
    [
      'a here-document with values in it',
      'M=1gb\ncat > /r.conf <<EOF\nsave ""\nmaxmemory $M\nEOF',
      'maxmemory $M',
    ],
    ['a group', '{\n  echo "maxmemory 1gb"\n} >> /r.conf', 'maxmemory 1gb'],
    ['a function', 'add() { echo "$1 1gb" >> /r.conf; }\nadd maxmemory', '$1 1gb'],
    ['sed', "sed 's/port 6379/maxmemory 1gb/' /seed/redis.conf > /r.conf", "'s/port 6379/maxmemory 1gb/'"],
  ])('%s', (_, script, text) => {
    expect(written('maxmemory', `#!/bin/sh\n${script}\nexec redis-server /r.conf\n`)).toEqual([text]);
  });

  it('or at the file that was copied', () => {
    const script =
      '#!/bin/sh\ncp /seed/redis.conf /r.conf\nsed -i "s/PASSWORD/$(cat /secret)/" /r.conf\nexec redis-server /r.conf\n';
    expect(written('port', script)).toEqual(['port 6379']);
    expect(written('requirepass', script)).toEqual(['"s/PASSWORD/$(cat /secret)/"']);
  });
});

describe('work has a bound', () => {
  it.each([
    ['doubling', `A=aaaaaaaa\n${'A=$A$A\n'.repeat(60)}exec redis-server --maxmemory $A`],
    ['a loop without end', 'while true; do A="$A x"; done\nexec redis-server --maxmemory 1gb'],
    ['files that grow', `echo x > /a\n${'cat /a /a > /b; cat /b /b > /a\n'.repeat(40)}exec redis-server /a`],
    ['functions that call themselves', 'f() { f; f; }\nf\nexec redis-server --maxmemory 1gb'],
    ['ways that multiply', `${'wget x && echo "save 1 $RANDOM" >> /r\n'.repeat(60)}exec redis-server /r`],
    ['braces', `echo ${'{a,b}'.repeat(40)}\nexec redis-server --maxmemory 1gb`],
    [
      'nested substitutions',
      `A=${'$(echo '.repeat(200)}x${')'.repeat(200)}\nexec redis-server --maxmemory 1gb`,
    ],
  ])('%s', (_, script) => {
    const lines = ['image: redis:7.2', 'command: ["/start.sh"]', 'volumes: ["./start.sh:/start.sh"]'];
    const { findings } = compose(lines, { 'start.sh': `#!/bin/bash\n${script}\n` });
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
