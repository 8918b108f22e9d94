/** A language server in a process of its own, spoken to over stdio as an editor does. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { cpuOf, memoryOf } from './processes.mjs';

const { createProtocolConnection, StreamMessageReader, StreamMessageWriter } = createRequire(import.meta.url)(
  'vscode-languageserver-protocol/node',
);

/** @typedef {{ uri: string, languageId: string, text: string }} Opened */

export class LanguageServer {
  #diagnosed = new Map();

  /**
   * @param {string[]} command arguments for Node
   * @param {Record<string, unknown>} settings what it gets when it asks for its configuration
   */
  constructor(command, settings) {
    this.started = performance.now();
    this.child = spawn(process.execPath, command, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.connection = createProtocolConnection(
      new StreamMessageReader(this.child.stdout),
      new StreamMessageWriter(this.child.stdin),
    );
    const sections = (/** @type {{ items: { section?: string }[] }} */ { items }) =>
      items.map(({ section = '' }) => settings[section] ?? null);
    this.connection.onRequest('workspace/configuration', sections);
    this.connection.onRequest('client/registerCapability', () => null);
    this.connection.onRequest('window/workDoneProgress/create', () => null);
    this.connection.onRequest('custom/schema/request', () => []);
    this.connection.onNotification(
      'textDocument/publishDiagnostics',
      (/** @type {{ uri: string }} */ params) => this.#diagnosed.get(params.uri)?.(params),
    );
    this.connection.listen();
  }

  get pid() {
    return /** @type {number} */ (this.child.pid);
  }

  /** Diagnostics are pushed to this client: what both servers can do. @param {string | null} [rootUri] */
  async initialize(rootUri = null) {
    await this.connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri,
      workspaceFolders: rootUri ? [{ uri: rootUri, name: 'bench' }] : null,
      capabilities: {
        textDocument: { publishDiagnostics: { versionSupport: true }, synchronization: {} },
        workspace: { configuration: true, workspaceFolders: true },
      },
    });
    await this.connection.sendNotification('initialized', {});
  }

  /** @param {Opened} document @returns {Promise<object[]>} its first diagnostics */
  async open({ uri, languageId, text }) {
    const diagnosed = this.#nextDiagnostics(uri);
    const textDocument = { uri, languageId, version: 1, text };
    await this.connection.sendNotification('textDocument/didOpen', { textDocument });
    return diagnosed;
  }

  /**
   * One keystroke, and the diagnostics of the text after it.
   * @param {string} uri @param {number} version @param {object} range @param {string} text
   */
  async change(uri, version, range, text) {
    const diagnosed = this.#nextDiagnostics(uri);
    const contentChanges = [{ range, text }];
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges,
    });
    return diagnosed;
  }

  cpu() {
    return cpuOf(this.pid);
  }

  memory() {
    return { now: memoryOf(this.pid, 'VmRSS'), peak: memoryOf(this.pid, 'VmHWM') };
  }

  async stop() {
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.connection.dispose();
    this.child.kill('SIGKILL');
    await gone;
  }

  /** @param {string} uri @returns {Promise<object[]>} */
  #nextDiagnostics(uri) {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no diagnostics for ${uri} within 60 s`)), 60_000);
      this.#diagnosed.set(uri, (/** @type {{ diagnostics: object[] }} */ { diagnostics }) => {
        clearTimeout(late);
        this.#diagnosed.delete(uri);
        resolve(diagnostics);
      });
    });
  }
}
