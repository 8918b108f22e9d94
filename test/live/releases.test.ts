/**
 * Every release from 2.8 on, and services that offer less than a server of one's own: what is observed, what a diagnosis
 * says, and that whatever is missing is named, never zero and never "not set".
 */

import { describe, expect, it } from 'vitest';
import type { ConnectionState } from '../../server/src/lsp/live-connection';
import { forkguard } from '../cli/support/run';
import { startClient } from './support/client';
import { infoOf, type Release, startRelease } from './support/releases';

interface Step {
  readonly id: string;
  readonly verdict: string;
  readonly message: string;
  readonly evidence: readonly { readonly field: string; readonly value: string }[];
}

interface Printed {
  readonly servers: readonly {
    readonly server: string;
    readonly steps: readonly Step[];
    readonly gaps: readonly string[];
  }[];
}

async function diagnosed(release: Release, ...args: string[]) {
  const port = await startRelease(release);
  const { out, err, code } = await forkguard(
    { cwd: '/', env: release.password === undefined ? {} : { REDISCLI_AUTH: release.password } },
    'diagnose',
    `127.0.0.1:${port}`,
    '--format',
    'json',
    ...args,
  );
  expect(err).toEqual([]);
  const [printed] = (JSON.parse(out) as Printed).servers;
  if (!printed) throw new Error('no diagnosis');
  const steps = Object.fromEntries(printed.steps.map((step) => [step.id, step]));
  return { ...printed, steps, all: printed.steps, out, code };
}

/** Everything that a diagnosis shows was answered by this server. */
function expectNothingInvented(all: readonly Step[], release: Release): void {
  const info = infoOf(release);
  const config = /^(?:save|appendonly|maxmemory)$/;
  for (const { field } of all.flatMap(({ evidence }) => evidence)) {
    if (config.test(field) || field === 'omem of CLIENT LIST') continue;
    for (const part of field.split(' + ')) expect(info, field).toMatch(new RegExp(`^${part}:`, 'm'));
  }
  const shown = all.flatMap(({ message, evidence }) => [message, ...evidence.map(({ value }) => value)]);
  for (const text of shown) expect(text).not.toMatch(/undefined|NaN|Infinity|null|not set/);
}

const redis = (version: string, more: Partial<Release> = {}): Release => ({
  product: 'redis',
  version,
  ...more,
});
const valkey = (version: string, more: Partial<Release> = {}): Release => ({
  product: 'valkey',
  version,
  ...more,
});

const MEASURED = /^The last save copied 1\.7 GiB of 3\.2 GiB \(53 %\)\./;
const TOO_OLD = /^The server does not measure it \(it does from 4\.0 on\)\.$/;
const STATS_CAME = 'MEMORY STATS came with Redis 4.0: details of the memory are left out.';
const NO_CONFIG =
  'CONFIG GET is not known there (renamed, or not offered by a managed service): settings are unknown, not unset; drift between file and server cannot be seen.';
const NO_CLIENTS =
  'CLIENT LIST is not known there (renamed, or not offered by a managed service): the clients with the largest buffers cannot be named.';

