/** Replicas, Sentinels, clusters and TLS: real servers that know each other. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { infoNumber, infoText, type Observation } from '../../server/src/core/observations';
import { LIMITS, type ProbeError, parseAddress, Session, type Target } from '../../server/src/live';
import { forkguard } from '../cli/support/run';
import { startServer, type TestServer, until } from './support/server';

/** A primary waits five seconds for more replicas before it synchronizes the first. */
const AT_ONCE = ['repl-diskless-sync-delay 0'];

/** Where an answer is expected, however busy the machine is. */
const PATIENT = { ...LIMITS, connect: 60_000, answer: 60_000 };
/** Where none is expected. */
const QUICK = { ...LIMITS, connect: 2000, answer: 2000 };

async function observing<T>(
  target: Target,
  use: (session: Session) => Promise<T>,
  limits = PATIENT,
): Promise<T> {
  const session = new Session(target, limits);
  try {
    return await use(session);
  } finally {
    session.close();
  }
}

const only = async (session: Session): Promise<Observation> =>
  (await session.observe()).observations[0] as Observation;

describe('replication', () => {
  it('a replica says whom it follows, its primary how many follow', async () => {
    const primary = await startServer({ tcp: true, conf: AT_ONCE });
    const replica = await startServer({ conf: [`replicaof 127.0.0.1 ${primary.port}`] });
    await until('the link', async () =>
      /master_link_status:up/.test(await replica.admin.info('replication')) ? true : undefined,
    );
    const seen = await observing({ endpoints: [], socket: replica.socket }, only);
    expect(infoText(seen, 'role')).toBe('slave');
    expect(infoText(seen, 'master_port')).toBe(String(primary.port));
    const above = await observing(parseAddress(`redis://127.0.0.1:${primary.port}`), only);
    expect(infoNumber(above, 'connected_slaves')).toBe(1);
    expect(above.clients?.replicaOutputBytes).toBeGreaterThanOrEqual(0);
  });
});

