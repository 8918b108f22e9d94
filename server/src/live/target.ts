/** What is done with a target: which words of it are secrets, and how redis-cli reaches it. */

import type { Target } from '../core/live/address';

/** Everything that must not be seen anywhere. */
export const secretsOf = ({ password, sentinel, tls }: Target): string[] =>
  [password, sentinel?.password, tls?.key].filter(
    (secret) => secret !== undefined && secret !== '',
  ) as string[];

/** Options that redis-cli needs to reach one server of a target; never a password, which it takes from REDISCLI_AUTH. */
export function cliOptions({ tls, username }: Target, address: string): string {
  const match = /^\[?(.*?)\]?:(\d+)$/.exec(address);
  const [, host = 'localhost', port = '6379'] = match ?? [];
  const where = address.startsWith('/') ? ['-s', address] : ['-h', host, '-p', port];
  const user = username === undefined || username === 'default' ? [] : ['--user', username];
  return [...where, ...(tls ? ['--tls'] : []), ...user].map(quoted).join(' ');
}

const quoted = (word: string): string =>
  /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
