/** Which files are checked: paths, folders, standard input. */

import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder';
import { forkguard, onlyRules } from './support/run';

const folder = temporaryFolder();
const BAD = 'maxmemmory 1gb\n';

interface Found {
  readonly file: string;
  readonly rule: string;
}

/** The files that hold what is bad. */
async function checked(cwd: string, ...argv: string[]): Promise<string[]> {
  const { out } = await forkguard(cwd, '--format', 'json', ...argv);
  const found: Found[] = JSON.parse(out).findings;
  return found.filter(({ rule }) => rule === 'unknown-directive').map(({ file }) => file);
}

describe('paths', () => {
  it('are the working folder when there are none', async () => {
    await folder.write({ 'redis.conf': BAD, 'a/b/c/valkey.conf': BAD, 'notes.txt': BAD });
    const expected = ['a/b/c/valkey.conf', 'redis.conf'];
    expect(await checked(folder.path)).toEqual(expected);
    expect(await checked(folder.path, '.')).toEqual(expected);
    expect(await checked(folder.path, 'lint')).toEqual(expected);
    expect(await checked(folder.path, 'lint', folder.path)).toEqual(expected);
  });

  it('may be several, the same twice counts once', async () => {
    await folder.write({ 'a/redis.conf': BAD, 'b/redis.conf': BAD, 'c/redis.conf': BAD });
    expect(await checked(folder.path, 'a', 'b/redis.conf')).toEqual(['a/redis.conf', 'b/redis.conf']);
    const { out } = await forkguard(folder.path, 'a', 'a/redis.conf', './a/../a', '--format', 'json');
    expect(JSON.parse(out).stats.files).toBe(1);
  });

  it('are named from the working folder, or absolutely outside it', async () => {
    await folder.write({ 'here/x.txt': '', 'there/redis.conf': BAD, 'here/..data/redis.conf': BAD });
    expect(await checked(folder.join('here'))).toEqual(['..data/redis.conf']);
    expect(await checked(folder.join('here'), '../there')).toEqual([folder.join('there/redis.conf')]);
  });

  it('that look like options follow --', async () => {
    await folder.write({ '--fix/redis.conf': BAD });
    expect(await checked(folder.path, '--', '--fix')).toEqual(['--fix/redis.conf']);
    expect(await folder.read('--fix/redis.conf')).toBe(BAD);
  });

  it.each([
    'a b',
    'größe',
    'gro\u0308ße',
    '100%',
    'a%20b',
    '#1',
    'why?',
    'a\\b',
    '[x]',
    'tail ',
    'a\tb',
    '日本',
  ])('may have any name: %j', async (name) => {
    const file = `${name}/redis-${name}.conf`;
    await folder.write({ [file]: 'include sub/*.conf\n', [`${name}/sub/x.conf`]: BAD });
    expect(await checked(folder.path)).toEqual([`${name}/sub/x.conf`]);
    expect(await checked(folder.path, file)).toEqual([`${name}/sub/x.conf`]);
    expect(await checked(folder.join(name))).toEqual(['sub/x.conf']);
  });

  it('that are no configuration have a line, unless one includes them', async () => {
    await folder.write({ 'redis.conf': 'include part\n', part: BAD, 'notes.txt': 'Some words.\n' });
    const { err, code } = await forkguard(
      folder.path,
      'part',
      'notes.txt',
      'redis.conf',
      '--fail-on',
      'never',
    );
    expect(err).toEqual(['forkguard: notes.txt: not recognised as a configuration of Redis or Valkey']);
    expect(code).toBe(0);
  });
});

