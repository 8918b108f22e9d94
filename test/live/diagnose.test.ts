/** `forkguard diagnose` against real servers under load: verdicts, the fork that runs, and no password anywhere. */

import { describe, expect, it } from 'vitest';
import { forkguard, type Heard } from '../cli/support/run';
import { startServer, type TestServer, until } from './support/server';

const PASSWORD = 'correct horse battery';

interface Printed {
  readonly servers: readonly {
    readonly verdict: string;
    readonly steps: readonly {
      readonly id: string;
      readonly verdict: string;
      readonly message: string;
      readonly evidence: readonly { field: string; value: string; verdict: string }[];
    }[];
    readonly gaps: readonly string[];
  }[];
}

const run = (server: TestServer, ...args: string[]) => forkguard('/', 'diagnose', server.socket, ...args);

async function stepsOf(server: TestServer, ...args: string[]) {
  const { out, err } = await run(server, '--format', 'json', ...args);
  expect(err).toEqual([]);
  const [diagnosis] = (JSON.parse(out) as Printed).servers;
  return Object.fromEntries((diagnosis?.steps ?? []).map((step) => [step.id, step]));
}

/** Keys of one kilobyte, made by the server itself. */
const fill = (server: TestServer, keys: number) => server.admin.call('DEBUG', 'POPULATE', keys, 'key', 1000);

async function overwrite(server: TestServer, keys: number): Promise<void> {
  const value = 'v'.repeat(1000);
  for (let from = 0; from < keys; from += 5000) {
    const pipeline = server.admin.pipeline();
    for (let key = from; key < Math.min(keys, from + 5000); key += 1) pipeline.set(`key:${key}`, value);
    await pipeline.exec();
  }
}

const forkEnded = (server: TestServer) =>
  until('the end of the fork', async () =>
    /rdb_bgsave_in_progress:0\r[\s\S]*aof_rewrite_in_progress:0\r/.test(
      await server.admin.info('persistence'),
    )
      ? true
      : undefined,
  );

/** A watch that goes on, and what it has written. */
function watching(
  on: TestServer | { server: TestServer; terminal: true; columns?: number },
  ...args: string[]
) {
  const { server, ...terminal } = 'server' in on ? on : { server: on };
  const heard: Heard = { out: '', err: '' };
  const watch = forkguard({ cwd: '/', ...terminal, heard }, 'diagnose', server.socket, '--watch', ...args);
  return { heard, watch };
}

const DEBUG = ['enable-debug-command yes', 'rdbcompression no'];

