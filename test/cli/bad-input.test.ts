/** Input that cannot be read: one clear line each on standard error and in every format, the rest is checked. */

import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { chmod, mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder';
import { forkguard } from './support/run';

const hooks = vi.hoisted(() => {
  const nothing = (_path: string): void => {};
  return { nothing, beforeListing: nothing, beforeOpening: nothing };
});

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const readdir = (...args: Parameters<typeof real.readdir>) => {
    hooks.beforeListing(String(args[0]));
    return real.readdir(...args);
  };
  const open = (...args: Parameters<typeof real.open>) => {
    hooks.beforeOpening(String(args[0]));
    return real.open(...args);
  };
  return { ...real, readdir, open };
});

const folder = temporaryFolder();
afterEach(() => {
  hooks.beforeListing = hooks.nothing;
  hooks.beforeOpening = hooks.nothing;
});

const BAD = 'maxmemmory 1gb\n';

/**
 * Checks the folder, and the one path by its name: the same line both times, and the good file beside it is checked.
 * @returns the exit code for the folder and for the path
 */
async function expectLine(name: string, why: string): Promise<[number, number]> {
  await folder.write({ 'good/redis.conf': BAD });
  const all = await forkguard(folder.path, '--fail-on', 'never', '--format', 'json');
  expect(all.err).toEqual([`forkguard: ${name}: ${why}`]);
  expect(JSON.parse(all.out).problems).toEqual([{ path: name, why }]);
  expect(JSON.parse(all.out).findings[0].file).toBe('good/redis.conf');
  const one = await forkguard(folder.path, '--fail-on', 'never', name, 'good');
  expect(one.err).toEqual([`forkguard: ${name}: ${why}`]);
  expect(one.out).toContain('good/redis.conf');
  return [all.code, one.code];
}

describe('a file', () => {
  it('of binary data', async () => {
    await folder.write({ 'redis.conf': Buffer.from('maxmemory 1gb\n\0\x01') });
    expect(await expectLine('redis.conf', 'binary data, not a configuration')).toEqual([0, 1]);
  });

  it('in UTF-16', async () => {
    await folder.write({ 'redis.conf': Buffer.from('\uFEFFmaxmemory 1gb\n', 'utf16le') });
    await expectLine('redis.conf', 'UTF-16 text, which servers cannot read; save it as UTF-8');
  });

  it('of 100 MB', async () => {
    await folder.write({ 'redis.conf': BAD });
    await truncate(folder.join('redis.conf'), 100 * 1024 * 1024);
    expect(await expectLine('redis.conf', '100 MB exceeds the limit of 8 MB')).toEqual([0, 1]);
  });

  it('that is too long by a byte', async () => {
    await folder.write({ 'redis.conf': BAD });
    await truncate(folder.join('redis.conf'), 8 * 1024 * 1024 + 1);
    await expectLine('redis.conf', '9 MB exceeds the limit of 8 MB');
  });

  it('that is not UTF-8, and is checked all the same', async () => {
    await folder.write({ 'redis.conf': Buffer.from('# gr\xF6\xDFe\nmaxmemmory 1gb\n', 'latin1') });
    const { err, out, code } = await forkguard(folder.path);
    expect(err).toEqual([
      'forkguard: redis.conf: not valid UTF-8; other bytes are shown as � and the file is never written',
    ]);
    expect(out).toContain('    2 | maxmemmory 1gb');
    expect(code).toBe(1);
  });

  // The superuser may read everything.
  if (process.getuid?.() !== 0)
    it('that may not be read', async () => {
      await folder.write({ 'redis.conf': BAD });
      await chmod(folder.join('redis.conf'), 0);
      expect(await expectLine('redis.conf', 'no permission')).toEqual([0, 1]);
    });

  it('that is not there, or below another file', async () => {
    await folder.write({ 'good/redis.conf': BAD });
    const long = 'x'.repeat(300);
    const paths = ['none.conf', 'good/redis.conf/x.conf', long];
    const { err, out, code } = await forkguard(folder.path, ...paths, 'good');
    expect(err).toEqual([
      'forkguard: none.conf: no such file or folder',
      'forkguard: good/redis.conf/x.conf: no such file or folder (a part of the path is a file)',
      `forkguard: ${long}: the path is too long for this system`,
    ]);
    expect(out).toContain('good/redis.conf');
    expect(code).toBe(1);
  });

  it('that another includes', async () => {
    await folder.write({ 'redis.conf': 'include part\nport 1\n', part: Buffer.of(0) });
    const { err, code } = await forkguard(folder.path, 'redis.conf');
    expect(err).toEqual(['forkguard: part: binary data, not a configuration']);
    expect(code).toBe(0);
  });
});

