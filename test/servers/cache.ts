/** Where servers are kept between runs and between clones, and how two processes do not fetch the same one at once. */

import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Outside the checkout: FORKGUARD_CACHE, or the user's folder for such things. */
export function cacheFolder(): string {
  const own = process.env.FORKGUARD_CACHE;
  const base = own
    ? resolve(own)
    : join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'forkguard');
  return join(base, 'servers');
}

const POLL_MS = 200;

/**
 * Runs alone among all processes of this machine that give the same name. The lock is a socket in Linux's abstract
 * namespace, so the kernel releases it however the process ends.
 */
export async function locked<T>(name: string, run: () => Promise<T>): Promise<T> {
  const address = `\0forkguard-${createHash('sha256').update(name).digest('hex').slice(0, 32)}`;
  let lock = await listen(address);
  while (!lock) {
    await new Promise((wake) => setTimeout(wake, POLL_MS));
    lock = await listen(address);
  }
  try {
    return await run();
  } finally {
    lock.close();
  }
}

function listen(address: string): Promise<Server | undefined> {
  return new Promise((settle, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? settle(undefined) : reject(error),
    );
    server.listen(address, () => settle(server));
  });
}
