/** Real servers for one test: each in a folder of its own, on a socket and, where asked for, on a free port. */

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach } from 'vitest';
import { freePort, isTaken } from '../../support/free-port';

const PROGRAM = process.env.REDIS_SERVER ?? 'redis-server';

/** Far longer than anything takes on a slow and busy machine. Milliseconds. */
const TIME_LIMIT_MS = 60_000;

export interface Launch {
  /** Lines of its redis.conf. */
  readonly conf?: readonly string[];
  /** Listen on a TCP port too; with TLS where the configuration says with which certificates. */
  readonly tcp?: boolean | 'tls';
  /** What the test itself needs to speak to it. */
  readonly admin?: { readonly username?: string; readonly password?: string };
  readonly sentinel?: boolean;
}

/** A child that saves and was stopped on its way: it ends when the test lets it, however fast the machine is. */
export interface HeldFork {
  release(): void;
  kill(): void;
}

/** Somebody else was given the port between asking for it and listening on it. */
class PortTaken extends Error {}

export class TestServer {
  readonly folder: string;
  readonly port: number;
  readonly #launch: Launch;
  #process: ChildProcess;
  #log = '';
  readonly #held: number[] = [];
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
    const child = spawn(PROGRAM, args, { cwd: this.folder, stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.on('data', (chunk) => {
      this.#log = (this.#log + chunk).slice(-2000);
    });
    return child;
  }

  async ready(): Promise<void> {
    const failed = new Promise<never>((_, reject) => {
      this.#process.once('error', ({ message }) =>
        reject(new Error(`${PROGRAM}: ${message}. Install it: apt-get install -y redis-server`)),
      );
    });
    const answers = async () => {
      for (const until = Date.now() + TIME_LIMIT_MS; Date.now() < until; ) {
        if (await this.#answers()) return;
        if (this.#ended) throw new (isTaken(this.#log) ? PortTaken : Error)(`it ended: ${this.#log}`);
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

  /** Begins to save, and stops the child before it can end: alone it would take two seconds. */
  async holdFork(kind: 'bgsave' | 'bgrewriteaof' = 'bgsave'): Promise<HeldFork> {
    const delay = 2e6 / (await this.admin.dbsize());
    await this.admin.config('SET', 'rdb-key-save-delay', String(Math.ceil(delay)));
    await this.admin[kind]();
    const children = readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, 'utf8');
    const pid = Number(children.trim().split(' ')[0]);
    process.kill(pid, 'SIGSTOP');
    this.#held.push(pid);
    const signal = (name: NodeJS.Signals) => {
      this.#held.splice(this.#held.indexOf(pid), 1);
      process.kill(pid, name);
    };
    return { release: () => signal('SIGCONT'), kill: () => signal('SIGKILL') };
  }

  get #ended(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  /** Ends at once, as the kernel would end it. */
  async kill(): Promise<void> {
    this.#admin?.disconnect();
    this.#admin = undefined;
    const gone = this.#ended || new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGKILL');
    await gone;
    for (const pid of this.#held.splice(0)) process.kill(pid, 'SIGKILL');
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
  for (;;) {
    const server = await spawnServer(launch);
    try {
      await server.ready();
      return server;
    } catch (error) {
      if (!(error instanceof PortTaken)) throw error;
    }
  }
}

async function spawnServer(launch: Launch): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'fg-live-'));
  const port = launch.tcp ? await freePort() : 0;
  const socket = launch.sentinel ? [`unixsocket ${folder}/s`] : [`unixsocket ${folder}/s`, 'save ""'];
  const ports = launch.tcp === 'tls' ? ['port 0', `tls-port ${port}`] : [`port ${port}`];
  const conf = [...ports, 'bind 127.0.0.1', `dir ${folder}`, ...socket, ...(launch.conf ?? [])];
  await writeFile(join(folder, 'redis.conf'), `${conf.join('\n')}\n`);
  const server = new TestServer(folder, port, launch);
  running.push({ server, folder });
  return server;
}

afterEach(async () => {
  const all = running.splice(0);
  await Promise.all(all.map(({ server }) => server.kill()));
  await Promise.all(all.map(({ folder }) => rm(folder, { recursive: true, force: true, maxRetries: 5 })));
});

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Polls until something is there. */
export async function until<T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (const end = Date.now() + TIME_LIMIT_MS; Date.now() < end; ) {
    const found = await look();
    if (found !== undefined) return found;
    await pause(20);
  }
  throw new Error(`${what}: not within ${TIME_LIMIT_MS / 1000} s`);
}
