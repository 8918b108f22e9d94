/** Ports of 127.0.0.1 for programs that cannot choose one themselves, as Redis cannot. */

import { createServer } from 'node:net';

/** Free a moment ago: whoever starts on it looks at what the program says (`isTaken`), and asks for another one. */
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

/** @param log of a server that ended at its start */
export const isTaken = (log: string): boolean => log.includes('Address already in use');
