/**
 * The connections to running servers by their names. Linting never waits for any of them; what arrives is handed to the
 * workspace.
 */

import type { Connected, ObservedNode } from '../core/observations';
import type { ConnectRequest, LiveAccess } from './live-access';
import { type ConnectionState, LiveConnection, type LiveHost } from './live-connection';

export class LiveConnections {
  readonly #access: LiveAccess | undefined;
  readonly #host: LiveHost;
  readonly #connections = new Map<string, LiveConnection>();

  constructor(access: LiveAccess | undefined, host: LiveHost) {
    this.#access = access;
    this.#host = host;
  }

  /** Connects, or connects anew under a name that is taken. Resolves when the first answer, or its failure, is there. */
  async connect(request: ConnectRequest): Promise<ConnectionState | undefined> {
    if (!this.#access) return undefined;
    this.disconnect(request.name);
    const connection = new LiveConnection(request, this.#access, this.#host);
    this.#connections.set(request.name, connection);
    this.#host.stateChanged();
    await connection.refresh();
    return connection.state;
  }

  disconnect(name: string): void {
    const connection = this.#connections.get(name);
    if (!connection) return;
    connection.close();
    this.#connections.delete(name);
    this.#host.changed();
  }

  /** @param name all of them without one */
  async refresh(name?: string): Promise<void> {
    const chosen = [...this.#connections.values()].filter((one) => name === undefined || one.name === name);
    await Promise.all(chosen.map((one) => one.refresh()));
  }

  /** What can be seen has changed. */
  visibilityChanged(): void {
    for (const connection of this.#connections.values()) connection.visibilityChanged();
  }

  get states(): ConnectionState[] {
    return [...this.#connections.values()].map(({ state }) => state);
  }

  nodes(name: string): readonly ObservedNode[] {
    return this.#connections.get(name)?.nodes ?? [];
  }

  cliOptions(name: string, address: string): Promise<string> {
    const request = this.#connections.get(name)?.request;
    return request && this.#access ? this.#access.cliOptions(request, address) : Promise.resolve('');
  }

  /** @param uses what each connection stands for */
  connected(
    uses: (name: string) => Pick<Connected, 'files' | 'workloads'>,
    root: Connected['root'],
  ): Connected[] {
    return [...this.#connections.values()].map(({ name, nodes }) => ({ name, nodes, root, ...uses(name) }));
  }

  dispose(): void {
    for (const connection of this.#connections.values()) connection.close();
    this.#connections.clear();
  }
}
