/** What the editor gets from a connected server, while it answers and while it does not. */

import { describe, expect, it, vi } from 'vitest';
import type { ConnectionState } from '../../server/src/lsp/live-connection';
import { startClient } from './support/client';
import { startServer, until } from './support/server';

const URI = 'file:///orders/redis.conf';
const TEXT = 'maxmemory 100mb\nsave 900 1\n';
const USES = { connections: { uses: { orders: { files: ['redis.conf'] } } } };
const PASSWORD = 'correct horse battery';

const codes = (items: readonly { readonly code: string }[]) => items.map(({ code }) => code);

describe('a connected server', () => {
  it('puts measured numbers into findings, hovers and lenses, and takes them away when it is left', async () => {
    const server = await startServer({ conf: ['maxmemory 200mb', 'save 900 1'] });
    const client = await startClient(USES);
    await client.open(URI, TEXT);
    expect(codes(await client.diagnostics(URI))).not.toContain('configuration-drift');
    const state = await client.request<ConnectionState>('forkguard/live/connect', {
      name: 'orders',
      address: server.socket,
    });
    expect(state).toMatchObject({ name: 'orders', state: 'connected', addresses: [server.socket] });
    const drift = (await client.diagnostics(URI)).find(({ code }) => code === 'configuration-drift');
    expect(drift?.message).toContain('maxmemory is 100 MiB here; the running server has 200 MiB');
    expect(await client.hover(URI, 0)).toContain('**orders**, measured just now: ');
    expect((await client.lenses(URI))[0]).toMatch(/^orders, measured just now: .* in use/);
    await client.request('forkguard/live/disconnect', { name: 'orders' });
    expect(codes(await client.diagnostics(URI))).not.toContain('configuration-drift');
    expect(await client.lenses(URI)).toEqual([]);
  });

  it('stands for what the settings say, also when they change', async () => {
    const server = await startServer({ conf: ['maxmemory 200mb'] });
    const client = await startClient({});
    await client.open(URI, TEXT);
    await client.request('forkguard/live/connect', { name: 'orders', address: server.socket });
    expect(codes(await client.diagnostics(URI))).not.toContain('configuration-drift');
    client.settings = USES;
    await client.notify('workspace/didChangeConfiguration', { settings: null });
    await until('the drift', async () =>
      codes(await client.diagnostics(URI)).includes('configuration-drift') ? true : undefined,
    );
  });

  it('is asked again only while a file that it stands for is visible', async () => {
    const server = await startServer();
    const client = await startClient(USES);
    await client.open(URI, TEXT);
    const connect = { name: 'orders', address: server.socket };
    const hidden = await client.request<ConnectionState>('forkguard/live/connect', connect);
    expect(hidden.next).toBeUndefined();
    await client.notify('forkguard/live/visible', { uris: ['file:///orders/other.conf'] });
    expect((await client.request<ConnectionState[]>('forkguard/live/states', {}))[0]?.next).toBeUndefined();
    await client.notify('forkguard/live/visible', { uris: [URI] });
    const [visible] = await client.request<ConnectionState[]>('forkguard/live/states', {});
    expect((visible?.next ?? 0) - (visible?.at ?? 0)).toBeGreaterThan(14_000);
    // The status is told, too: that it connects, when it is asked next, and that it is not.
    expect(client.states[0]).toMatchObject([{ name: 'orders', state: 'connecting' }]);
    expect(client.states.at(-1)?.[0]?.next).toBe(visible?.next);
    await client.notify('forkguard/live/visible', { uris: [] });
    await client.request('forkguard/live/states', {});
    expect(client.states.at(-1)?.[0]?.next).toBeUndefined();
  });

  it('is asked every second while a fork runs', async () => {
    const server = await startServer({ conf: ['enable-debug-command yes'] });
    await server.admin.call('DEBUG', 'POPULATE', 3000, 'key', 100);
    const client = await startClient(USES);
    await client.open(URI, TEXT);
    await client.notify('forkguard/live/visible', { uris: [URI] });
    const fork = await server.holdFork();
    await client.request('forkguard/live/connect', { name: 'orders', address: server.socket });
    const looks = () => client.states.flat().filter(({ forking, state }) => forking && state === 'connected');
    const times = () => new Set(looks().map(({ at }) => at)).size;
    await until('three looks', () => (times() > 2 ? true : undefined));
    fork.release();
    const ended = await until('the end of the fork', () => {
      const [last] = client.states.at(-1) ?? [];
      return last?.forking === false ? last : undefined;
    });
    expect(ended.problem).toBeUndefined();
    const waits = looks().flatMap(({ at = 0, next }) => (next === undefined ? [] : next - at));
    expect(Math.min(...waits)).toBeLessThan(10_000);
  });
});