describe('Sentinel', () => {
  async function group(): Promise<{ primary: TestServer; replica: TestServer; sentinels: TestServer[] }> {
    const primary = await startServer({ tcp: true, conf: AT_ONCE });
    const replica = await startServer({ tcp: true, conf: [`replicaof 127.0.0.1 ${primary.port}`] });
    await until('the link', async () =>
      /master_link_status:up/.test(await replica.admin.info('replication')) ? true : undefined,
    );
    const conf = [
      `sentinel monitor orders 127.0.0.1 ${primary.port} 2`,
      // A primary that is only slow to answer is no reason.
      'sentinel down-after-milliseconds orders 60000',
      'sentinel failover-timeout orders 3000',
    ];
    const sentinels = await Promise.all(
      [1, 2, 3].map(() => startServer({ tcp: true, sentinel: true, conf })),
    );
    await until('the Sentinels know each other', async () => {
      const others = await Promise.all(
        sentinels.map(
          async ({ admin }) => (await admin.call('SENTINEL', 'SENTINELS', 'orders')) as unknown[],
        ),
      );
      const replicas = (await sentinels[0]?.admin.call('SENTINEL', 'REPLICAS', 'orders')) as unknown[];
      return others.every(({ length }) => length === 2) && replicas.length === 1 ? true : undefined;
    });
    return { primary, replica, sentinels };
  }

  it('the master is followed through a failover, in one session', async () => {
    const { primary, replica, sentinels } = await group();
    const address = `redis+sentinel://${sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')}/orders`;
    await observing(parseAddress(address), async (session) => {
      const before = await only(session);
      expect(before.address).toBe(`127.0.0.1:${primary.port}`);
      await primary.kill();
      for (const { admin } of sentinels)
        await admin.call('SENTINEL', 'SET', 'orders', 'down-after-milliseconds', '400');
      const after = await until('the new master', async () => {
        const seen = await only(session).catch(() => undefined);
        return seen && seen.address !== before.address ? seen : undefined;
      });
      expect(after.address).toBe(`127.0.0.1:${replica.port}`);
      expect(infoText(after, 'role')).toBe('master');
    });
  });

  it('Sentinels want a password of their own, which is not that of the master', async () => {
    const [own, theirs] = ['correct horse battery', 'staple of the sentinels'];
    const primary = await startServer({
      tcp: true,
      conf: [`requirepass "${own}"`],
      admin: { password: own },
    });
    const conf = [
      `requirepass "${theirs}"`,
      `sentinel monitor orders 127.0.0.1 ${primary.port} 1`,
      `sentinel auth-pass orders "${own}"`,
    ];
    const { port } = await startServer({ tcp: true, sentinel: true, conf, admin: { password: theirs } });
    const address = `redis+sentinel://127.0.0.1:${port}/orders`;
    const target = { ...parseAddress(address), password: own };
    const sentinel = { master: 'orders', password: theirs };
    const seen = await observing({ ...target, sentinel }, only);
    expect(seen.address).toBe(`127.0.0.1:${primary.port}`);
    const problem = await observing(target, only).catch((error: ProbeError) => error);
    expect(problem).toMatchObject({ kind: 'sentinel' });
    expect((problem as ProbeError).message).toContain('the Sentinel wants a password of its own');
    const env = { FORKGUARD_PASSWORD: own, FORKGUARD_SENTINEL_PASSWORD: theirs };
    const told = await forkguard({ cwd: '/', env }, 'diagnose', address);
    expect(told.out).toContain('Was it killed?');
    const wrong = { ...env, FORKGUARD_SENTINEL_PASSWORD: 'wrong horse' };
    const refused = await forkguard({ cwd: '/', env: wrong }, 'diagnose', address);
    expect(refused.code).toBe(2);
    expect(refused.err.join('')).toContain('the Sentinel does not accept');
    expect(refused.out + refused.err.join('')).not.toMatch(/horse|staple/);
  });

  it('a group that nobody watches, and Sentinels that are not there', async () => {
    const primary = await startServer({ tcp: true });
    const conf = [`sentinel monitor orders 127.0.0.1 ${primary.port} 1`];
    const sentinel = await startServer({ tcp: true, sentinel: true, conf });
    for (const address of [`127.0.0.1:${sentinel.port}/nobody`, '127.0.0.1:1/orders']) {
      const problem = await observing(parseAddress(`redis+sentinel://${address}`), only).catch(
        (error: ProbeError) => error,
      );
      expect(problem).toMatchObject({ kind: 'sentinel' });
    }
  });

  it('a Sentinel that is taken for the server says whom it watches and what to write', async () => {
    const primary = await startServer({ tcp: true });
    const conf = [`sentinel monitor orders 127.0.0.1 ${primary.port} 1`];
    const { port } = await startServer({ tcp: true, sentinel: true, conf });
    const problem = await observing(parseAddress(`127.0.0.1:${port}`), only).catch(
      (error: ProbeError) => error,
    );
    expect((problem as ProbeError).message).toBe(
      `127.0.0.1:${port}: this is a Sentinel, not the server whose data it watches. It watches orders. Write redis+sentinel://127.0.0.1:${port}/orders.`,
    );
  });
});

