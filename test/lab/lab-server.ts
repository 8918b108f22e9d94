/** A server for the lab: on a socket in a folder of its own, with what INFO and the kernel say of it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** The one on the PATH, or the one that is named. */
const INSTALLED = process.env.REDIS_SERVER ?? 'redis-server';
/** Far longer than a start takes on a slow and busy machine. Milliseconds. */
const TIME_LIMIT_MS = 60_000;

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

export type Info = ReadonlyMap<string, string>;

export class LabServer {
  readonly folder = mkdtempSync(join(tmpdir(), 'fg-lab-'));
  readonly admin: Redis;
  readonly #process: ChildProcess;
  #failure: Error | undefined;

  /**
   * @param options more words of the command line
   * @param program the path of a redis-server or valkey-server
   */
  constructor(
    options: readonly string[] = [],
    readonly program: string = INSTALLED,
  ) {
    const fixed = ['--port', '0', '--unixsocket', this.socket, '--dir', this.folder, '--save', ''];
    this.#process = spawn(program, [...fixed, ...options], { cwd: this.folder, stdio: 'ignore' });
    this.#process.once('error', (error) => {
      this.#failure = error;
    });
    this.admin = new Redis({
      path: this.socket,
      lazyConnect: true,
      retryStrategy: () => 20,
      maxRetriesPerRequest: null,
    });
    this.admin.on('error', () => {});
  }

  get socket(): string {
    return join(this.folder, 's');
  }

  get pid(): number {
    return this.#process.pid ?? -1;
  }

  get ended(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  /** @throws Error that says how to install a server that is missing, or which options it refused */
  async ready(): Promise<void> {
    for (const until = performance.now() + TIME_LIMIT_MS; performance.now() < until; ) {
      if (this.#failure)
        throw new Error(
          `${this.program}: ${this.#failure.message}. Install it: apt-get install -y redis-server`,
        );
      if (this.ended)
        throw new Error(`${this.program} refuses ${this.#process.spawnargs.slice(8).join(' ')}`);
      const answer = await Promise.race([this.admin.ping().catch(() => ''), pause(200)]);
      if (answer === 'PONG') return;
    }
    throw new Error(`${this.program} does not answer`);
  }

  /** All fields of INFO. */
  async info(): Promise<Info> {
    const text = await this.admin.info('all');
    return new Map(
      text.split('\r\n').flatMap((line): [string, string][] => {
        const at = line.indexOf(':');
        return at === -1 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
      }),
    );
  }

  async close(): Promise<void> {
    this.admin.disconnect();
    if (!this.ended && this.#failure === undefined) {
      const gone = new Promise((resolve) => this.#process.once('exit', resolve));
      this.#process.kill('SIGKILL');
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Proportional set size of a process, bytes; 0 when it is gone. */
export function pssOf(pid: number): number {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

export function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').map(Number).filter(Boolean);
  } catch {
    return [];
  }
}