describe('a server that does not answer', () => {
  it('keeps nobody waiting: typing is answered meanwhile, and the status tells the truth', async () => {
    const server = await startServer({ conf: ['maxmemory 200mb'] });
    const client = await startClient(USES);
    await client.open(URI, TEXT);
    await client.request('forkguard/live/connect', { name: 'orders', address: server.socket });
    server.signal('SIGSTOP');
    let over = false;
    const refreshed = client.request<ConnectionState[]>('forkguard/live/refresh', {}).then((states) => {
      over = true;
      return states;
    });
    let meanwhile = 0;
    for (const count of Array.from({ length: 20 }, (_, index) => index)) {
      await client.change(URI, `${TEXT}# ${count}\n`);
      // What was seen last still counts.
      expect(codes(await client.diagnostics(URI))).toContain('configuration-drift');
      if (!over) meanwhile += 1;
    }
    // The time limit of the connection goes on, however long twenty answers take here.
    expect(meanwhile).toBeGreaterThan(0);
    const [state] = await refreshed;
    expect(state).toMatchObject({ state: 'failed' });
    expect(state?.problem).toContain('no answer within the time limit');
    server.signal('SIGCONT');
    expect((await client.request<ConnectionState[]>('forkguard/live/refresh', {}))[0]).toMatchObject({
      state: 'connected',
    });
  });

  it('that was killed is a problem in the status and no error box; it is back when it is back', async () => {
    const server = await startServer({ conf: ['maxmemory 200mb'] });
    const client = await startClient(USES);
    await client.open(URI, TEXT);
    await client.request('forkguard/live/connect', { name: 'orders', address: server.socket });
    await server.kill();
    const [state] = await client.request<ConnectionState[]>('forkguard/live/refresh', {});
    expect(state).toMatchObject({ state: 'failed', addresses: [server.socket] });
    expect(codes(await client.diagnostics(URI))).toContain('configuration-drift');
    await server.restart();
    expect((await client.request<ConnectionState[]>('forkguard/live/refresh', {}))[0]).toMatchObject({
      state: 'connected',
    });
    expect(client.written).not.toContain('window/showMessage');
  });
});

describe('the age of what was seen', () => {
  it('is told although nothing new is: after five minutes it is no longer current', async () => {
    const server = await startServer({ conf: ['maxmemory 200mb'] });
    const client = await startClient(USES);
    await client.open(URI, TEXT);
    await client.request('forkguard/live/connect', { name: 'orders', address: server.socket });
    const drift = async () =>
      (await client.diagnostics(URI)).find(({ code }) => code === 'configuration-drift')?.message;
    expect(await drift()).toContain('measured just now)');
    // Only the clock goes on; what waits for it is called.
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    try {
      await client.request('forkguard/live/refresh', {});
      vi.advanceTimersByTime(2 * 60_000 + 500);
      expect(await drift()).toContain('measured 2 min ago)');
      vi.advanceTimersByTime(4 * 60_000);
      expect(await drift()).toMatch(/measured [56] min ago, no longer current\)/);
      expect((await client.lenses(URI))[0]).toMatch(/^orders, measured [56] min ago, no longer current: /);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('secrets', () => {
  it('nothing that the server writes holds the password, whether it is right or wrong', async () => {
    const server = await startServer({ conf: [`requirepass "${PASSWORD}"`], admin: { password: PASSWORD } });
    const client = await startClient(USES);
    await client.open(URI, TEXT);
    for (const [password, expected] of [
      [PASSWORD, 'connected'],
      ['wrong horse battery', 'failed'],
    ]) {
      const request = { name: 'orders', address: server.socket, password };
      const state = await client.request<ConnectionState>('forkguard/live/connect', request);
      expect(state.state).toBe(expected);
      await client.diagnostics(URI);
      await client.request('forkguard/live/diagnose', { name: 'orders' });
    }
    const address = `redis://:${encodeURIComponent('third horse')}@127.0.0.1:1`;
    const state = await client.request<ConnectionState>('forkguard/live/connect', { name: 'other', address });
    expect(state.problem).toContain('connection refused');
    expect(client.written).not.toContain('horse');
  });
});

describe('a diagnosis', () => {
  it('is Markdown with the eight questions, and says so where nothing is connected', async () => {
    const server = await startServer();
    const client = await startClient(USES);
    expect(await client.request('forkguard/live/diagnose', { name: 'orders' })).toContain('Not connected');
    await client.request('forkguard/live/connect', { name: 'orders', address: server.socket });
    const markdown = await client.request<string>('forkguard/live/diagnose', { name: 'orders' });
    expect(markdown.match(/^## \d\. .*\?$/gm)).toHaveLength(8);
    expect(markdown).toContain(`redis-cli -s ${server.socket} `);
  });
});
