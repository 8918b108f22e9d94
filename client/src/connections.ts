/** Connections to running servers: the commands, and what passes between the editor and the language server. */

import { commands, type ExtensionContext, window, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { Instance } from './connection-draft';
import { askForConnection } from './connection-input';
import { pickName, pickSaved } from './connection-pick';
import { ConnectionStore, type NewConnection, savedServers } from './connection-store';
import { DiagnosisDocuments } from './diagnosis';
import { type ConnectionState, LiveLink } from './live-link';
import { LiveStatus } from './live-status';
import type { Secrets } from './secret-log';

/** @returns what the status item says: for other extensions, and for tests */
export function registerConnections(
  context: ExtensionContext,
  server: () => Promise<LanguageClient>,
  secrets: Secrets,
): LiveStatus {
  const connections = new Connections(context, server, secrets);
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

const NOBODY = 'No server is connected. Run "Forkguard: Connect to a Server" first.';
/** Milliseconds. */
const SHOWN = 5000;

class Connections {
  readonly #store: ConnectionStore;
  readonly #link: LiveLink;
  readonly status = new LiveStatus();
  readonly #diagnoses: DiagnosisDocuments;

  constructor(context: ExtensionContext, server: () => Promise<LanguageClient>, secrets: Secrets) {
    this.#store = new ConnectionStore(context.secrets, secrets);
    this.#diagnoses = new DiagnosisDocuments((name) => this.#link.request('diagnose', { name }));
    this.#link = new LiveLink(server, {
      changed: (states) => {
        this.status.update(states);
        void this.#diagnoses.changed();
      },
      restarted: (names) => void this.#openAgain(names),
      diagnosed: () => this.#diagnoses.open(),
    });
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
    try {
      await this.#store.keep(asked);
      return await this.#open(asked.name);
    } catch (error) {
      void window.showErrorMessage(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  async #open(name: string): Promise<ConnectionState | undefined> {
    const request = await this.#store.request(name);
    if (!request) return undefined;
    const state = await this.#link.request<ConnectionState | null>('connect', request);
    await this.#link.sendVisible();
    // What a part of it refuses is told by the status, and in a diagnosis.
    if (state?.problem) await this.#link.log(state.problem);
    if (state?.problem && state.state === 'failed') void this.#offerChange(name, state.problem);
    else if (state) window.setStatusBarMessage(`Forkguard: ${name} is connected`, SHOWN);
    return state ?? undefined;
  }

  /** What fails is in the status: the user ran no command. */
  async #openAgain(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const request = await this.#store.request(name);
      if (request) await this.#link.request('connect', request);
    }
    await this.#link.sendVisible();
  }

  /** The answer to a command that somebody ran; what fails later is in the status only. */
  async #offerChange(name: string, problem: string): Promise<void> {
    const change = 'Change the Connection';
    const choice = await window.showWarningMessage(`${name}: ${problem}`, change);
    if (choice === change) await this.change(name);
  }

  async #ask(given: unknown): Promise<NewConnection | undefined> {
    const saved = Object.keys(savedServers());
    if (typeof given === 'string' && saved.includes(given)) return { name: given };
    if (saved.length === 0) return askForConnection(() => this.#instances());
    const picked = await pickSaved(saved);
    switch (picked?.action) {
      case 'connect':
        return { name: picked.name };
      case 'change':
        return askForConnection(() => this.#instances(), picked.name);
      case 'new':
        return askForConnection(() => this.#instances());
      case 'forget':
        await this.forget(picked.name);
        return undefined;
      default:
        return undefined;
    }
  }

  /** The same questions with the answers of before. */
  async change(name: string): Promise<ConnectionState | undefined> {
    const asked = await askForConnection(() => this.#instances(), name);
    return asked && this.connect(asked);
  }

  async #instances(): Promise<readonly Instance[]> {
    return this.#link.request<Instance[]>('instances', {});
  }

  async disconnect(given: unknown): Promise<void> {
    const name = await this.#choose(given, 'Disconnect from');
    if (name === undefined) return;
    await this.#link.request('disconnect', { name });
  }

  async refresh(): Promise<readonly ConnectionState[]> {
    if (this.#link.states.length === 0) void window.showInformationMessage(NOBODY);
    return this.#link.request('refresh', {});
  }

  async forget(given: unknown): Promise<void> {
    const saved = Object.keys(savedServers());
    const name = typeof given === 'string' ? given : await pickName(saved, 'Forget');
    if (name === undefined) return;
    await this.#link.request('disconnect', { name });
    await this.#store.forget(name);
  }

  async show(): Promise<void> {
    const open = this.#link.states.map(({ name }) => name);
    const others = Object.keys(savedServers()).filter((name) => !open.includes(name));
    const chosen = await window.showQuickPick(
      [
        ...this.#link.states.map((state) => ({
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
    await this.#link.sendVisible();
  }

  async #choose(given: unknown, title: string): Promise<string | undefined> {
    if (typeof given === 'string') return given;
    const open = this.#link.states.map(({ name }) => name);
    if (open.length === 1) return open[0];
    if (open.length > 1) return pickName(open, title);
    void window.showInformationMessage(NOBODY);
    return undefined;
  }

  dispose(): void {
    this.#link.dispose();
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
