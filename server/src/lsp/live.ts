/** The protocol of running servers: requests of the client, code lenses, and the diagnosis as a document. */

import type { CodeLens, Connection } from 'vscode-languageserver';
import { diagnose } from '../core/diagnose/diagnose';
import { diagnosisMarkdown } from '../core/diagnose/markdown';
import { measuredLenses } from '../core/explain/measured';
import { liveViewOf } from '../core/live/match';
import { factValue } from '../core/model/fact';
import { LineIndex } from '../core/text/line-index';
import { fileIdOfUri } from '../files/uri';
import { Aging } from './aging';
import type { ConnectRequest, LiveAccess } from './live-access';
import { LiveConnections } from './live-connections';
import { type FailureSink, safely, unlessRefused } from './safely';
import type { ConnectionUses, Settings } from './settings';
import type { Workspace } from './workspace';

interface Surroundings {
  readonly connection: Connection;
  readonly workspace: Workspace;
  readonly access: LiveAccess | undefined;
  readonly settings: () => Settings;
  /** Diagnostics may look different now. */
  readonly refresh: () => void;
  readonly refreshesLenses: () => boolean;
  readonly sink: FailureSink;
}

/** What can be seen of the editor. */
interface Visible {
  readonly uris: readonly string[];
  readonly names?: readonly string[];
}

const NOTHING: ConnectionUses = { files: [], workloads: [] };

export class Live {
  readonly #around: Surroundings;
  readonly #connections: LiveConnections;
  #visible: readonly string[] = [];
  /** Names of connections whose diagnosis is open. */
  #diagnosed: readonly string[] = [];

  constructor(around: Surroundings) {
    this.#around = around;
    this.#connections = new LiveConnections(around.access, {
      changed: () => this.#changed(),
      stateChanged: () => this.#tellStates(),
      failed: (error) => around.sink.failed('A running server could not be asked.', error),
      isVisible: (name) =>
        this.#diagnosed.includes(name) || this.#visible.some((uri) => this.#standsFor(name, uri)),
    });
    this.#answer(around.connection);
  }

  /** Tells the ages of what was observed. */
  readonly #aging = new Aging(() => this.#changed());

  /** The settings say what the connections stand for. */
  settingsChanged(): void {
    if (this.#connections.states.length === 0) return;
    this.#changed();
    this.#connections.visibilityChanged();
  }

  codeLenses(uri: string): CodeLens[] {
    const { workspace, settings } = this.#around;
    const document = workspace.document(uri);
    if (!document || !settings().codeLens || this.#connections.states.length === 0) return [];
    const file = fileIdOfUri(uri);
    const index = new LineIndex(document.getText());
    const { result, project } = workspace.folderOf(file);
    return result.instances.flatMap((instance) =>
      measuredLenses(instance)
        .filter(({ place }) => place.file === file)
        .map(({ place, text }) => ({
          range: index.rangeOf(project.now(place).span),
          command: { title: text, command: 'forkguard.diagnose', arguments: [instance.live?.connection] },
        })),
    );
  }

  dispose(): void {
    this.#aging.dispose();
    this.#connections.dispose();
  }

  #answer(connection: Connection): void {
    const { sink } = this.#around;
    connection.onRequest('forkguard/live/connect', (request: ConnectRequest) =>
      this.#connections.connect(request).then((state) => state ?? null),
    );
    connection.onRequest('forkguard/live/disconnect', ({ name }: { name: string }) => {
      this.#connections.disconnect(name);
      return null;
    });
    connection.onRequest('forkguard/live/refresh', async ({ name }: { name?: string }) => {
      await this.#connections.refresh(name);
      return this.#connections.states;
    });
    connection.onRequest('forkguard/live/states', () => this.#connections.states);
    connection.onRequest('forkguard/live/diagnose', ({ name }: { name: string }) => this.#diagnose(name));
    connection.onRequest(
      'forkguard/live/instances',
      safely(sink, 'The servers of the workspace could not be listed.', [], () => this.#instances()),
    );
    connection.onNotification('forkguard/live/visible', ({ uris, names = [] }: Visible) => {
      this.#visible = uris;
      this.#diagnosed = names;
      this.#connections.visibilityChanged();
    });
  }

  #uses(name: string): ConnectionUses {
    return this.#around.settings().uses.get(name) ?? NOTHING;
  }

  #changed(): void {
    const { connection, workspace, refresh, refreshesLenses } = this.#around;
    workspace.setObservations((root) => ({
      now: Date.now(),
      connections: this.#connections.connected((name) => this.#uses(name), root),
    }));
    refresh();
    if (refreshesLenses()) unlessRefused(connection.sendRequest('workspace/codeLens/refresh'));
    this.#tellStates();
    const times = this.#connections.states.flatMap(({ at }) => at ?? []);
    this.#aging.restart(times.length === 0 ? undefined : Math.max(...times));
  }

  #tellStates(): void {
    unlessRefused(
      this.#around.connection.sendNotification('forkguard/live/states', this.#connections.states),
    );
  }

  /** Whether the file itself, or a server that is made of it, is what the connection stands for. */
  #standsFor(name: string, uri: string): boolean {
    const file = fileIdOfUri(uri);
    const folder = this.#around.workspace.folderOf(file);
    const one = { name, root: folder.root, nodes: [], ...this.#uses(name) };
    const matches = (of: string, instance: string) =>
      liveViewOf({ now: 0, connections: [{ ...one, nodes: [ANY_NODE] }] }, of, instance) !== undefined;
    if (matches(file, '')) return true;
    return folder.result.instances.some((instance) => instance.file === file && matches(file, instance.name));
  }

  /** Servers of the open folders, to choose from. */
  #instances(): { name: string; file: string; workload: boolean }[] {
    const { workspace } = this.#around;
    return [...workspace.folders()].flatMap(({ root, result }) =>
      result.instances
        .filter(({ kind }) => kind === 'server')
        .map(({ name, file, placement }) => ({
          name,
          file: root === undefined ? file : file.slice(root.length + 1),
          workload: placement !== undefined,
        })),
    );
  }

  async #diagnose(name: string): Promise<string> {
    const state = this.#connections.states.find((one) => one.name === name);
    if (!state) return `# ${name}\n\nNot connected. Run *Forkguard: Connect to a Server*.\n`;
    const problem = state.problem === undefined ? '' : `> ${state.problem}\n\n`;
    const limit = this.#limitOf(name);
    const parts = await Promise.all(
      this.#connections.nodes(name).map(async (node) =>
        diagnosisMarkdown(
          diagnose({
            node,
            now: Date.now(),
            cliOptions: await this.#connections.cliOptions(name, node.latest.address),
            ...(limit === undefined ? {} : { limit }),
          }),
        ),
      ),
    );
    return problem + (parts.length === 0 ? `# ${name}\n\nNothing was observed yet.\n` : parts.join('\n'));
  }

  /** Of the files that the connection stands for. */
  #limitOf(name: string): number | undefined {
    const limits = [...this.#around.workspace.folders()].flatMap(({ result }) =>
      result.instances.filter(({ live }) => live?.connection === name).map(({ limit }) => factValue(limit)),
    );
    return limits.find((limit) => limit !== undefined);
  }
}

/** Matching asks only whether there is one. */
const ANY_NODE = {
  latest: { at: 0, address: '', info: new Map(), keys: undefined, config: new Map(), gaps: [] },
  earlier: [],
};
