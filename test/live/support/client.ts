/** A language server in this process, with the client of a test at the other end. */

import { PassThrough } from 'node:stream';
import { afterEach } from 'vitest';
import {
  createConnection,
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { networkAccess } from '../../../server/src/live/access';
import { NO_FILES } from '../../../server/src/lsp/files';
import type { ConnectionState } from '../../../server/src/lsp/live-connection';
import { startServer } from '../../../server/src/lsp/server';

export interface Diagnosed {
  readonly code: string;
  readonly message: string;
  readonly severity: number;
}

export class TestClient {
  readonly #connection;
  /** Everything that the server has written. */
  written = '';
  readonly states: (readonly ConnectionState[])[] = [];
  settings: object = {};
  #version = 0;

  constructor() {
    const [up, down] = [new PassThrough(), new PassThrough()];
    down.on('data', (chunk) => {
      this.written += chunk;
    });
    startServer(createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)), {
      version: '0.0.0',
      files: () => NO_FILES,
      live: networkAccess(() => import('../../../server/src/live')),
    });
    this.#connection = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
    this.#connection.onRequest('workspace/configuration', () => [this.settings]);
    this.#connection.onRequest('workspace/diagnostic/refresh', () => null);
    this.#connection.onRequest('workspace/codeLens/refresh', () => null);
    this.#connection.onRequest('client/registerCapability', () => null);
    this.#connection.onNotification('forkguard/live/states', (states: readonly ConnectionState[]) => {
      this.states.push(states);
    });
    this.#connection.listen();
  }

  async start(settings: object): Promise<void> {
    this.settings = settings;
    await this.request('initialize', {
      processId: null,
      rootUri: null,
      workspaceFolders: null,
      capabilities: {
        textDocument: { diagnostic: {} },
        workspace: {
          configuration: true,
          diagnostics: { refreshSupport: true },
          codeLens: { refreshSupport: true },
        },
      },
    });
    await this.#connection.sendNotification('initialized', {});
  }

  async open(uri: string, text: string): Promise<void> {
    this.#version += 1;
    const textDocument = { uri, languageId: 'redis-conf', version: this.#version, text };
    await this.#connection.sendNotification('textDocument/didOpen', { textDocument });
  }

  async change(uri: string, text: string): Promise<void> {
    this.#version += 1;
    const textDocument = { uri, version: this.#version };
    await this.#connection.sendNotification('textDocument/didChange', {
      textDocument,
      contentChanges: [{ text }],
    });
  }

  async diagnostics(uri: string): Promise<readonly Diagnosed[]> {
    const report = await this.request<{ items: Diagnosed[] }>('textDocument/diagnostic', {
      textDocument: { uri },
    });
    return report.items;
  }

  async hover(uri: string, line: number): Promise<string> {
    const params = { textDocument: { uri }, position: { line, character: 0 } };
    const found = await this.request<{ contents: { value: string } } | null>('textDocument/hover', params);
    return found?.contents.value ?? '';
  }

  async lenses(uri: string): Promise<string[]> {
    const lenses = await this.request<{ command: { title: string } }[]>('textDocument/codeLens', {
      textDocument: { uri },
    });
    return lenses.map(({ command }) => command.title);
  }

  notify(method: string, params: object): Promise<void> {
    return this.#connection.sendNotification(method, params);
  }

  request<T>(method: string, params: object): Promise<T> {
    return this.#connection.sendRequest(method, params);
  }

  async stop(): Promise<void> {
    await this.request('shutdown', {}).catch(() => {});
    this.#connection.dispose();
  }
}

const started: TestClient[] = [];

export async function startClient(settings: object): Promise<TestClient> {
  const client = new TestClient();
  started.push(client);
  await client.start(settings);
  return client;
}

afterEach(async () => {
  for (const client of started.splice(0)) await client.stop();
});
