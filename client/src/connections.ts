/** Connections to running servers: the commands, where addresses and credentials are kept, and what the server is told. */

import { readFile } from 'node:fs/promises';
import { ConfigurationTarget, commands, type ExtensionContext, Uri, window, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { askForConnection, type NewConnection, pickConnection, splitCredentials } from './connection-input';
import { DiagnosisDocuments } from './diagnosis';
import { LiveStatus } from './live-status';

/** As the user settings hold it: everything but credentials. */
export interface SavedServer {
  readonly address: string;
  readonly user?: string;
  readonly cluster?: boolean;
  /** The group that the Sentinels at the address watch. */
  readonly sentinel?: string;
  readonly tls?: {
    /** Paths of PEM files. */
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
    readonly serverName?: string;
  };
}

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

const SECTION = 'forkguard.connections';
const secretKey = (name: string): string => `forkguard.connection.${name}`;

export const savedServers = (): Readonly<Record<string, SavedServer>> =>
  workspace.getConfiguration(SECTION).get('servers', {});

/** @returns what the status item says: for other extensions, and for tests */
export function registerConnections(
  context: ExtensionContext,
  server: () => Promise<LanguageClient>,
): LiveStatus {
  const connections = new Connections(context, server);
  const command = (name: string, action: (argument?: unknown) => Promise<unknown>) =>
    commands.registerCommand(`forkguard.${name}`, (argument?: unknown) =>
      connections.trusted() ? action(argument) : undefined,
    );
  context.subscriptions.push(
    connections,
    command('connect', (given) => connections.connect(given)),
    command('disconnect', (name) => connections.disconnect(name)),
    command('refresh', () => connections.refresh()),
    command('forget', (name) => connections.forget(name)),
    command('showConnections', () => connections.show()),
    command('diagnose', (name) => connections.diagnose(name)),
  );
  return connections.status;
}

class Connections {
  readonly #context: ExtensionContext;
  readonly #server: () => Promise<LanguageClient>;
  readonly status = new LiveStatus();
  readonly #diagnoses: DiagnosisDocuments;
  #listening = false;
  #states: readonly ConnectionState[] = [];

  constructor(context: ExtensionContext, server: () => Promise<LanguageClient>) {
    this.#context = context;
    this.#server = server;
    this.#diagnoses = new DiagnosisDocuments(async (name) =>
      (await this.#client()).sendRequest<string>('forkguard/live/diagnose', { name }),
    );
  }

  /** Says why nothing connects, where the folder is not trusted. */
  trusted(): boolean {
    if (workspace.isTrusted) return true;
    const manage = 'Manage Workspace Trust';
    void window
      .showWarningMessage(
        'Forkguard connects to servers in trusted workspaces only: files of this one could decide what is done with the answers.',
        manage,
      )
      .then((choice) => choice === manage && commands.executeCommand('workbench.trust.manage'));
    return false;
  }

  /** @param given without it the user is asked, step by step */
  async connect(given: unknown): Promise<ConnectionState | undefined> {
    const asked = isNewConnection(given) ? given : await this.#ask(given);
    if (!asked) return undefined;
    const { name, password, server } = withoutCredentials(asked);
    if (server) await this.#save(withoutCredentials(asked));
    if (password !== undefined) await this.#context.secrets.store(secretKey(name), password);
    const client = await this.#client();
    const saved = savedServers()[name];
    if (!saved) return undefined;
    try {
      const request = await requestOf(name, saved, await this.#context.secrets.get(secretKey(name)));
      const state = await client.sendRequest<ConnectionState | null>('forkguard/live/connect', request);
      this.#sendVisible(client);
      if (state?.problem) client.outputChannel.appendLine(state.problem);
      return state ?? undefined;
    } catch (error) {
      void window.showErrorMessage(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  async #ask(given: unknown): Promise<NewConnection | undefined> {
    const saved = Object.keys(savedServers());
    if (typeof given === 'string' && saved.includes(given)) return { name: given };
    const instances = async () =>
      (await this.#client()).sendRequest<{ name: string; file: string; workload: boolean }[]>(
        'forkguard/live/instances',
        {},
      );
    return askForConnection(saved, instances);
  }

  /** The address goes to the user's settings, what it stands for to those of the workspace, by name. */
  async #save({ name, server, files, workloads }: NewConnection): Promise<void> {
    const configuration = workspace.getConfiguration(SECTION);
    const servers = { ...savedServers(), [name]: server };
    await configuration.update('servers', servers, ConfigurationTarget.Global);
    if ((files ?? workloads) === undefined) return;
    const uses = {
      ...configuration.get<object>('uses', {}),
      [name]: { files: files ?? [], workloads: workloads ?? [] },
    };
    const target = workspace.workspaceFolders ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
    await configuration.update('uses', uses, target);
  }

  async disconnect(given: unknown): Promise<void> {
    const name = await this.#choose(given, 'Disconnect from');
    if (name === undefined) return;
    const client = await this.#client();
    await client.sendRequest('forkguard/live/disconnect', { name });
  }

  async refresh(): Promise<readonly ConnectionState[]> {
    return (await this.#client()).sendRequest('forkguard/live/refresh', {});
  }

  /** Address and password; what the workspace says about the name is left to its owner. */
  async forget(given: unknown): Promise<void> {
    const name =
      typeof given === 'string' ? given : await pickConnection(Object.keys(savedServers()), 'Forget');
    if (name === undefined) return;
    await (await this.#client()).sendRequest('forkguard/live/disconnect', { name });
    await this.#context.secrets.delete(secretKey(name));
    const { [name]: _, ...left } = savedServers();
    await workspace.getConfiguration(SECTION).update('servers', left, ConfigurationTarget.Global);
  }

  async show(): Promise<void> {
    const open = this.#states.map(({ name }) => name);
    const others = Object.keys(savedServers()).filter((name) => !open.includes(name));
    const chosen = await window.showQuickPick(
      [
        ...this.#states.map((state) => ({
          label: state.name,
          ...describe(state),
          run: () => this.diagnose(state.name),
        })),
        ...others.map((name) => ({
          label: name,
          description: 'not connected',
          run: () => this.connect(name),
        })),
        { label: '$(add) Connect to another server', description: '', run: () => this.connect(undefined) },
      ],
      { title: 'Running servers', placeHolder: 'Diagnose or connect' },
    );
    await chosen?.run();
  }

  async diagnose(given: unknown): Promise<void> {
    const name = await this.#choose(given, 'Diagnose');
    if (name === undefined) return;
    await this.#diagnoses.show(name);
    this.#sendVisible(await this.#client());
  }

  async #choose(given: unknown, title: string): Promise<string | undefined> {
    if (typeof given === 'string') return given;
    const open = this.#states.map(({ name }) => name);
    if (open.length === 1) return open[0];
    if (open.length > 1) return pickConnection(open, title);
    void window.showInformationMessage('No server is connected. Run "Forkguard: Connect to a Server" first.');
    return undefined;
  }

  async #client(): Promise<LanguageClient> {
    const client = await this.#server();
    if (!this.#listening) {
      this.#listening = true;
      client.onNotification('forkguard/live/states', (states: readonly ConnectionState[]) =>
        this.#update(states),
      );
      this.#context.subscriptions.push(
        window.onDidChangeVisibleTextEditors(() => this.#sendVisible(client)),
        workspace.onDidCloseTextDocument(() => this.#sendVisible(client)),
      );
    }
    return client;
  }

  #update(states: readonly ConnectionState[]): void {
    this.#states = states;
    this.status.update(states);
    this.#diagnoses.changed();
  }

  /** Nothing is refreshed for what nobody can see. */
  #sendVisible(client: LanguageClient): void {
    const uris = window.visibleTextEditors.map(({ document }) =>
      client.code2ProtocolConverter.asUri(document.uri),
    );
    void client.sendNotification('forkguard/live/visible', { uris, names: this.#diagnoses.open() });
  }

  dispose(): void {
    this.status.dispose();
    this.#diagnoses.dispose();
  }
}

const describe = ({ state, addresses, problem }: ConnectionState) => ({
  description: `${state}${addresses.length === 0 ? '' : ` · ${addresses.join(', ')}`}`,
  ...(problem ? { detail: problem } : {}),
});

const isNewConnection = (given: unknown): given is NewConnection =>
  typeof given === 'object' && given !== null && typeof (given as NewConnection).name === 'string';

/** What stands before the "@" of an address goes where credentials are kept. */
function withoutCredentials(asked: NewConnection): NewConnection {
  if (!asked.server) return asked;
  const { text, user, password } = splitCredentials(asked.server.address);
  return {
    ...asked,
    server: { ...asked.server, address: text, ...(user ? { user } : {}) },
    ...(asked.password === undefined && password !== undefined ? { password } : {}),
  };
}

/** With the PEM files read: the language server is handed texts, not paths. */
async function requestOf(name: string, saved: SavedServer, password: string | undefined): Promise<object> {
  if (splitCredentials(saved.address).user !== undefined)
    throw new Error(
      `The address of ${name} in the settings holds a user or a password. Take them out and connect again.`,
    );
  const { tls } = saved;
  const read = (path: string | undefined) =>
    path === undefined ? undefined : readFile(Uri.file(path).fsPath, 'utf8');
  return {
    name,
    address: saved.address,
    ...(saved.user === undefined ? {} : { username: saved.user }),
    ...(password === undefined || password === '' ? {} : { password }),
    ...(saved.cluster ? { cluster: true } : {}),
    ...(saved.sentinel === undefined ? {} : { sentinel: { master: saved.sentinel } }),
    ...(tls
      ? {
          tls: {
            ca: await read(tls.ca),
            cert: await read(tls.cert),
            key: await read(tls.key),
            serverName: tls.serverName,
          },
        }
      : {}),
  };
}
