/** What is done with a target: which words of it are secrets, and how redis-cli reaches it. */

import type { Target } from '../core/live/address';

/** Everything that must not be seen anywhere. */
export const secretsOf = ({ password, sentinel, tls }: Target): string[] =>
  [password, sentinel?.password, tls?.key].filter(
    (secret) => secret !== undefined && secret !== '',
  ) as string[];

/** Of PEM files, where they are known. */
export interface TlsPaths {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** Options that redis-cli needs to reach one server of a target; never a password, which it asks for. */
export function cliOptions(target: Target, address: string, paths: TlsPaths = {}): string {
  const { tls, username, password } = target;
  const match = /^\[?(.*?)\]?:(\d+)$/.exec(address);
  const [, host = 'localhost', port = '6379'] = match ?? [];
  const where = address.startsWith('/') ? ['-s', address] : ['-h', host, '-p', port];
  const user = username === undefined || username === 'default' ? [] : ['--user', username];
  const files = [
    ['--cacert', paths.ca],
    ['--cert', paths.cert],
    ['--key', paths.key],
    ['--sni', tls?.serverName],
  ].flatMap(([option, value]) => (tls && option && value ? [option, value] : []));
  const asks = password === undefined ? [] : ['--askpass'];
  return [...where, ...(tls ? ['--tls'] : []), ...files, ...user, ...asks].map(quoted).join(' ');
}

const quoted = (word: string): string =>
  /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