describe('a release', () => {
  it.each([
    { release: redis('2.8.24'), server: 'Redis 2.8.24', copied: TOO_OLD, gaps: [STATS_CAME] },
    { release: redis('3.2.13'), server: 'Redis 3.2.13', copied: TOO_OLD, gaps: [STATS_CAME] },
    { release: redis('5.0.14'), server: 'Redis 5.0.14', copied: MEASURED, gaps: [] },
    { release: redis('6.0.20'), server: 'Redis 6.0.20', copied: MEASURED, gaps: [] },
    { release: redis('6.2.22'), server: 'Redis 6.2.22', copied: MEASURED, gaps: [] },
    { release: redis('7.4.9'), server: 'Redis 7.4.9', copied: MEASURED, gaps: [] },
    { release: redis('8.0.6'), server: 'Redis 8.0.6', copied: MEASURED, gaps: [] },
    { release: redis('8.8.0'), server: 'Redis 8.8.0', copied: MEASURED, gaps: [] },
    { release: valkey('8.1.7'), server: 'Valkey 8.1.7', copied: MEASURED, gaps: [] },
    { release: valkey('9.1.0'), server: 'Valkey 9.1.0', copied: MEASURED, gaps: [] },
  ])('$server', async ({ release, server, copied, gaps }) => {
    const seen = await diagnosed(release);
    expect(seen.server).toBe(server);
    expect(seen.gaps).toEqual(gaps);
    expect(seen.steps['copy-on-write']?.message).toMatch(copied);
    // Nothing of it runs here, although the address does.
    expect(seen.steps.kernel?.verdict).toBe('unknown');
    const saves = /^6\.[2-9]|^[7-9]/.test(release.version);
    expect(seen.steps.save?.message).toContain(
      saves ? 'save points 3600 1 300 100 60 10000' : 'Nothing that is set',
    );
    expectNothingInvented(seen.all, release);
  });

  it.each([
    { release: redis('2.8.24'), copied: '', progress: '' },
    { release: redis('5.0.14'), copied: '', progress: '' },
    {
      release: redis('6.2.22'),
      copied: ' It has copied 1 GiB, 62 % of what is left.',
      progress: ', 40 % done',
    },
    {
      release: redis('8.8.0'),
      copied: ' It has copied 1.5 GiB, 93 % of what is left.',
      progress: ', 40 % done',
    },
    {
      release: valkey('9.1.0'),
      copied: ' It has copied 1.5 GiB, 93 % of what is left.',
      progress: ', 40 % done',
    },
  ])('$release.product $release.version in the middle of a save', async ({ release, copied, progress }) => {
    const gib = 1024 ** 3;
    const info = {
      rdb_bgsave_in_progress: '1',
      rdb_current_bgsave_time_sec: '20',
      current_cow_size: String(gib),
      current_cow_peak: String(1.5 * gib),
      current_fork_perc: '40.00',
    };
    const { steps, all } = await diagnosed({ ...release, info }, '--limit', '5Gi');
    const said = copied === '' ? ' What it has copied is measured from 6.2 on.' : copied;
    expect(steps['fork-now']?.message).toBe(`Yes, a background save for 20 s${progress}.${said}`);
    expect(steps['fork-now']?.verdict).toBe(copied.includes('93') ? 'bad' : 'good');
    expectNothingInvented(all, { ...release, info });
  });

  it('of Redis 8 with its modules: the search module forks', async () => {
    const { steps } = await diagnosed(redis('8.8.0', { modules: ['vectorset', 'search', 'ReJSON'] }));
    expect(steps.save?.message).toContain('the garbage collection of the search module');
  });

  it.each([redis('2.8.24'), redis('5.0.14'), redis('7.4.9'), valkey('9.1.0')])(
    '$product $version with a password, which is accepted, missing, and wrong',
    async (release) => {
      expect((await diagnosed({ ...release, password: 'hunter2' })).steps.killed?.verdict).toBe('good');
      const port = await startRelease({ ...release, password: 'hunter2' });
      for (const [env, message] of [
        [{}, 'wants a password'],
        [{ REDISCLI_AUTH: 'hunter3' }, 'does not accept this user and password'],
      ] as const) {
        const { code, err } = await forkguard({ cwd: '/', env }, 'diagnose', `127.0.0.1:${port}`);
        expect(err.join()).toContain(message);
        expect(err.join()).not.toMatch(/hunter/);
        expect(code).toBe(2);
      }
    },
  );

  it('before 6.0 knows no users, and the message says so', async () => {
    const port = await startRelease(redis('5.0.14', { password: 'hunter2' }));
    const { err } = await forkguard('/', 'diagnose', `redis://lint:hunter2@127.0.0.1:${port}`);
    expect(err.join()).toContain('older than 6.0 and knows no users');
  });
});

