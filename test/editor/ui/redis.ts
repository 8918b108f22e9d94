/** A redis-server of its own for the tests of a window. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import path from 'node:path';
import { inject } from 'vitest';

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
  const port = await freePort();
  const own = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  const server = spawn('redis-server', [...own, ...args], { stdio: 'ignore', cwd: path.dirname(folder) });
  await listens(port, server);
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
    rmSync(folder, { recursive: true, force: true });
  };
  return { port, run, stop };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const listener = createServer().listen(0, '127.0.0.1', () => {
      const address = listener.address();
      listener.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function listens(port: number, server: ChildProcess): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end; ) {
    if (server.exitCode !== null) break;
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('redis-server does not listen. Install it: apt-get install -y redis-server');
}
