/** A redis-server of its own for the tests of a window. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { inject } from 'vitest';
import { freePort, isTaken } from '../../support/free-port';
import { LIMIT } from './workbench';

export interface Redis {
  readonly port: number;
  /** Inline commands, each on a line. */
  run(...commands: readonly string[]): Promise<void>;
  stop(): void;
}

/** @param args of its command line, besides the port */
export async function startRedis(args: readonly string[]): Promise<Redis> {
  // Not in the folder of the editor, in which tests look for what it has written.
  const folder = mkdtempSync(`${inject('scratch')}-redis-`);
  const { port, server } = await start(folder, args);
  const run = (...commands: readonly string[]) =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.end(`${commands.join('\r\n')}\r\nQUIT\r\n`));
      socket
        .on('error', reject)
        .on('close', () => resolve())
        .resume();
    });
  const stop = () => {
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return { port, run, stop };
}

interface Started {
  readonly port: number;
  readonly server: ChildProcess;
}

async function start(folder: string, args: readonly string[]): Promise<Started> {
  for (;;) {
    const port = await freePort();
    const own = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
    const cwd = path.dirname(folder);
    const server = spawn('redis-server', [...own, ...args], { stdio: ['ignore', 'pipe', 'ignore'], cwd });
    let log = '';
    server.stdout.on('data', (chunk) => {
      log = (log + chunk).slice(-2000);
    });
    if (await listens(port, server)) return { port, server };
    if (!isTaken(log))
      throw new Error(`redis-server does not listen: ${log || 'apt-get install redis-server'}`);
  }
}

async function listens(port: number, server: ChildProcess): Promise<boolean> {
  server.on('error', () => {}); // it is not installed, and ends with a code
  for (const end = Date.now() + LIMIT.timeout; Date.now() < end; ) {
    if (server.exitCode !== null) return false;
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (open) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