describe('a service that offers less', () => {
  const upstash = (command: string) =>
    `ERR Command is not available: '${command}'. See https://example.com for details`;
  it.each([
    { name: 'ElastiCache: no CONFIG', release: redis('7.4.9', { blocked: ['config'] }), gaps: [NO_CONFIG] },
    {
      name: 'Memorystore: neither CONFIG nor CLIENT',
      release: redis('5.0.14', { blocked: ['config', 'client'] }),
      gaps: [NO_CONFIG, NO_CLIENTS],
    },
    {
      name: 'Azure: no CONFIG, RESP2 only',
      release: redis('6.0.20', { blocked: ['config'], hello: 'refuses' }),
      gaps: [NO_CONFIG],
    },
    {
      name: 'Valkey behind a proxy that drops HELLO',
      release: valkey('8.1.7', { blocked: ['config'], hello: 'drops' }),
      gaps: [NO_CONFIG],
    },
    {
      name: 'one that refuses in words of its own',
      release: redis('6.2.22', { blocked: ['config'], refusal: upstash }),
      gaps: [
        "CONFIG GET was refused (ERR Command is not available: 'config'. See https://example.com for details): settings are unknown, not unset; drift between file and server cannot be seen.",
      ],
    },
  ])('$name', async ({ release, gaps }) => {
    const seen = await diagnosed(release);
    expect(seen.gaps).toEqual(gaps);
    expect(seen.steps.save).toMatchObject({ verdict: 'unknown' });
    expect(seen.steps.save?.message).toMatch(
      /^CONFIG GET is not answered here, so that the save points are unknown, not unset\. It has saved, last 10 min ago\.$/,
    );
    expect(seen.steps['copy-on-write']?.message).toMatch(MEASURED);
    expectNothingInvented(seen.all, release);
  });

  it('fields that are left out are not zero', async () => {
    const left = {
      rdb_last_cow_size: undefined,
      rdb_last_bgsave_status: undefined,
      rdb_bgsave_in_progress: undefined,
      used_memory_rss: undefined,
      mem_fragmentation_ratio: undefined,
      mem_total_replication_buffers: undefined,
      mem_clients_slaves: undefined,
      uptime_in_seconds: undefined,
      maxmemory: undefined,
    };
    const release = redis('7.4.9', { blocked: ['config'], info: left });
    const { steps, all } = await diagnosed(release, '--limit', '4Gi');
    for (const id of ['killed', 'persistence', 'copy-on-write', 'fork-now', 'save', 'fragmentation', 'limit'])
      expect(steps[id], id).toMatchObject({ verdict: 'unknown' });
    expect(steps['copy-on-write']?.message).toContain('rdb_last_cow_size or used_memory is missing');
    expectNothingInvented(all, release);
  });

  it('AOF and replicas are known where the save points are not', async () => {
    const info = { aof_enabled: '1', connected_slaves: '2', rdb_last_bgsave_time_sec: '-1' };
    const { steps } = await diagnosed(redis('7.4.9', { blocked: ['config'], info }));
    expect(steps.save?.message).toBe(
      'CONFIG GET is not answered here, so that the save points are unknown, not unset. It forks for rewrites of the AOF, full synchronizations of its 2 replicas in any case.',
    );
  });
});

describe('in the editor', () => {
  const URI = 'file:///orders/redis.conf';
  const USES = { connections: { uses: { orders: { files: ['redis.conf'] } } } };

  it.each([
    {
      release: redis('2.8.24'),
      lens: 'orders, measured just now: 3.2 GiB in use in 3.4 GiB, copied pages are reported since Redis 4.0, fork took 84 ms',
    },
    {
      release: redis('7.4.9', { info: { rdb_last_cow_size: undefined } }),
      lens: 'orders, measured just now: 3.2 GiB in use in 3.4 GiB, copied pages are not reported, fork took 84 ms',
    },
    {
      release: valkey('9.1.0', { blocked: ['config'] }),
      lens: 'orders, measured just now: last save copied 1.7 GiB of 3.2 GiB (53 %), fork took 84 ms',
    },
  ])('$release.product $release.version', async ({ release, lens }) => {
    const client = await startClient(USES);
    await client.open(URI, 'maxmemory 3gb\nsave 900 1\n');
    const port = await startRelease(release);
    const state = await client.request<ConnectionState>('forkguard/live/connect', {
      name: 'orders',
      address: `127.0.0.1:${port}`,
    });
    expect(state.state).toBe('connected');
    expect(state.problem).toBeUndefined();
    expect((await client.lenses(URI))[0]).toBe(lens);
    const codes = (await client.diagnostics(URI)).map(({ code }) => code);
    // What was not answered is no drift.
    expect(codes.includes('configuration-drift')).toBe(!release.blocked);
    expect(codes.includes('measured-cow-high')).toBe(lens.includes('copied 1.7'));
  });

  it.each([
    redis('2.8.24'),
    redis('3.2.13'),
    redis('5.0.14'),
    redis('6.0.20'),
    redis('6.2.22'),
    redis('7.4.9'),
    redis('8.0.6'),
    redis('8.8.0'),
    valkey('8.1.7'),
    valkey('9.1.0'),
  ])('the defaults of $product $version are no drift from a file that sets none', async (release) => {
    const client = await startClient(USES);
    await client.open(URI, 'port 6379\n');
    const port = await startRelease(release);
    await client.request('forkguard/live/connect', { name: 'orders', address: `127.0.0.1:${port}` });
    expect((await client.lenses(URI))[0]).toContain('orders, measured just now');
    const drift = (await client.diagnostics(URI)).filter(({ code }) => code === 'configuration-drift');
    expect(drift).toEqual([]);
  });
});
