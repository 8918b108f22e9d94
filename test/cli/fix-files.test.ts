/** `--fix` and the files that it writes: nothing but the text of a fix changes, and what cannot be written stays. */

import { execFileSync } from 'node:child_process';
import { chmod, lstat, readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { applyFixes } from '../../server/src/cli/apply-fixes';
import { NO_CONFIGURATION } from '../../server/src/core/configuration';
import { Project } from '../../server/src/core/project/project';
import { fileIdOfPath } from '../../server/src/files/file-id';
import { temporaryFolder } from '../support/temporary-folder';
import { forkguard, onlyRules } from './support/run';

const folder = temporaryFolder();

const APPLIED = 'forkguard: 1 fix applied in 1 file';

describe('a file keeps', () => {
  it('its line endings, its tabs, its last line', async () => {
    await folder.write({ 'redis.conf': '# a\r\n\tmaxmemmory\t1gb\r\n\r\nsave ""' });
    expect((await forkguard(folder.path, '--fix')).err).toEqual([APPLIED]);
    expect(await folder.read('redis.conf')).toBe('# a\r\n\tmaxmemory\t1gb\r\n\r\nsave ""');
  });

  it('line endings where lines are inserted', async () => {
    await folder.write({ 'redis.conf': 'maxmemory 1gb # half\r\nsave ""\r\n' });
    await forkguard(folder.path, '--fix');
    expect(await folder.read('redis.conf')).toBe('# half\r\nmaxmemory 1gb\r\nsave ""\r\n');
  });

  it.each([0o640, 0o600, 0o666, 0o4755])('its mode: %o', async (mode) => {
    await folder.write({ 'redis.conf': 'maxmemmory 1gb\n' });
    await chmod(folder.join('redis.conf'), mode);
    expect((await forkguard(folder.path, '--fix')).err).toEqual([APPLIED]);
    expect((await stat(folder.join('redis.conf'))).mode & 0o7777).toBe(mode);
  });

  it('its owner', async () => {
    await folder.write({ 'redis.conf': 'maxmemmory 1gb\n' });
    // Only the superuser gives files away; everybody else owns what they write.
    const owner = process.getuid?.() === 0 ? 12345 : process.getuid?.();
    if (process.getuid?.() === 0) execFileSync('chown', ['12345:12345', folder.join('redis.conf')]);
    expect((await forkguard(folder.path, '--fix')).err).toEqual([APPLIED]);
    expect((await stat(folder.join('redis.conf'))).uid).toBe(owner);
  });

  it('a link that leads to it', async () => {
    await folder.write({ 'real/redis-1.conf': 'maxmemmory 1gb\n', 'here/x.txt': '' });
    await symlink('../real/redis-1.conf', folder.join('here/redis.conf'));
    expect((await forkguard(folder.path, '--fix', 'here/redis.conf')).err).toEqual([APPLIED]);
    expect(await readlink(folder.join('here/redis.conf'))).toBe('../real/redis-1.conf');
    expect(await folder.read('real/redis-1.conf')).toBe('maxmemory 1gb\n');
  });

  it('its folder free of anything else', async () => {
    await folder.write({ 'redis.conf': 'maxmemmory 1gb\n' });
    await forkguard(folder.path, '--fix');
    expect(await readdir(folder.path)).toEqual(['redis.conf']);
  });

  it('its time where nothing is fixed', async () => {
    await folder.write({ 'redis.conf': 'save 900 1\n' });
    const before = await stat(folder.join('redis.conf'));
    await forkguard(folder.path, '--fix');
    const after = await stat(folder.join('redis.conf'));
    expect([after.mtimeMs, after.ino]).toEqual([before.mtimeMs, before.ino]);
  });
});

describe('a file is not written', () => {
  it('when its bytes are not UTF-8', async () => {
    const bytes = Buffer.from('# gr\xF6\xDFe\nmaxmemmory 1gb\n', 'latin1');
    await folder.write({ 'redis.conf': bytes, 'a/redis.conf': 'maxmemmory 1gb\n' });
    const { err } = await forkguard(folder.path, '--fix', '--fix=unknown-directive');
    expect(err).toEqual([
      APPLIED,
      'forkguard: redis.conf: not valid UTF-8; other bytes are shown as � and the file is never written',
    ]);
    expect(await readFile(folder.join('redis.conf'))).toEqual(bytes);
    expect(await folder.read('a/redis.conf')).toBe('maxmemory 1gb\n');
  });

  it('when it changed since it was read; the others are, and it is reported as it was', async () => {
    await folder.write({ 'a.conf': '', 'b.conf': '' });
    const [a, b] = ['a.conf', 'b.conf'].map((name) => fileIdOfPath(folder.join(name))) as [string, string];
    const text = 'maxmemmory 1gb\n';
    const project = new Project();
    for (const file of [a, b]) project.set(file, text, { redisConf: true });
    await writeFile(folder.join('a.conf'), `${text}# somebody else\n`);
    await writeFile(folder.join('b.conf'), text);
    const read = new Map([a, b].map((file) => [file, { kind: 'text', text, lossy: false } as const]));
    expect(
      await applyFixes({ project, read, named: new Set(project.ids) }, NO_CONFIGURATION, new Set()),
    ).toEqual({
      fixes: 1,
      files: [b],
      failed: [{ file: a, why: 'not written: it changed while it was being checked' }],
    });
    expect(await folder.read('a.conf')).toBe(`${text}# somebody else\n`);
    expect([project.text(a), project.text(b)]).toEqual([text, 'maxmemory 1gb\n']);
  });

  it('when it is gone', async () => {
    const file = fileIdOfPath(folder.join('gone/redis.conf'));
    const project = new Project();
    project.set(file, 'maxmemmory 1gb\n');
    const read = new Map([[file, { kind: 'text', text: 'maxmemmory 1gb\n', lossy: false } as const]]);
    const { failed } = await applyFixes(
      { project, read, named: new Set(project.ids) },
      NO_CONFIGURATION,
      new Set(),
    );
    expect(failed).toEqual([{ file, why: 'not written: no such file or folder' }]);
    await expect(lstat(folder.join('gone'))).rejects.toThrow();
  });

  // The superuser may write everything.
  if (process.getuid?.() !== 0)
    it('when its owner made it read-only', async () => {
      await folder.write({ 'redis.conf': 'maxmemmory 1gb\n' });
      await chmod(folder.join('redis.conf'), 0o444);
      const { code, err, out } = await forkguard(folder.path, '--fix', '--fail-on', 'never');
      expect(err).toEqual([
        'forkguard: 0 fixes applied in 0 files',
        'forkguard: redis.conf: not written: no permission',
      ]);
      expect(out).toContain('maxmemmory');
      expect(code).toBe(2);
    });
});

describe('files that are included', () => {
  it('are fixed where the text is, if they are named', async () => {
    await folder.write({
      'redis.conf': 'include more.inc\n',
      'more.inc': 'maxmemmory 1gb\n',
      '.forkguard.yaml': onlyRules('unknown-directive'),
    });
    expect((await forkguard(folder.path, '--fix', 'redis.conf')).err).toEqual([
      'forkguard: 0 fixes applied in 0 files',
    ]);
    expect((await forkguard(folder.path, '--fix', 'redis.conf', 'more.inc')).err).toEqual([APPLIED]);
    expect(await folder.read('more.inc')).toBe('maxmemory 1gb\n');
  });
});
