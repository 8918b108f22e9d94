/** What a connection sees and says, against real servers and against what is none. */

import { type AddressInfo, connect, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { infoNumber, infoText, type Observation } from '../../server/src/core/observations';
import { LIMITS, type ProbeError, parseAddress, Session, type Target } from '../../server/src/live';
import { ASKED_DIRECTIVES } from '../../server/src/live/questions';
import { answering, bulk, listen } from './support/fake';
import { startServer, type TestServer, until } from './support/server';

/** Where an answer is expected, however busy the machine is. */
const PATIENT = { ...LIMITS, connect: 20_000, answer: 20_000 };
/** Where none is expected. */
const QUICK = { ...LIMITS, connect: 1000, answer: 1000 };
const PASSWORD = 'correct horse/battery?staple';

async function observe(target: Target | string, limits = PATIENT): Promise<Observation> {
  const session = new Session(typeof target === 'string' ? parseAddress(target) : target, limits);
  try {
    const { observations } = await session.observe();
    return observations[0] as Observation;
  } finally {
    session.close();
  }
}

async function problemOf(target: Target | string, limits = PATIENT): Promise<ProbeError> {
  const problem = await observe(target, limits).then(
    () => undefined,
    (error: ProbeError) => error,
  );
  expect(problem, 'a problem').toBeDefined();
  return problem as ProbeError;
}

const gapsOf = ({ gaps }: Observation) => Object.fromEntries(gaps.map(({ what, why }) => [what, why]));

const at = ({ socket }: TestServer): Target => ({ endpoints: [], socket });

describe('a server that answers', () => {
  it('tells its memory, its settings, its clients and its modules, with the time', async () => {
    const server = await startServer({ conf: ['maxmemory 100mb', 'save 900 1'] });
    await server.admin.set('key', 'x'.repeat(1000));
    const before = Date.now();
    const seen = await observe(at(server));
    expect(seen.at).toBeGreaterThanOrEqual(before);
    expect(infoNumber(seen, 'used_memory')).toBeGreaterThan(500_000);
    expect(infoNumber(seen, 'process_id')).toBe(server.pid);
    expect(infoText(seen, 'role')).toBe('master');
    expect(seen.keys).toBe(1);
    expect([...seen.config.keys()]).toEqual(ASKED_DIRECTIVES);
    expect(seen.config.get('maxmemory')).toBe(String(100 * 1024 ** 2));
    expect(seen.config.get('save')).toBe('900 1');
    expect(seen.clients?.count).toBeGreaterThanOrEqual(1);
    expect(seen.memoryStats?.get('keys.count')).toBe(1);
    expect(seen.modules).toEqual([]);
    expect(seen.gaps).toEqual([]);
  });

  it('is asked nothing but what reads', async () => {
    const server = await startServer({ conf: [`requirepass "${PASSWORD}"`], admin: { password: PASSWORD } });
    await server.admin.config('RESETSTAT');
    await observe({ ...at(server), password: PASSWORD });
    const stats = await server.admin.info('commandstats');
    const commands = [...stats.matchAll(/^cmdstat_([^:]+):/gm)].map(([, name]) => name);
    // RESETSTAT and INFO commandstats are those of the test.
    expect(new Set(commands)).toEqual(
      new Set([
        'hello',
        'info',
        'config|get',
        'config|resetstat',
        'client|list',
        'memory|stats',
        'module|list',
      ]),
    );
  });

  it('is asked in one go: MONITOR shows every question before the next answer is used', async () => {
    const server = await startServer();
    const seen: string[][] = [];
    // Connections of the test ask something themselves when they begin.
    await server.admin.ping();
    const monitor = await server.admin.monitor();
    monitor.on('monitor', (_time: string, args: string[]) => seen.push(args.map((arg) => arg.toLowerCase())));
    const session = new Session(at(server), PATIENT);
    await session.observe();
    await session.observe();
    await until('both refreshes', () =>
      seen.filter(([name]) => name === 'memory').length === 2 ? true : undefined,
    );
    session.close();
    monitor.disconnect();
    // MONITOR leaves out what is marked as administration: CONFIG and CLIENT LIST.
    const names = seen.map((args) => args.slice(0, 2).join(' ').trim());
    expect(names.filter((name) => !name.startsWith('hello'))).toEqual([
      'info',
      'memory stats',
      'info',
      'memory stats',
    ]);
  });

  it('is asked nothing more once the session ends, also in the middle of an answer', async () => {
    const server = await startServer();
    const session = new Session(at(server), PATIENT);
    await session.observe();
    server.signal('SIGSTOP');
    const asked = session.observe().catch((error: ProbeError) => error);
    session.close();
    server.signal('SIGCONT');
    expect(await asked).toMatchObject({ kind: 'closed' });
    await until('gone', async () =>
      /connected_clients:1\r/.test(await server.admin.info('clients')) ? true : undefined,
    );
    await expect(session.observe()).rejects.toMatchObject({ kind: 'closed' });
  });

  it('keeps one connection over many refreshes, and is left when the session ends', async () => {
    const server = await startServer();
    const session = new Session(at(server), PATIENT);
    await session.observe();
    await session.observe();
    const { observations } = await session.observe();
    expect(infoNumber(observations[0] as Observation, 'connected_clients')).toBe(1);
    session.close();
    await until('gone', async () =>
      /connected_clients:1\r/.test(await server.admin.info('clients')) ? true : undefined,
    );
  });
});

describe('permissions', () => {
  const acl = (rules: string) => [`user lint on >secret-of-lint resetchannels -@all ${rules}`];
  const lint = (server: TestServer): Target => ({
    ...at(server),
    username: 'lint',
    password: 'secret-of-lint',
  });

  it('+ping +info +config|get are enough; what else is missing is named', async () => {
    const server = await startServer({ conf: acl('+ping +info +config|get') });
    const seen = await observe(lint(server));
    expect(seen.config.size).toBe(ASKED_DIRECTIVES.length);
    expect(infoNumber(seen, 'used_memory')).toBeGreaterThan(0);
    expect(gapsOf(seen)).toEqual({
      'CLIENT LIST': 'no permission',
      'MEMORY STATS': 'no permission',
      'MODULE LIST': 'no permission',
    });
  });

  it('all that is documented leaves no gap', async () => {
    const server = await startServer({
      conf: acl('+ping +info +config|get +client|list +memory|stats +module|list'),
    });
    expect((await observe(lint(server))).gaps).toEqual([]);
  });

  it('without +config|get the settings are unknown, the rest is there', async () => {
    const server = await startServer({ conf: acl('+ping +info') });
    const seen = await observe(lint(server));
    expect(seen.config.size).toBe(0);
    expect(gapsOf(seen)['CONFIG GET']).toBe('no permission');
    expect(infoNumber(seen, 'used_memory')).toBeGreaterThan(0);
  });

  it('without +info nothing is known, and the message says what to grant', async () => {
    const server = await startServer({ conf: acl('+ping') });
    const problem = await problemOf(lint(server));
    expect(problem.kind).toBe('permission');
    expect(problem.message).toContain('+info');
  });

  it('asks for what was refused once and no more, because every refusal is logged', async () => {
    const server = await startServer({ conf: acl('+ping +info') });
    const session = new Session(lint(server), PATIENT);
    await session.observe();
    await server.admin.call('ACL', 'LOG', 'RESET');
    const { observations } = await session.observe();
    expect(await server.admin.call('ACL', 'LOG')).toEqual([]);
    expect(gapsOf(observations[0] as Observation)['CONFIG GET']).toBe('no permission');
    session.close();
  });

  it('a renamed CONFIG is unknown, not unset', async () => {
    const server = await startServer({ conf: ['rename-command CONFIG ""'] });
    const seen = await observe(at(server));
    expect(gapsOf(seen)).toEqual({ 'CONFIG GET': 'unknown command' });
    expect(seen.config.size).toBe(0);
  });
});

describe('a password', () => {
  const conf = [`requirepass "${PASSWORD}"`];

  it('is used, as a password alone and for a user', async () => {
    const server = await startServer({ conf, admin: { password: PASSWORD } });
    expect((await observe({ ...at(server), password: PASSWORD })).gaps).toEqual([]);
    expect((await observe({ ...at(server), username: 'default', password: PASSWORD })).gaps).toEqual([]);
  });

  it('that is missing is asked for', async () => {
    const server = await startServer({ conf, admin: { password: PASSWORD } });
    const problem = await problemOf(at(server));
    expect(problem.kind).toBe('authentication');
    expect(problem.message).toContain('none was given');
  });

  it('that is wrong is not repeated', async () => {
    const server = await startServer({ conf, admin: { password: PASSWORD } });
    const problem = await problemOf({ ...at(server), password: 'not-the-password' });
    expect(problem.kind).toBe('authentication');
    expect(JSON.stringify({ ...problem, message: problem.message, stack: problem.stack })).not.toContain(
      'not-the-password',
    );
  });
});

describe('a server in trouble', () => {
  it('that is loading tells so', async () => {
    const server = await startServer({
      conf: ['enable-debug-command yes', 'key-load-delay 2000', 'loading-process-events-interval-bytes 1024'],
    });
    await server.admin.call('DEBUG', 'POPULATE', '3000', 'key', '100');
    await server.admin.save();
    await server.kill();
    server.start();
    const seen = await until('an answer', () => observe(at(server)).catch(() => undefined));
    expect(infoNumber(seen, 'loading')).toBe(1);
    expect(gapsOf(seen)['MEMORY STATS']).toBe('loading');
    expect(seen.config.get('save')).toBe('');
  });

  it('that stops in mid-answer is given up within the time limit, and seen again when it goes on', async () => {
    const server = await startServer();
    const session = new Session(at(server), QUICK);
    const answers = () => until('an answer', () => session.observe().catch(() => undefined));
    await answers();
    server.signal('SIGSTOP');
    const problem = await session.observe().catch((error: ProbeError) => error);
    expect(problem).toMatchObject({ kind: 'timeout' });
    server.signal('SIGCONT');
    expect((await answers()).observations).toHaveLength(1);
    session.close();
  });

  it('that was stopped before is given up as well', async () => {
    const server = await startServer();
    server.signal('SIGSTOP');
    expect((await problemOf(at(server), QUICK)).kind).toBe('timeout');
    server.signal('SIGCONT');
  });

  it('that was killed and started again is another process', async () => {
    const server = await startServer();
    const session = new Session(at(server), PATIENT);
    const first = (await session.observe()).observations[0] as Observation;
    await server.kill();
    const problem = await session.observe().catch((error: ProbeError) => error);
    expect(problem).toMatchObject({ kind: 'unreachable' });
    await server.restart();
    const second = (await session.observe()).observations[0] as Observation;
    expect(infoText(second, 'run_id')).not.toBe(infoText(first, 'run_id'));
    session.close();
  });
});

describe('what is no server', () => {
  it('nothing listens', async () => {
    const problem = await problemOf('127.0.0.1:1');
    expect(problem.kind).toBe('unreachable');
    expect(problem.message).toContain('connection refused');
  });

  it('a socket that is not there', async () => {
    expect((await problemOf('/nowhere/redis.sock')).message).toContain('no such socket');
  });

  it('a listener that never answers', async () => {
    const port = await listen(() => {});
    expect((await problemOf(`127.0.0.1:${port}`, QUICK)).kind).toBe('timeout');
  });

  it('a listener that takes no connection: the time limit for connecting holds', async () => {
    // Its backlog is full, so that the kernel drops what else wants in.
    const listener = createServer();
    await new Promise<void>((resolve) =>
      listener.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, resolve),
    );
    const { port } = listener.address() as AddressInfo;
    const handle = (listener as unknown as { _handle: { onconnection: unknown } })._handle;
    handle.onconnection = () => {};
    const fillers = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => {}));
    const problem = await problemOf(`127.0.0.1:${port}`, QUICK);
    expect(problem.kind).toBe('timeout');
    for (const filler of fillers) filler.destroy();
    listener.close();
  });

  it('garbage', async () => {
    const port = await listen((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'));
    const problem = await problemOf(`127.0.0.1:${port}`);
    expect(problem.kind).toBe('protocol');
    expect(problem.message).toContain('does not speak the protocol of Redis');
  });

  it('a server of web pages', async () => {
    const port = await listen((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'));
    });
    expect((await problemOf(`127.0.0.1:${port}`)).kind).toBe('protocol');
  });

  it('an answer to INFO that is none', async () => {
    const port = await answering(() => '+OK\r\n');
    expect((await problemOf(`127.0.0.1:${port}`)).message).toContain('the answer to INFO is none');
  });

  it('fifty megabytes', async () => {
    const megabyte = 'x'.repeat(1024 ** 2);
    const port = await answering(([name = ''], socket) => {
      if (name.toLowerCase() !== 'info') return '+OK\r\n';
      socket.write(`$${50 * 1024 ** 2}\r\n`);
      for (let count = 0; count < 50; count += 1) socket.write(megabyte);
      return '\r\n';
    });
    const problem = await problemOf(`127.0.0.1:${port}`);
    expect(problem.kind).toBe('too large');
    expect(problem.message).toContain('32 MiB');
  });
});