describe('no regular file:', () => {
  it('a pipe that nobody writes to', async () => {
    execFileSync('mkfifo', [folder.join('redis.conf')]);
    expect(await expectLine('redis.conf', 'not a regular file')).toEqual([0, 1]);
  });

  it('a socket', async () => {
    const server = createServer().listen(folder.join('redis.conf'));
    try {
      await expectLine('redis.conf', 'not a regular file');
    } finally {
      server.close();
    }
  });

  it('a device', async () => {
    expect((await forkguard(folder.path, '/dev/null')).err).toEqual([
      'forkguard: /dev/null: not a regular file',
    ]);
  });

  it('a link to nothing', async () => {
    await symlink('nowhere', folder.join('redis.conf'));
    expect(await expectLine('redis.conf', 'a broken symbolic link')).toEqual([0, 1]);
  });

  it('links that lead in a circle', async () => {
    await symlink('b.conf', folder.join('redis.conf'));
    await symlink('redis.conf', folder.join('b.conf'));
    const { err, code } = await forkguard(folder.path, 'redis.conf');
    expect(err).toEqual(['forkguard: redis.conf: a loop of symbolic links']);
    expect(code).toBe(2);
  });
});

describe('a folder', () => {
  it('that vanishes while it is walked through', async () => {
    await folder.write({ 'a/redis.conf': BAD, 'b/redis.conf': BAD, 'c/redis.conf': BAD });
    hooks.beforeListing = (path) => {
      if (path === folder.join('b')) rmSync(path, { recursive: true });
    };
    const { err, out, code } = await forkguard(folder.path);
    expect(err).toEqual(['forkguard: b: no such file or folder']);
    expect(out.match(/^\w\/redis\.conf$/gm)).toEqual(['a/redis.conf', 'c/redis.conf']);
    expect(code).toBe(1);
  });

  it('whose files vanish', async () => {
    await folder.write({ 'a/redis.conf': BAD, 'b/redis.conf': BAD });
    hooks.beforeOpening = (path) => {
      if (path === folder.join('a/redis.conf')) rmSync(path);
    };
    const { err, out, code } = await forkguard(folder.path);
    expect(err).toEqual(['forkguard: a/redis.conf: no such file or folder']);
    expect(out).toContain('b/redis.conf');
    expect(code).toBe(1);
  });

  it('with links around in circles', async () => {
    await folder.write({ 'a/b/redis.conf': BAD });
    await symlink('..', folder.join('a/up'));
    await symlink('.', folder.join('a/b/here'));
    await symlink(folder.path, folder.join('a/redis-all.conf'));
    const { err, out } = await forkguard(folder.path);
    expect(out.match(/^.*redis\.conf$/gm)).toEqual(['a/b/redis.conf']);
    expect(err).toEqual([]);
  });

  it('with a link to the outside, which can be named', async () => {
    await folder.write({ 'in/x.txt': '', 'out/redis-1.conf': BAD });
    await symlink('../out/redis-1.conf', folder.join('in/redis.conf'));
    const { err, out } = await forkguard(folder.path, 'in');
    expect(err).toEqual([
      'forkguard: in/redis.conf: a symbolic link to a file outside the folder, not followed',
    ]);
    expect(out).toMatch(/^Nothing to report/);
    expect((await forkguard(folder.path, 'in/redis.conf')).out).toContain('maxmemmory');
  });

  it('nested deeply', async () => {
    const deep = Array.from({ length: 400 }, () => 'd').join('/');
    await folder.write({ [`${deep}/redis.conf`]: BAD });
    const { out, err } = await forkguard(folder.path);
    expect(out).toContain(`${deep}/redis.conf`);
    expect(err).toEqual([]);
  });

  it('named like a file', async () => {
    await mkdir(folder.join('redis.conf'));
    await writeFile(folder.join('redis.conf/valkey.conf'), BAD);
    const { out, err } = await forkguard(folder.path);
    expect(out).toContain('redis.conf/valkey.conf');
    expect(err).toEqual([]);
  });
});