describe('copy-on-write', () => {
  it('a save under load that copied more than half is found, with its number', async () => {
    const server = await startServer({ conf: [...DEBUG, 'save 3600 1'] });
    const keys = 15_000;
    await fill(server, keys);
    const fork = await server.holdFork();
    await overwrite(server, keys);
    fork.release();
    await forkEnded(server);
    const steps = await stepsOf(server, '--limit', '24mb');
    const copied = steps['copy-on-write'];
    const share = /\((\d+) %\)/.exec(copied?.message ?? '')?.[1];
    expect(Number(share)).toBeGreaterThan(50);
    expect(copied?.evidence[0]).toMatchObject({ field: 'rdb_last_cow_size', verdict: 'attention' });
    // It did not fit the limit that was given.
    expect(copied?.verdict).toBe('bad');
    expect(copied?.message).toContain('the next fork like it is killed');
    expect(steps.save).toMatchObject({ verdict: 'attention' });
    expect(steps.save?.message).toContain('save points 3600 1');
    expect((await run(server, '--limit', '24mb')).code).toBe(1);
  });

  it('a fork that runs is seen, watched to its end, and told', async () => {
    const server = await startServer({ conf: DEBUG });
    await fill(server, 3000);
    const fork = await server.holdFork();
    const now = (await stepsOf(server))['fork-now'];
    expect(now?.message).toMatch(/^Yes, a background save/);
    const { heard, watch } = watching(server, '--interval', '100ms', '--limit', '4gb');
    await until('the first look', () => heard.out.includes('\n') || undefined);
    fork.release();
    const watched = await watch;
    expect(watched.code).toBe(0);
    const lines = watched.out.trim().split('\n');
    expect(lines.length).toBeGreaterThan(1);
    expect(lines[0]).toMatch(/^background save \d+ %: .* copied of 3\.9\d GiB left beside the data \(0 %\)/);
    expect(lines.at(-1)).toMatch(/^The background save ended well after \d+ s and copied /);
    expect((await stepsOf(server))['fork-now']?.message).toBe('No.');
  });

  it('--watch waits for a fork, shows a bar on a terminal, and JSON lines', async () => {
    const server = await startServer({ conf: DEBUG });
    await fill(server, 2000);
    const onTerminal = watching({ server, terminal: true }, '--interval', '100ms');
    const asJson = watching(server, '--interval', '100ms', '--format', 'json');
    // One says that it waits, the other says nothing: it is there as a client.
    await until('both watch', async () =>
      onTerminal.heard.err.includes('Waiting') &&
      /connected_clients:[3-9]/.test(await server.admin.info('clients'))
        ? true
        : undefined,
    );
    const fork = await server.holdFork();
    await until('both see it', () => (onTerminal.heard.out && asJson.heard.out ? true : undefined));
    fork.release();
    const [bar, json] = await Promise.all([onTerminal.watch, asJson.watch]);
    expect(bar.err[0]).toContain('Waiting for a fork');
    expect(bar.out).toMatch(/\[[█░]{30}\] background save/);
    const lines = json.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.at(-1)).toMatchObject({ end: { what: 'background save', ok: true } });
    expect(lines[0]).toHaveProperty('fork.copied');
  });

  /** A fork that does not end by itself, and what has seen it. */
  async function watched(interval: string) {
    const server = await startServer({ conf: DEBUG });
    await fill(server, 3000);
    await server.holdFork();
    const { heard, watch } = watching(server, '--interval', interval);
    await until('the first look', () => heard.out.includes('\n') || undefined);
    return { server, watch };
  }

  it('a server that is killed while it forks, and comes back, did not end its save well', async () => {
    // It is back before it is looked at again.
    const { server, watch } = await watched('5s');
    await server.restart();
    const { code, out } = await watch;
    const last = out.trim().split('\n').at(-1);
    expect(last).toContain('another process answers now, and no end of the background save was seen');
    expect(last).toContain('journalctl -k');
    expect(out).not.toContain('ended well');
    expect(code).toBe(1);
  });

  it('a server that is killed while it forks, and does not come back, was last seen forking', async () => {
    const { server, watch } = await watched('500ms');
    await server.kill();
    const { code, out, err } = await watch;
    expect(out.trim().split('\n').at(-1)).toMatch(
      /^The connection was lost, and no end of the background save was seen\. Last seen: background save /,
    );
    expect(err.join()).toContain('nothing listens there');
    expect(code).toBe(2);
  });

  it('the bar and its words fit the terminal', async () => {
    const server = await startServer({ conf: DEBUG });
    await fill(server, 3000);
    const fork = await server.holdFork();
    const terminals = [80, 40].map((columns) =>
      watching({ server, terminal: true, columns }, '--interval', '100ms', '--limit', '4gb'),
    );
    await until('both look', () => terminals.every(({ heard }) => heard.out !== '') || undefined);
    fork.release();
    const [usual = [], narrow = []] = await Promise.all(
      terminals.map(async ({ watch }) =>
        (await watch).out
          .split('\r\x1b[2K')
          .filter((row) => row.includes('copied of') && !row.includes('\n')),
      ),
    );
    expect(usual.length).toBeGreaterThan(0);
    for (const row of usual) expect(row).toMatch(/^\[[█░]{8,30}\] background save [^\n]{1,60}$/);
    for (const row of [...usual, ...narrow]) expect(row.length).toBeLessThan(80);
    for (const row of narrow) expect(row.length).toBeLessThan(40);
  });

  it('an AOF rewrite counts as a fork', async () => {
    const server = await startServer({ conf: [...DEBUG, 'appendonly yes'] });
    await fill(server, 2000);
    const fork = await server.holdFork('bgrewriteaof');
    const during = await stepsOf(server);
    expect(during['fork-now']?.message).toContain('AOF rewrite');
    expect(during.save?.message).toContain('rewrites of the AOF');
    fork.release();
    await forkEnded(server);
    const after = await stepsOf(server);
    expect(after['copy-on-write']?.evidence[0]?.field).toBe('aof_last_cow_size');
  });

  it('a child that was killed is a save that failed', async () => {
    const server = await startServer({ conf: [...DEBUG, 'save 3600 1'] });
    await fill(server, 3000);
    (await server.holdFork()).kill();
    await forkEnded(server);
    const { persistence } = await stepsOf(server);
    expect(persistence?.verdict).toBe('bad');
    expect(persistence?.message).toContain('The last background save failed');
    expect((await run(server)).code).toBe(1);
  });
});

