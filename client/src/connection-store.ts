/** Where connections are kept: addresses in the user's settings, passwords in the secret storage, uses in the workspace. */

import { readFile } from 'node:fs/promises';
import { ConfigurationTarget, type SecretStorage, workspace } from 'vscode';
import { parseAddress, withoutCredentials } from '../../server/src/core/live/address';
import type { Secrets } from './secret-log';

/** As the user settings hold it: everything but credentials. */
export interface SavedServer {
  readonly address: string;
  readonly user?: string;
  readonly cluster?: boolean;
  /** The group that the Sentinels at the address watch. */
  readonly sentinel?: string;
  /** ACL user of the Sentinels themselves. */
  readonly sentinelUser?: string;
  readonly tls?: {
    /** Paths of PEM files. */
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
    readonly serverName?: string;
  };
}

/** What a connection stands for: globs relative to the folder, and names of workloads. */
export interface Uses {
  readonly files: readonly string[];
  readonly workloads: readonly string[];
}

/** Without `server` it is one that is saved already. */
export interface NewConnection extends Partial<Uses> {
  readonly name: string;
  readonly server?: SavedServer;
  /** Absent: the stored one stays. Empty: there is none. */
  readonly password?: string;
  /** That of the Sentinels themselves, in the same way. */
  readonly sentinelPassword?: string;
}

const SECTION = 'forkguard.connections';
const secretKey = (name: string): string => `forkguard.connection.${name}`;
const sentinelKey = (name: string): string => `forkguard.sentinel.${name}`;

export const savedServers = (): Readonly<Record<string, SavedServer>> =>
  workspace.getConfiguration(SECTION).get('servers', {});

export const savedUses = (name: string): Partial<Uses> | undefined =>
  workspace.getConfiguration(SECTION).get<Record<string, Partial<Uses>>>('uses', {})[name];

export class ConnectionStore {
  readonly #secrets: SecretStorage;
  readonly #known: Secrets;

  /** @param known is told what must not be logged before anything is sent */
  constructor(secrets: SecretStorage, known: Secrets) {
    this.#secrets = secrets;
    this.#known = known;
  }

  /** @throws AddressError before anything is kept */
  async keep(asked: NewConnection): Promise<void> {
    const { name, server, password, sentinelPassword, files, workloads } = separated(asked);
    const configuration = workspace.getConfiguration(SECTION);
    if (server)
      await configuration.update(
        'servers',
        { ...savedServers(), [name]: server },
        ConfigurationTarget.Global,
      );
    await this.#keepSecret(secretKey(name), password);
    await this.#keepSecret(sentinelKey(name), sentinelPassword);
    if ((files ?? workloads) === undefined) return;
    const all = configuration.get<object>('uses', {});
    const uses = { ...all, [name]: { files: files ?? [], workloads: workloads ?? [] } };
    const target = workspace.workspaceFolders ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
    await configuration.update('uses', uses, target);
  }

  async #keepSecret(key: string, secret: string | undefined): Promise<void> {
    if (secret === '') await this.#secrets.delete(key);
    else if (secret !== undefined) await this.#secrets.store(key, secret);
  }

  /** Address and passwords; what the workspace says about the name is left to its owner. */
  async forget(name: string): Promise<void> {
    await this.#secrets.delete(secretKey(name));
    await this.#secrets.delete(sentinelKey(name));
    const { [name]: _, ...left } = savedServers();
    await workspace.getConfiguration(SECTION).update('servers', left, ConfigurationTarget.Global);
  }

  /**
   * What the language server is handed: PEM files as texts, and the passwords.
   * @returns undefined where nothing of that name is saved
   */
  async request(name: string): Promise<object | undefined> {
    const saved = savedServers()[name];
    if (!saved) return undefined;
    const written = withoutCredentials(saved.address);
    if (written.username !== undefined || written.password !== undefined)
      throw new Error(
        `The address of ${name} in the settings holds a user or a password. Take them out and connect again.`,
      );
    const password = await this.#secrets.get(secretKey(name));
    const sentinel = await this.#sentinelOf(name, saved);
    const tls = saved.tls && (await tlsOf(saved.tls));
    this.#known.add(password, sentinel?.password, tls?.key);
    return {
      name,
      address: saved.address,
      ...(saved.user === undefined ? {} : { username: saved.user }),
      ...(password === undefined || password === '' ? {} : { password }),
      ...(saved.cluster ? { cluster: true } : {}),
      ...(sentinel ? { sentinel } : {}),
      ...(tls ? { tls } : {}),
    };
  }

  async #sentinelOf(name: string, { address, sentinel, sentinelUser }: SavedServer) {
    const master = sentinel ?? parseAddress(address).sentinel?.master;
    if (master === undefined) return undefined;
    const password = await this.#secrets.get(sentinelKey(name));
    return {
      master,
      ...(sentinelUser === undefined ? {} : { username: sentinelUser }),
      ...(password === undefined ? {} : { password }),
    };
  }
}

/** What stands before the "@" of an address goes where credentials are kept. */
function separated(asked: NewConnection): NewConnection {
  if (!asked.server) return asked;
  const { address, username, password } = withoutCredentials(asked.server.address);
  return {
    ...asked,
    server: { ...asked.server, address, ...(username === undefined ? {} : { user: username }) },
    ...(asked.password === undefined && password !== undefined ? { password } : {}),
  };
}

async function tlsOf({ ca, cert, key, serverName }: NonNullable<SavedServer['tls']>) {
  const read = (path: string | undefined) =>
    path === undefined
      ? undefined
      : readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
          throw new Error(`${path} cannot be read (${error.code ?? error.message}).`);
        });
  return { ca: await read(ca), cert: await read(cert), key: await read(key), serverName };
}
