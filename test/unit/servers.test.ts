/** Which servers a run has, and what is said of those that it cannot have. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ensureServer, serversWanted } from '../servers';
import { findMirror, mirrorIn } from '../servers/debian';
import { readChoices } from '../servers/list';

const names = (words: string) =>
  readChoices(words).map((choice) => ('name' in choice ? choice.name : JSON.stringify(choice)));

describe('FORKGUARD_SERVERS', () => {
  it.each([
    ['all', ['redis-6.0', 'redis-7.0', 'redis-8.0', 'valkey-8.1', 'redis-sid', 'valkey-sid']],
    ['stable', ['redis-6.0', 'redis-7.0', 'redis-8.0', 'valkey-8.1']],
    ['sid', ['redis-sid', 'valkey-sid']],
    ['redis-7.0, valkey-8.1 redis-7.0', ['redis-7.0', 'valkey-8.1']],
    ['stable,redis-6.0', ['redis-6.0', 'redis-7.0', 'redis-8.0', 'valkey-8.1']],
    ['/opt/redis-server', ['{"path":"/opt/redis-server"}']],
  ])('%s', (words, expected) => {
    expect(names(words)).toEqual(expected);
  });

  it('says which words there are', () => {
    expect(() => readChoices('redis-7')).toThrow(
      /There is no server "redis-7"\. The servers are redis-6\.0, /,
    );
  });

  it('looks for a release where it is likeliest first', () => {
    const [choice] = readChoices('redis-8.0.6');
    expect(choice && 'among' in choice ? choice.among.map(({ name }) => name) : choice).toEqual([
      'redis-8.0',
      'redis-sid',
    ]);
  });
});

describe('the mirror', () => {
  const deb822 =
    'Types: deb\n# URIs: http://old/debian\nURIs: http://mirror.test/debian-security\n\nTypes: deb\nURIs: http://mirror.test/debian\nSuites: bookworm\n';

  it.each([
    ['of a file in the newer form', deb822, 'http://mirror.test/debian'],
    [
      'of a list',
      '# deb http://old/debian x main\ndeb [arch=amd64] https://m.test/debian/ bookworm main\n',
      'https://m.test/debian/',
    ],
    ['of another distribution is none', 'deb http://mirror.test/ubuntu noble main\n', undefined],
    ['of sources alone is none', 'deb-src http://mirror.test/debian bookworm main\n', undefined],
  ])('%s', (_, text, expected) => {
    expect(mirrorIn(text)).toBe(expected);
  });

  it('is read from the sources of the machine', () => {
    const etc = mkdtempSync(join(tmpdir(), 'fg-apt-'));
    writeFileSync(join(etc, 'sources.list'), 'deb http://mirror.test/debian bookworm main\n');
    expect(findMirror(etc).address).toBe('http://mirror.test/debian');
    rmSync(join(etc, 'sources.list'));
    expect(() => findMirror(etc)).toThrow(
      /no mirror of Debian is among the sources .* FORKGUARD_DEBIAN_MIRROR can name one/,
    );
    rmSync(etc, { recursive: true });
  });
});

describe('a server that is not to be had', () => {
  let cache = '';

  /** An apt-get that fails. */
  function aptSays(error: string): void {
    mkdirSync(join(cache, 'bin'), { recursive: true });
    const script = `#!/bin/sh\necho 'E: ${error}' >&2\nexit 100\n`;
    writeFileSync(join(cache, 'bin/apt-get'), script, { mode: 0o755 });
  }

  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), 'fg-cache-'));
    vi.stubEnv('FORKGUARD_CACHE', cache);
    vi.stubEnv('FORKGUARD_DEBIAN_MIRROR', 'http://mirror.test/debian');
    vi.stubEnv('PATH', `${cache}/bin:${process.env.PATH}`);
    aptSays('Could not connect to mirror.test:80');
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(cache, { recursive: true });
  });

  it('is named, with the reason; released suites have to be there, and sid does not', async () => {
    const { missing } = await serversWanted('');
    expect(missing.map(({ name, required }) => [name, required])).toEqual([
      ['redis-6.0', true],
      ['redis-7.0', true],
      ['redis-8.0', true],
      ['valkey-8.1', true],
      ['redis-sid', false],
      ['valkey-sid', false],
    ]);
    expect(missing[0]?.why).toContain('the mirror of this machine does not answer: ');
  });

  it('may be gone from the mirror', async () => {
    aptSays("The repository 'http://mirror.test/debian bullseye Release' does not have a Release file.");
    const { missing } = await serversWanted('');
    expect(missing.map(({ required }) => required)).toEqual([false, false, false, false, false, false]);
    expect(missing[0]?.why).toContain('the mirror of this machine does not have bullseye: ');
  });

  it('has to be there when it was asked for', async () => {
    const { servers, missing } = await serversWanted('sid,/nowhere/redis-server');
    expect(servers).toEqual([]);
    expect(missing.map(({ required }) => required)).toEqual([true, true, true]);
    expect(missing[2]?.why).toContain('/nowhere/redis-server is no server that runs here');
  });

  it('is an error when it alone is asked for', async () => {
    await expect(ensureServer('valkey-9.1')).rejects.toMatchObject({ reason: 'no answer' });
    await expect(ensureServer('stable')).rejects.toThrow('names several servers');
  });
});