describe('this machine', () => {
  it('the process is found: its kernel and its control group are read', async () => {
    const server = await startServer();
    const { kernel, killed } = await stepsOf(server);
    const fields = kernel?.evidence.map(({ field }) => field);
    expect(fields).toContain('/proc/sys/vm/overcommit_memory');
    expect(killed?.evidence.map(({ field }) => field)).toContain('uptime_in_seconds');
    expect(kernel?.verdict).not.toBe('unknown');
    const { port } = await startServer({ tcp: true });
    const { out } = await forkguard('/', 'diagnose', `127.0.0.1:${port}`, '--format', 'json');
    const byPort = (JSON.parse(out) as Printed).servers[0]?.steps.find(({ id }) => id === 'kernel');
    expect(byPort).toMatchObject({ verdict: kernel?.verdict });
  });
});

describe('a password', () => {
  const conf = [`requirepass "${PASSWORD}"`];
  const secured = () => startServer({ conf, admin: { password: PASSWORD } });

  it('is taken from the environment, or from the address', async () => {
    const server = await secured();
    for (const name of ['REDISCLI_AUTH', 'FORKGUARD_PASSWORD'])
      expect(
        (await forkguard({ cwd: '/', env: { [name]: PASSWORD } }, 'diagnose', server.socket)).out,
      ).toContain('Was it killed?');
    const address = `unix://:${encodeURIComponent(PASSWORD)}@${server.socket}`;
    expect((await forkguard('/', 'diagnose', address)).out).toContain('Was it killed?');
  });

  it('is in no output, in no format, when it fits and when it does not', async () => {
    const server = await secured();
    for (const password of [PASSWORD, 'wrong horse battery']) {
      for (const format of ['text', 'markdown', 'json']) {
        const { out, err } = await forkguard(
          { cwd: '/', env: { REDISCLI_AUTH: password } },
          'diagnose',
          server.socket,
          '--format',
          format,
        );
        expect(out + err.join('\n')).not.toContain('horse');
        expect(out + err.join('\n')).not.toBe('');
      }
    }
  });

  it('that is missing is a problem with a sentence and exit code 2', async () => {
    const server = await secured();
    const { code, out, err } = await forkguard('/', 'diagnose', server.socket);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toEqual([`forkguard: ${server.socket}: the server wants a password, and none was given.`]);
  });
});

describe('arguments', () => {
  it.each([
    [[], 'Say which server'],
    [['a', 'b'], 'takes one address'],
    [['host', '--limit', 'many'], '--limit is a size'],
    [['host', '--format', 'xml'], '--format is one of text, markdown, json'],
    [['host', '--cert', 'c.pem'], '--cert and --key belong together'],
    [['host', '--cacert', '/nowhere.pem'], '--cacert: /nowhere.pem cannot be read (ENOENT)'],
    [['http://user:hunter2@host'], 'Unknown scheme "http"'],
    [['redis://user:hunter2@host:99999'], 'Use redis://host:port'],
    [['redis://user:hunter2%zz@host'], 'two hexadecimal digits'],
    [['redis+sentinel://host'], 'name of the group that the Sentinels watch'],
    [['host', '--wtach'], 'forkguard diagnose --help'],
  ])('%j is refused with a sentence', async (args, message) => {
    const { code, err, out } = await forkguard('/', 'diagnose', ...args);
    expect(code).toBe(2);
    expect(err.join(' ')).toContain(message);
    expect(out + err.join(' ')).not.toContain('hunter2');
  });

  it('--help says how', async () => {
    const { code, out } = await forkguard('/', 'diagnose', '--help');
    expect(code).toBe(0);
    expect(out).toContain('--watch');
  });
});
