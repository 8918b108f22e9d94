/** `dist/cli.js` in a process of its own: what only shows with real pipes, streams and exit codes. */

import { execFileSync } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder';
import { CLI, runBuilt } from './support/built';

const folder = temporaryFolder();

const BAD = 'maxmemmory 1gb\n';
const MANY = 'timeout x\n'.repeat(1500);

describe('the exit code', () => {
  it.each([
    [0, ['--fail-on', 'never']],
    [1, []],
    [2, ['--formt']],
    [2, ['missing.conf']],
  ])('is %d with %j', async (code, argv) => {
    await folder.write({ 'redis.conf': BAD });
    expect((await runBuilt(folder.path, argv)).code).toBe(code);
  });
});

it('has its version from the package', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect((await runBuilt(folder.path, ['--version'])).out).toBe(`${version}\n`);
});

it('runs by itself, also through a link as npm makes them', async () => {
  await folder.write({ 'redis.conf': BAD });
  await symlink(CLI, folder.join('forkguard'));
  expect(readFileSync(CLI, 'utf8').startsWith('#!/usr/bin/env node\n')).toBe(true);
  const out = execFileSync(process.execPath, [folder.join('forkguard'), '--fail-on=never'], {
    cwd: folder.path,
  });
  expect(out.toString()).toContain('maxmemmory');
});

it('keeps standard output and standard error apart', async () => {
  await folder.write({ 'redis.conf': BAD, 'b.conf': Buffer.of(0) });
  const { out, err } = await runBuilt(folder.path, ['--format', 'json']);
  expect(JSON.parse(out).problems).toHaveLength(1);
  expect(err).toBe('forkguard: b.conf: binary data, not a configuration\n');
});

it('reads standard input', async () => {
  const { out, code } = await runBuilt(folder.path, ['-', '--stdin-filename', 'x/redis.conf'], {
    stdin: BAD,
  });
  expect(out).toMatch(/^x\/redis\.conf\n/);
  expect(code).toBe(1);
});

it('has colours where it is told to, and no progress in a pipe', async () => {
  await folder.write({ 'redis.conf': BAD });
  const env = { FORCE_COLOR: '1', NO_COLOR: '' };
  expect((await runBuilt(folder.path, [], { env })).out).toContain('\u001B[');
  expect((await runBuilt(folder.path, [], { env: { ...env, NO_COLOR: '1' } })).out).not.toContain('\u001B[');
  expect((await runBuilt(folder.path, [])).err).toBe('');
});

describe('output', () => {
  it('arrives whole in a pipe', async () => {
    await folder.write({ 'redis.conf': MANY });
    const { out } = await runBuilt(folder.path, ['--format', 'json']);
    expect(out.length).toBeGreaterThan(1_000_000);
    expect(JSON.parse(out).findings.length).toBeGreaterThanOrEqual(1500);
  });

  it('may be left unread: `| head` ends without a word, with the code that it would have had', async () => {
    await folder.write({ 'redis.conf': MANY });
    for (const format of ['text', 'json', 'github']) {
      const { code, signal, err } = await runBuilt(folder.path, ['--format', format], { closeAfter: 10 });
      expect({ code, signal, err }).toEqual({ code: 1, signal: null, err: '' });
    }
    const { code } = await runBuilt(folder.path, ['--fail-on', 'never'], { closeAfter: 10 });
    expect(code).toBe(0);
  });

  // A device that is always full is there on Linux only.
  if (process.platform === 'linux')
    it('that cannot be written is an error', async () => {
      await folder.write({ 'redis.conf': MANY });
      const full = openSync('/dev/full', 'w');
      const run = () =>
        execFileSync(process.execPath, [CLI, '--fail-on=never'], {
          cwd: folder.path,
          stdio: ['ignore', full, 'pipe'],
        });
      expect(run).toThrow(expect.objectContaining({ status: 2 }));
      expect(run).toThrow(/the output cannot be written \(ENOSPC\)/);
    });
});
