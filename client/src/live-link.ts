/** What passes between the editor and the language server about running servers. */

import { Disposable, window } from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';

/** What the language server says of a connection. */
export interface ConnectionState {
  readonly name: string;
  readonly state: 'connecting' | 'connected' | 'failed';
  readonly addresses: readonly string[];
  readonly at?: number;
  readonly next?: number;
  readonly problem?: string;
  readonly forking: boolean;
}

export interface LinkHost {
  changed(states: readonly ConnectionState[]): void;
  /** The language server runs again; these connections it had before it ended. */
  restarted(names: readonly string[]): void;
  /** Names of connections whose diagnosis is open. */
  diagnosed(): readonly string[];
}

export class LiveLink {
  readonly #server: () => Promise<LanguageClient>;
  readonly #host: LinkHost;
  #listening: Disposable | undefined;
  readonly #lost = new Set<string>();
  states: readonly ConnectionState[] = [];

  constructor(server: () => Promise<LanguageClient>, host: LinkHost) {
    this.#server = server;
    this.#host = host;
  }

  /** @param what follows `forkguard/live/` */
  async request<T>(what: string, params: object): Promise<T> {
    return (await this.#client()).sendRequest<T>(`forkguard/live/${what}`, params);
  }

  async log(line: string): Promise<void> {
    (await this.#client()).outputChannel.appendLine(line);
  }

  /** Nothing is refreshed for what nobody can see. */
  async sendVisible(): Promise<void> {
    const client = await this.#client();
    const uris = window.visibleTextEditors.map(({ document }) =>
      client.code2ProtocolConverter.asUri(document.uri),
    );
    await client.sendNotification('forkguard/live/visible', { uris, names: this.#host.diagnosed() });
  }

  async #client(): Promise<LanguageClient> {
    const client = await this.#server();
    this.#listening ??= Disposable.from(
      client.onNotification('forkguard/live/states', (states: readonly ConnectionState[]) =>
        this.#changed(states),
      ),
      client.onDidChangeState(({ newState }) => {
        if (newState === State.Running) this.#reopen();
        else this.#lose();
      }),
      window.onDidChangeVisibleTextEditors(() => void this.sendVisible()),
      window.tabGroups.onDidChangeTabs(() => void this.sendVisible()),
    );
    return client;
  }

  #changed(states: readonly ConnectionState[]): void {
    this.states = states;
    this.#host.changed(states);
  }

  /** A server that ended has no connections; which ones it had counts until it runs again. */
  #lose(): void {
    for (const { name } of this.states) this.#lost.add(name);
    this.#changed([]);
  }

  #reopen(): void {
    const names = [...this.#lost];
    this.#lost.clear();
    if (names.length > 0) this.#host.restarted(names);
  }

  dispose(): void {
    this.#listening?.dispose();
  }
}
