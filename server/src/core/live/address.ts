/** Parses the addresses of running servers. */

import { wordMap } from '../word-map';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface Credentials {
  readonly username?: string;
  readonly password?: string;
}

/** PEM texts. */
export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** The name expected in the server's certificate, if it differs from the host. */
  readonly serverName?: string;
}

export interface Target extends Credentials {
  /** Tried in order; addresses of Sentinels if `sentinel` is set. Empty for a socket. */
  readonly endpoints: readonly Endpoint[];
  readonly socket?: string;
  readonly tls?: TlsFiles;
  /** The group that the Sentinels watch, and the credentials for them. */
  readonly sentinel?: { readonly master: string } & Credentials;
  /** Observe all nodes of the cluster, not only the given one. */
  readonly cluster?: boolean;
  /** Accepted because addresses contain it, but not selected: INFO is the same in every database. */
  readonly database?: number;
}

/** The address is invalid. The message never repeats a part that could be a password. */
export class AddressError extends Error {}

const SCHEMES = wordMap<{ tls?: boolean; sentinel?: boolean; socket?: boolean }>({
  redis: {},
  valkey: {},
  rediss: { tls: true },
  valkeys: { tls: true },
  'redis+sentinel': { sentinel: true },
  'rediss+sentinel': { sentinel: true, tls: true },
  sentinel: { sentinel: true },
  unix: { socket: true },
  'redis+unix': { socket: true },
  'redis+socket': { socket: true },
});

const FORMS =
  'Use redis://host:port, rediss:// with TLS, redis+sentinel://host:port/group, unix:///path, or host:port.';

/**
 * Parses `redis://user:password@host:6379/0`, `rediss://…`, `redis+sentinel://a:26379,b:26379/orders`, `unix:///path`,
 * `host:port`, `host` and `/path`.
 * @throws AddressError
 */
export function parseAddress(text: string): Target {
  const trimmed = text.trim();
  const [, scheme, rest] = /^([a-z][a-z+]*):\/\/(.*)$/is.exec(trimmed) ?? [];
  if (scheme === undefined || rest === undefined)
    return trimmed.startsWith('/') ? { endpoints: [], socket: trimmed } : parseHosts(trimmed, {});
  const kind = SCHEMES.get(scheme.toLowerCase());
  if (!kind) throw new AddressError(`Unknown scheme "${scheme}". ${FORMS}`);
  if (kind.socket) return parseSocket(rest);
  return parseHosts(rest, kind);
}

/**
 * Splits an address into its credentials and the address without user, password and parameters, which can be stored.
 * @throws AddressError
 */
export function withoutCredentials(text: string): Credentials & { readonly address: string } {
  parseAddress(text);
  const [, scheme, rest] = /^([a-z][a-z+]*):\/\/(.*)$/is.exec(text.trim()) ?? [];
  if (scheme === undefined && text.trim().startsWith('/')) return { address: text.trim() };
  const { credentials, after } = takeCredentials(rest ?? text.trim());
  const [address = ''] = after.split('?');
  return { address: `${scheme === undefined ? '' : `${scheme}://`}${address}`, ...credentials };
}

function parseSocket(rest: string): Target {
  const { credentials, after } = takeCredentials(rest);
  const [path = ''] = after.split('?');
  if (!path.startsWith('/'))
    throw new AddressError('The path of a socket must begin with "/": unix:///run/redis.sock.');
  return { endpoints: [], socket: path, ...credentials };
}

function parseHosts(text: string, kind: { tls?: boolean; sentinel?: boolean }): Target {
  const { credentials, after } = takeCredentials(text);
  const [withPath = ''] = after.split('?');
  const slash = withPath.indexOf('/');
  const hosts = slash === -1 ? withPath : withPath.slice(0, slash);
  const path = slash === -1 ? '' : decode(withPath.slice(slash + 1)).replace(/\/$/, '');
  const standard = kind.sentinel ? 26379 : 6379;
  const endpoints = hosts.split(',').map((host) => parseEndpoint(host, standard));
  const base = { endpoints, ...credentials, ...(kind.tls ? { tls: {} } : {}) };
  if (kind.sentinel) {
    const [master = ''] = path.split('/');
    if (master === '')
      throw new AddressError(
        'Add the name of the group that the Sentinels watch: redis+sentinel://host:26379/group.',
      );
    return { ...base, sentinel: { master } };
  }
  if (path === '') return base;
  if (!/^\d+$/.test(path))
    throw new AddressError('The path after the port must be a database index, a number.');
  return { ...base, database: Number(path) };
}

function parseEndpoint(text: string, standard: number): Endpoint {
  const match = /^(?:\[([0-9a-f:.%]+)\]|([^:[\]\s@]+))(?::(\d{1,5}))?$/i.exec(text.trim());
  const port = match?.[3] === undefined ? standard : Number(match[3]);
  if (!match || port < 1 || port > 65535) throw new AddressError(FORMS);
  return { host: match[1] ?? match[2] ?? '', port };
}

/** A password may contain any character unescaped; the path of a socket may contain an "@". */
function takeCredentials(text: string): { credentials: Credentials; after: string } {
  const at = text.lastIndexOf('@');
  if (at === -1 || text.startsWith('/')) return { credentials: {}, after: text };
  const written = text.slice(0, at);
  const colon = written.indexOf(':');
  const username = decode(colon === -1 ? written : written.slice(0, colon));
  const password = colon === -1 ? '' : decode(written.slice(colon + 1));
  return {
    credentials: { ...(username ? { username } : {}), ...(password ? { password } : {}) },
    after: text.slice(at + 1),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AddressError('A "%" in the address must be followed by two hexadecimal digits.');
  }
}

export const showEndpoint = ({ host, port }: Endpoint): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

/** The hosts as written, without scheme, credentials and path: `a,b:7000`. */
export function hostsIn(address: string): string {
  const rest = address.trim().replace(/^[a-z][a-z+]*:\/\//i, '');
  return takeCredentials(rest).after.split(/[/?]/)[0] ?? '';
}

/** For display; without credentials. */
export function showTarget({ endpoints, socket, sentinel, tls }: Target): string {
  const where = socket ?? endpoints.map(showEndpoint).join(',');
  return `${where}${sentinel ? ` (Sentinel, group ${sentinel.master})` : ''}${tls ? ' with TLS' : ''}`;
}