describe('a folder', () => {
  it('is read without what Git leaves out', async () => {
    await folder.write({
      '.git/config': '',
      '.git/redis.conf': BAD,
      'node_modules/x/redis.conf': BAD,
      '.gitignore': 'old/\n*.local.conf\n/top.redis.conf\n!redis-keep.local.conf\n',
      'old/redis.conf': BAD,
      'redis.local.conf': BAD,
      'redis.conf': BAD,
      'redis-keep.local.conf': BAD,
      'top.redis.conf': BAD,
      'a/top.redis.conf': BAD,
      'a/.gitignore': '!redis.local.conf\nredis.conf\n!old/\n',
      'a/redis.local.conf': BAD,
      'a/redis.conf': BAD,
      'a/old/redis-1.conf': BAD,
      'a/old/redis.local.conf': BAD,
      'a/old/x.local.conf': BAD,
    });
    const expected = [
      'a/old/redis-1.conf',
      'a/old/redis.local.conf',
      'a/redis.local.conf',
      'a/top.redis.conf',
    ];
    expect(await checked(folder.path)).toEqual([...expected, 'redis-keep.local.conf', 'redis.conf']);
    expect(await checked(folder.join('a'))).toEqual(expected.map((name) => name.slice(2)));
  });

  it('that is named is read even so, and so is a file', async () => {
    await folder.write({
      '.git/config': '',
      '.gitignore': 'old\n*.conf\n',
      'old/x/redis.conf': BAD,
      'old/.gitignore': '!*.conf\n',
    });
    expect(await checked(folder.path)).toEqual([]);
    expect(await checked(folder.path, 'old')).toEqual(['old/x/redis.conf']);
    await folder.write({ 'redis.conf': BAD });
    expect(await checked(folder.path, 'redis.conf')).toEqual(['redis.conf']);
  });

  it('does not follow the rules of another repository around it', async () => {
    await folder.write({ '.gitignore': '*\n', 'inner/.git/config': '', 'inner/a/redis.conf': BAD });
    expect(await checked(folder.join('inner/a'))).toEqual(['redis.conf']);
  });
});

describe('standard input', () => {
  it('is a redis.conf in the working folder', async () => {
    const { out, code } = await forkguard({ cwd: folder.path, stdin: BAD }, '-');
    expect(out).toMatch(/^redis\.conf\n\n {2}1:1 error /);
    expect(code).toBe(1);
  });

  it('may have a name, which need not exist', async () => {
    const around = { cwd: folder.path, stdin: BAD };
    const { out } = await forkguard(around, '-', '--stdin-filename', 'deploy/valkey.conf', '--format=json');
    expect(JSON.parse(out).findings[0].file).toBe('deploy/valkey.conf');
  });

  it('counts instead of the file of that name', async () => {
    await folder.write({ 'redis.conf': 'include m*.conf\nprot 1\n', 'more.conf': 'prot 2\n' });
    const { out } = await forkguard({ cwd: folder.path, stdin: 'include m*.conf\n' }, '-', '--format=json');
    const found: Found[] = JSON.parse(out).findings;
    expect(found).toContainEqual(expect.objectContaining({ file: 'more.conf', rule: 'unknown-directive' }));
    expect(found.some(({ file, rule }) => file === 'redis.conf' && rule === 'unknown-directive')).toBe(false);
  });

  it('takes the project file beside its name', async () => {
    await folder.write({
      'a/.forkguard.yaml': onlyRules('unknown-directive'),
      '.forkguard.yaml': onlyRules(),
    });
    const around = { cwd: folder.path, stdin: BAD };
    expect((await forkguard(around, '-')).code).toBe(0);
    expect((await forkguard(around, '-', '--stdin-filename', 'a/redis.conf')).code).toBe(1);
  });

  it.each([
    ['is binary', Buffer.of(0, 1, 2), 'binary data, not a configuration', 2],
    ['is too long', Buffer.alloc(9 * 1024 * 1024, '# long\n'), '9 MB exceeds the limit of 8 MB', 2],
    [
      'is not UTF-8',
      Buffer.from('port 1 \xFF\n', 'latin1'),
      'not valid UTF-8; other bytes are shown as � and the file is never written',
      1,
    ],
  ])('has a line when it %s', async (_, stdin, why, code) => {
    const ran = await forkguard({ cwd: folder.path, stdin }, '-');
    expect(ran.err).toHaveLength(1);
    expect(ran.err[0]).toMatch(/^forkguard: (?:-|redis\.conf): /);
    expect(ran.err[0]).toContain(why);
    expect(ran.code).toBe(code);
  });

  it('has a line when it is no configuration', async () => {
    const around = { cwd: folder.path, stdin: 'Some words.\n' };
    const { err } = await forkguard(around, '-', '--stdin-filename', 'notes.txt');
    expect(err).toEqual(['forkguard: notes.txt: not recognised as a configuration of Redis or Valkey']);
  });

  it('may be empty', async () => {
    const { out, err } = await forkguard({ cwd: folder.path, stdin: '' }, '-', '--format=json');
    expect([JSON.parse(out).stats.files, err]).toEqual([1, []]);
  });
});
