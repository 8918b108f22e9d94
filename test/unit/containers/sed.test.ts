/** `sed` against the real one: what is read of a script does to lines what the program does. */

import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { lineEditOf, readSed } from '../../../server/src/core/container/shell/sed';

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
  const edit = lineEditOf(script, extended);
  return edit && LINES.flatMap((line) => edit(line) ?? []).join('\n');
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
])('%s', (script, extended = false) => {
  expect(read(script, extended)).toBe(real(script, extended));
});

it.each([
  's/a/b/w /tmp/x',
  's/${NAME}/b/',
  '1d',
  '/save/,/dir/d',
  '$a maxmemory 1gb',
  's/[[:space:]]//',
  's/a/\\n/',
  'y/a/b/',
  's/a',
  's/\\(/x/',
])('does not read %s', (script) => expect(lineEditOf(script, false)).toBeUndefined());

it('tells scripts from files', () => {
  const call = (...args: string[]) => {
    const sed = readSed(args);
    return sed && { ...sed, scripts: sed.scripts.map((i) => args[i]), files: sed.files.map((i) => args[i]) };
  };
  expect(call('-i', 's/a/b/', 'x')).toEqual({
    inPlace: true,
    extended: false,
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
  expect(call('-n', 's/a/b/p', 'x')).toBeUndefined();
  expect(call('s/a/b/')).toBeUndefined();
});
