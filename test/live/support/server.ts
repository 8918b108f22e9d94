/** Real servers for one test: each in a folder of its own, on a socket and, where asked for, on a free port. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach } from 'vitest';

const PROGRAM = process.env.REDIS_SERVER ?? 'redis-server';

/** Longer than any start seen under load. Milliseconds. */
const PATIENCE = 20_000;

export interface Launch {
  /** Lines of its redis.conf. */
  readonly conf?: readonly string[];
  /** Listen on a TCP port too; with TLS where the configuration says with which certificates. */
  readonly tcp?: boolean | 'tls';
  /** What the test itself needs to speak to it. */
  readonly admin?: { readonly username?: string; readonly password?: string };
  readonly sentinel?: boolean;
}

export class TestServer {
  readonly folder: string;
  readonly port: number;
  readonly #launch: Launch;
  #process: ChildProcess;
  #admin: Redis | undefined;

  constructor(folder: string, port: number, launch: Launch) {
    this.folder = folder;
    this.port = port;
    this.#launch = launch;
    this.#process = this.#spawn();
  }

  get socket(): string {
    return join(this.folder, 's');
  }

  get pid(): number {
    return this.#process.pid ?? -1;
  }

  /** A client of the test, which may do everything. */
  get admin(): Redis {
    this.#admin ??= new Redis({ path: this.socket, ...this.#launch.admin }).on('error', () => {});
    return this.#admin;
  }

  #spawn(): ChildProcess {
    const args = [join(this.folder, 'redis.conf'), ...(this.#launch.sentinel ? ['--sentinel'] : [])];
    return spawn(PROGRAM, args, { cwd: this.folder, stdio: 'ignore' });
  }

  async ready(): Promise<void> {
    const failed = new Promise<never>((_, reject) => {
      this.#process.once('error', ({ message }) =>
        reject(new Error(`${PROGRAM}: ${message}. Install it: apt-get install -y redis-server`)),
      );
    });
    const answers = async () => {
      for (const until = Date.now() + PATIENCE; Date.now() < until; ) {
        if (await this.#answers()) return;
        await pause(20);
      }
      throw new Error('redis-server does not answer');
    };
    await Promise.race([answers(), failed]);
  }

  async #answers(): Promise<boolean> {
    const redis = new Redis({
      path: this.socket,
      ...this.#launch.admin,
      lazyConnect: true,
      retryStrategy: null,
      enableReadyCheck: false,
    });
    redis.on('error', () => {});
    try {
      await redis.connect();
      return /PONG|LOADING/.test(String(await redis.ping()));
    } catch {
      return false;
    } finally {
      redis.disconnect();
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** Ends at once, as the kernel would end it. */
  async kill(): Promise<void> {
    this.#admin?.disconnect();
    this.#admin = undefined;
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGKILL');
    await gone;
  }

  /** After `kill`; does not wait until it answers. */
  start(): void {
    this.#process = this.#spawn();
  }

  async restart(): Promise<void> {
    await this.kill();
    this.start();
    await this.ready();
  }
}

const running: { readonly server: TestServer; readonly folder: string }[] = [];

export async function startServer(launch: Launch = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'fg-live-'));
  const port = launch.tcp ? await freePort() : 0;
  const socket = launch.sentinel ? [`unixsocket ${folder}/s`] : [`unixsocket ${folder}/s`, 'save ""'];
  const ports = launch.tcp === 'tls' ? ['port 0', `tls-port ${port}`] : [`port ${port}`];
  const conf = [...ports, 'bind 127.0.0.1', `dir ${folder}`, ...socket, ...(launch.conf ?? [])];
  await writeFile(join(folder, 'redis.conf'), `${conf.join('\n')}\n`);
  const server = new TestServer(folder, port, launch);
  running.push({ server, folder });
  await server.ready();
  return server;
}

afterEach(async () => {
  const all = running.splice(0);
  await Promise.all(all.map(({ server }) => server.kill()));
  await Promise.all(all.map(({ folder }) => rm(folder, { recursive: true, force: true, maxRetries: 5 })));
});

/** Free a moment ago. Redis cannot be asked to choose one itself. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const listener = createServer();
    listener.once('error', reject);
    listener.listen(0, '127.0.0.1', () => {
      const address = listener.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      // The bus of a cluster node listens 10000 above.
      listener.close(() => (port > 55_000 ? freePort().then(resolve, reject) : resolve(port)));
    });
  });
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Polls until something is there. */
export async function until<T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (const end = Date.now() + PATIENCE; Date.now() < end; ) {
    const found = await look();
    if (found !== undefined) return found;
    await pause(20);
  }
  throw new Error(`${what}: not within ${PATIENCE / 1000} s`);
}
