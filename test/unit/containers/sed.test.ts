/** `sed` against the real one: what is read of a script does to lines what the program does. */

import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { readSed, readSedScript } from '../../../server/src/core/container/shell/sed';
import { SedRun } from '../../../server/src/core/container/shell/sed-run';

const LINES = [
  'port 6379',
  '# requirepass foobared',
  'requirepass PASSWORD',
  'masterauth PASSWORD PASSWORD',
  'save 900 1',
  '  maxmemory 100mb',
  'dir /data/redis',
  'bind 0.0.0.0',
  'logfile "/var/log/redis.log"',
];

const read = (script: string, extended = false): string | undefined => {
  const commands = readSedScript(script, extended, 100);
  const run = commands && new SedRun(commands, false);
  return (
    run &&
    LINES.flatMap((line, index) => run.line(line, index + 1, index === LINES.length - 1) ?? [{ text: '?' }])
      .map(({ text }) => text)
      .join('\n')
  );
};

const real = (script: string, extended = false): string =>
  spawnSync('sed', [...(extended ? ['-E'] : []), script], {
    input: `${LINES.join('\n')}\n`,
    encoding: 'utf8',
  }).stdout.replace(/\n$/, '');

it.each([
  ['s/PASSWORD/tulip/'],
  ['s/PASSWORD/tulip/g'],
  ['s#/data/redis#/bitnami/redis#'],
  ['s|^dir .*|dir /mnt/a\\|b|'],
  ['s/^# requirepass .*/requirepass a\\/b\\&c/'],
  ['s/^requirepass .*$/requirepass tulip/; s/^save .*//'],
  ['/^save/d'],
  ['/maxmemory/s/100/200/'],
  ['s/^\\(save\\) \\([0-9]\\{1,3\\}\\).*/\\1 \\2 9/'],
  ['s/[0-9]*mb/&MB $x/'],
  ['s/REDIS/x/I;/^#/d\ns/a(b)+?/nothing/'],
  ['s/(save) ([0-9]+)/\\2 \\1/', true],
  ['s/^\\s*maxmemory .*/maxmemory 1gb/'],
  ['1d'],
  ['/save/,/dir/d'],
  ['2,4s/PASSWORD/x/'],
  ['$a maxmemory 1gb'],
  ['/^port/i # before'],
  ['/^save/c save ""'],
  ['/^#/!s/PASSWORD/x/'],
  ['3q'],
  ['1s/^/first\\n/'],
  ['s/[[:space:]]//'],
  ['s/[[:digit:]]\\{1,\\}/N/g'],
  ['s|/data/\\(redis\\)|/x/\\1/$HOME|'],
])('%s', (script, extended = false) => {
  expect(read(script, extended)).toBe(real(script, extended));
});

it.each([
  's/a/b/w /tmp/x',
  'y/a/b/',
  's/a',
  's/\\(/x/',
  's/\\(a*\\)*b/x/',
  'n;d',
  '/a/{s/b/c/}',
  's/a/\\x41/',
])('does not read %s', (script) => expect(readSedScript(script, false, 100)).toBeUndefined());

it('takes something unknown in a pattern for any text', () => {
  const commands = readSedScript('s/^requirepass \uE000$/requirepass x/', false, 100) ?? [];
  const run = new SedRun(commands, false);
  expect(run.line('save 900 1', 1, false)).toEqual([{ text: 'save 900 1', same: true }]);
  expect(run.line('requirepass old', 2, false)).toMatchObject([{ uncertain: true }]);
});

it('tells scripts from files', () => {
  const call = (...args: string[]) => {
    const sed = readSed(args);
    return sed && { ...sed, scripts: sed.scripts.map((i) => args[i]), files: sed.files.map((i) => args[i]) };
  };
  expect(call('-i', 's/a/b/', 'x')).toEqual({
    inPlace: true,
    extended: false,
    quiet: false,
    scripts: ['s/a/b/'],
    files: ['x'],
  });
  expect(call('-i.bak', '-e', 's/a/b/', '-e', '/c/d', 'x', 'y')).toMatchObject({
    inPlace: true,
    scripts: ['s/a/b/', '/c/d'],
    files: ['x', 'y'],
  });
  expect(call('-Ei', 's/a/b/', 'x')).toMatchObject({ inPlace: true, extended: true });
  expect(call('s/a/b/', 'x')).toMatchObject({ inPlace: false });
  expect(call('-n', 's/a/b/p', 'x')).toMatchObject({ quiet: true });
  expect(call('s/a/b/')).toMatchObject({ files: [] });
  expect(call('-z', 's/a/b/', 'x')).toBeUndefined();
});