describe('a cluster', () => {
  async function cluster(): Promise<TestServer[]> {
    // No handshake is given up because a node is slow to answer.
    const conf = ['cluster-enabled yes', 'cluster-node-timeout 60000'];
    const nodes = await Promise.all([1, 2, 3, 4, 5, 6].map(() => startServer({ tcp: true, conf })));
    const [first] = nodes;
    const ids = await Promise.all(
      nodes.map(async ({ admin }) => String(await admin.call('CLUSTER', 'MYID'))),
    );
    const slots = [0, 5461, 10923, 16384];
    for (const index of [0, 1, 2])
      await nodes[index]?.admin.call(
        'CLUSTER',
        'ADDSLOTSRANGE',
        slots[index] ?? 0,
        (slots[index + 1] ?? 0) - 1,
      );
    for (const { port } of nodes.slice(1)) await first?.admin.call('CLUSTER', 'MEET', '127.0.0.1', port);
    await until('all know all', async () => {
      const lists = await Promise.all(
        nodes.map(async ({ admin }) => String(await admin.call('CLUSTER', 'NODES'))),
      );
      const known = (list: string) => ids.every((id) => list.includes(id)) && !list.includes('handshake');
      return lists.every(known) ? true : undefined;
    });
    for (const index of [3, 4, 5])
      await nodes[index]?.admin.call('CLUSTER', 'REPLICATE', ids[index - 3] ?? '');
    return nodes;
  }

  it('is observed node by node; a node that is gone is named', async () => {
    const nodes = await cluster();
    const [seed] = nodes;
    await observing({ ...parseAddress(`127.0.0.1:${seed?.port}`), cluster: true }, async (session) => {
      const { observations, problems } = await until('all roles', async () => {
        const reading = await session.observe();
        const roles = reading.observations.map((one) => infoText(one, 'role'));
        return roles.filter((role) => role === 'slave').length === 3 ? reading : undefined;
      });
      expect(problems).toEqual([]);
      const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`).sort();
      expect(observations.map(({ address }) => address).sort()).toEqual(addresses);
      await nodes[5]?.kill();
      const left = await session.observe();
      expect(left.observations).toHaveLength(5);
      expect(left.problems).toMatchObject([{ address: `127.0.0.1:${nodes[5]?.port}` }]);
      const { err, code } = await forkguard('/', 'diagnose', `127.0.0.1:${seed?.port}`, '--cluster');
      expect(err).toEqual([
        `forkguard: 127.0.0.1:${nodes[5]?.port}: nothing listens there (connection refused).`,
      ]);
      expect(code).toBeLessThan(2);
      // The node that was addressed goes: the others are known.
      await seed?.kill();
      const orphaned = await session.observe();
      expect(orphaned.observations).toHaveLength(4);
    });
  });

  it('whoever may not see the nodes sees the one addressed, and what to grant', async () => {
    const conf = ['cluster-enabled yes', 'user lint on >secret-of-lint -@all +info'];
    const server = await startServer({ tcp: true, conf });
    const target = { ...parseAddress(`redis://lint:secret-of-lint@127.0.0.1:${server.port}`), cluster: true };
    const { observations, problems } = await observing(target, (session) => session.observe());
    expect(observations).toHaveLength(1);
    expect(problems[0]?.message).toContain('+cluster|nodes');
  });

  it('that is none is told apart', async () => {
    const server = await startServer();
    const target = { endpoints: [], socket: server.socket, cluster: true };
    const problem = await observing(target, only).catch((error: ProbeError) => error);
    expect((problem as ProbeError).message).toContain('not part of a cluster');
  });
});

describe('TLS', () => {
  const path = (name: string) => fileURLToPath(new URL(`../fixtures/tls/${name}.pem`, import.meta.url));
  const pem = (name: string) => readFileSync(path(name), 'utf8');
  const secured = () =>
    startServer({
      tcp: 'tls',
      conf: [
        `tls-cert-file ${path('server')}`,
        `tls-key-file ${path('server-key')}`,
        `tls-ca-cert-file ${path('ca')}`,
        'tls-auth-clients yes',
      ],
    });
  const all = { ca: pem('ca'), cert: pem('client'), key: pem('client-key'), serverName: 'server.test' };
  const problemWith = async (port: number, tls: Target['tls'], limits = PATIENT) => {
    const target = { endpoints: [{ host: '127.0.0.1', port }], ...(tls ? { tls } : {}) };
    return (await observing(target, only, limits).catch((error: ProbeError) => error)) as ProbeError;
  };

  it('with an authority, a client certificate and the name of the server', async () => {
    const { port } = await secured();
    const seen = await observing({ endpoints: [{ host: '127.0.0.1', port }], tls: all }, only);
    expect(infoText(seen, 'role')).toBe('master');
  });

  it('what is missing is said', async () => {
    const { port } = await secured();
    const { ca, serverName, ...own } = all;
    expect((await problemWith(port, { ca, serverName })).message).toContain('client certificate');
    expect((await problemWith(port, { ...own, serverName })).message).toContain(
      'signed by a CA that is not known',
    );
    expect((await problemWith(port, { ...own, ca })).message).toContain('another host name');
    expect((await problemWith(port, undefined)).message).toContain('write rediss://');
  });

  it('spoken to a server without it', async () => {
    const { port } = await startServer({ tcp: true });
    expect((await problemWith(port, all, QUICK)).message).toContain('does not speak TLS');
  });
});