describe('what stands in between', () => {
  const info = bulk('# Server\r\nredis_version:5.0.14\r\n# Memory\r\nused_memory:1000\r\n');
  const ordinary = (name: string) => (name === 'info' ? info : '-ERR unknown command\r\n');

  it('a server that does not know HELLO is asked in RESP2, with AUTH', async () => {
    const seen: string[] = [];
    const port = await answering(([name = '', ...args]) => {
      seen.push([name.toLowerCase(), ...args].join(' '));
      if (name.toLowerCase() === 'hello')
        return `-ERR unknown command \`HELLO\`, with args beginning with: ${args.map((arg) => `\`${arg}\``).join(', ')}\r\n`;
      return name.toLowerCase() === 'auth' ? '+OK\r\n' : ordinary(name.toLowerCase());
    });
    const target = { ...parseAddress(`127.0.0.1:${port}`), password: PASSWORD };
    expect(infoNumber(await observe(target), 'used_memory')).toBe(1000);
    expect(seen).toContain(`auth ${PASSWORD}`);
  });

  it('a proxy that drops the connection at HELLO is asked in RESP2', async () => {
    const port = await answering(([name = ''], socket) => {
      if (name.toLowerCase() !== 'hello') return ordinary(name.toLowerCase());
      socket.destroy();
      return undefined;
    });
    expect(infoNumber(await observe(`127.0.0.1:${port}`), 'used_memory')).toBe(1000);
  });

  it('a proxy that refuses HELLO in words of its own is asked in RESP2', async () => {
    const port = await answering(([name = '']) =>
      name.toLowerCase() === 'hello'
        ? '-ERR this proxy does not offer that\r\n'
        : ordinary(name.toLowerCase()),
    );
    expect(infoNumber(await observe(`127.0.0.1:${port}`), 'used_memory')).toBe(1000);
  });

  it('ten thousand clients are counted, and five are kept', async () => {
    const clients = Array.from(
      { length: 10_000 },
      (_, index) =>
        `id=${index} addr=10.0.0.1:${index} name=worker-${index} flags=N qbuf=0 omem=${index} tot-mem=${index * 2} cmd=get user=someone\n`,
    ).join('');
    const port = await answering(([name = '', what = '']) => {
      if (name.toLowerCase() === 'hello') return '-NOPROTO\r\n';
      return `${name} ${what}`.toLowerCase() === 'client list' ? bulk(clients) : ordinary(name.toLowerCase());
    });
    const seen = await observe(`127.0.0.1:${port}`);
    expect(seen.clients?.count).toBe(10_000);
    expect(seen.clients?.outputBytes).toBe((9999 * 10_000) / 2);
    expect(seen.clients?.largest.map(({ name }) => name)).toEqual(
      [9999, 9998, 9997, 9996, 9995].map((id) => `worker-${id}`),
    );
    expect(JSON.stringify([...seen.info, seen.clients])).not.toMatch(/10\.0\.0\.1|someone/);
  });
});
