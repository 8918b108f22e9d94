/** An editor for tests: a real connection to the language server over streams, and what a user of it would see. */

import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterEach } from 'vitest';
import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionRequest,
  type CompletionItem,
  CompletionRequest,
  ConfigurationRequest,
  createConnection,
  createProtocolConnection,
  type Diagnostic,
  DiagnosticRefreshRequest,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  type FileChangeType,
  type Hover,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  LogMessageNotification,
  type MarkupContent,
  ProposedFeatures,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type Range,
  RegistrationRequest,
  ResponseError,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { diskAccess } from '../../../server/src/lsp/disk';
import { CONNECTION_OPTIONS } from '../../../server/src/lsp/safely';
import { startServer } from '../../../server/src/lsp/server';
import type { TemporaryFolder } from '../../support/temporary-folder';

/** As VS Code has them. */
export const PULLING: ClientCapabilities = {
  textDocument: {
    diagnostic: { dynamicRegistration: true },
    completion: { completionItem: { snippetSupport: true } },
  },
  workspace: {
    configuration: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    diagnostics: { refreshSupport: true },
    workspaceFolders: true,
  },
};

/** An editor that knows no more than it must: it is sent what it does not ask for. */
export const PUSHED: ClientCapabilities = { workspace: { workspaceFolders: true } };

export interface ClientOptions {
  readonly capabilities?: ClientCapabilities;
  /** Folders of the workspace below the folder of the test; none opens single files. */
  readonly folders?: readonly string[];
  readonly settings?: unknown;
  /** Folders of the workspace as URIs, in place of names. */
  readonly folderUris?: readonly string[];
  /** Methods of the server's requests that are answered with an error. */
  readonly refuses?: readonly string[];
  /** What a client says of itself at the start. */
  readonly initializationOptions?: object;
}

/** A finding as a user reads it: the words that are underlined, and the rule. */
export interface Seen {
  readonly rule: string;
  readonly text: string;
}

/** Far longer than anything takes on a slow and busy machine. */
const LIMIT_MS = 60_000;

export class TestClient {
  /** For requests that no method here makes. */
  readonly connection: ProtocolConnection;
  readonly #root: string;
  readonly #documents = new Map<string, TextDocument>();
  #settings: unknown;
  readonly log: string[] = [];
  readonly registered = new Map<string, unknown>();
  /** What was pushed last, by URI. */
  readonly pushed = new Map<string, { version: number | undefined; diagnostics: readonly Diagnostic[] }>();
  refreshes = 0;
  capabilities: InitializeResult['capabilities'] = {};

  constructor(connection: ProtocolConnection, root: string, settings: unknown) {
    this.connection = connection;
    this.#root = root;
    this.#settings = settings;
    connection.onRequest(ConfigurationRequest.type, ({ items }) => items.map(() => this.#settings));
    connection.onRequest(RegistrationRequest.type, ({ registrations }) => {
      for (const { method, registerOptions } of registrations) this.registered.set(method, registerOptions);
    });
    connection.onRequest(DiagnosticRefreshRequest.type, () => {
      this.refreshes += 1;
    });
    connection.onNotification(LogMessageNotification.type, ({ message }) => void this.log.push(message));
    connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, version, diagnostics }) => {
      this.pushed.set(uri, { version, diagnostics });
    });
    connection.listen();
  }

  /** @param folders URIs, undefined for an editor that opened single files */
  async initialize(
    folders: readonly string[] | undefined,
    capabilities: ClientCapabilities,
    initializationOptions: object | undefined,
  ): Promise<void> {
    const workspaceFolders = folders?.map((uri) => ({ name: uri, uri })) ?? null;
    const result = await this.connection.sendRequest(InitializeRequest.type, {
      processId: null,
      rootUri: null,
      capabilities,
      workspaceFolders,
      initializationOptions,
    });
    this.capabilities = result.capabilities;
    await this.connection.sendNotification(InitializedNotification.type, {});
  }

  uri(name: string): string {
    if (/^[a-z]+:/.test(name)) return name;
    return pathToFileURL(name === '.' ? this.#root : `${this.#root}/${name}`).href;
  }

  async open(name: string, text: string, languageId = languageOf(name)): Promise<void> {
    const uri = this.uri(name);
    const document = TextDocument.create(uri, languageId, 1, text);
    this.#documents.set(uri, document);
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  /** Types: replaces the first occurrence of some words, as one incremental change. */
  async replace(name: string, from: string, to: string): Promise<void> {
    const document = this.document(name);
    const change = { range: this.range(name, from), text: to };
    const version = document.version + 1;
    TextDocument.update(document, [change], version);
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: document.uri, version },
      contentChanges: [change],
    });
  }

  async close(name: string): Promise<void> {
    this.#documents.delete(this.uri(name));
    const textDocument = { uri: this.uri(name) };
    await this.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument });
  }

  async changedOnDisk(name: string, type: FileChangeType): Promise<void> {
    const changes = [{ uri: this.uri(name), type }];
    await this.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes });
  }

  async set(settings: unknown): Promise<void> {
    this.#settings = settings;
    await this.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
  }

  document(name: string): TextDocument {
    const document = this.#documents.get(this.uri(name));
    if (!document) throw new Error(`${name} is not open`);
    return document;
  }

  text(name: string): string {
    return this.document(name).getText();
  }

  /** Where words stand in a document. */
  range(name: string, words: string): Range {
    const document = this.document(name);
    const start = document.getText().indexOf(words);
    if (start < 0) throw new Error(`"${words}" is not in ${name}`);
    return { start: document.positionAt(start), end: document.positionAt(start + words.length) };
  }

  async diagnostics(name: string): Promise<readonly Diagnostic[]> {
    const textDocument = { uri: this.uri(name) };
    const report = await this.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument });
    return report.kind === 'full' ? report.items : [];
  }

  async seen(name: string): Promise<Seen[]> {
    const document = this.document(name);
    const diagnostics = await this.diagnostics(name);
    return diagnostics.map(({ code, range }) => ({ rule: String(code), text: document.getText(range) }));
  }

  /** The diagnostic of a rule, once there is one: folders are read in the background. */
  diagnostic(name: string, rule: string): Promise<Diagnostic> {
    return eventually(`${rule} in ${name}`, async () =>
      (await this.diagnostics(name)).find(({ code }) => code === rule),
    );
  }

  /** Waits until a document has exactly these rules broken. */
  async settles(name: string, rules: readonly string[]): Promise<void> {
    const wanted = [...rules].sort().join();
    let last = '';
    await eventually(
      () => `${name} has ${last || 'nothing'}, not ${wanted || 'nothing'}`,
      async () => {
        last = (await this.diagnostics(name))
          .map(({ code }) => String(code))
          .sort()
          .join();
        return last === wanted || undefined;
      },
    );
  }

  async actions(name: string, diagnostics: readonly Diagnostic[], only?: string[]): Promise<CodeAction[]> {
    const range = diagnostics[0]?.range ?? {
      start: { line: 0, character: 0 },
      end: { line: 0, character: 0 },
    };
    const actions = await this.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri: this.uri(name) },
      range,
      context: { diagnostics: [...diagnostics], ...(only ? { only } : {}) },
    });
    return (actions ?? []) as CodeAction[];
  }

  /** Does what an editor does with an action that was chosen. */
  async apply(action: CodeAction | undefined): Promise<void> {
    for (const change of action?.edit?.documentChanges ?? []) {
      if (!('textDocument' in change)) throw new Error('not an edit of a document');
      const { uri, version } = change.textDocument;
      const document = this.document(uri);
      if (version !== null && version !== document.version) throw new Error('edits of another version');
      const text = TextDocument.applyEdits(document, change.edits as TextEdit[]);
      await this.replace(uri, document.getText(), text);
    }
  }

  async hover(name: string, words: string): Promise<{ text: string; over: string } | undefined> {
    const { start } = this.range(name, words);
    const params = {
      textDocument: { uri: this.uri(name) },
      position: { ...start, character: start.character + 1 },
    };
    const hover: Hover | null = await this.connection.sendRequest(HoverRequest.type, params);
    if (!hover) return undefined;
    const over = hover.range ? this.document(name).getText(hover.range) : '';
    return { text: (hover.contents as MarkupContent).value, over };
  }

  /** What is offered behind some words. */
  async completions(name: string, behind: string): Promise<CompletionItem[]> {
    const position = this.range(name, behind).end;
    const textDocument = { uri: this.uri(name) };
    const found = await this.connection.sendRequest(CompletionRequest.type, { textDocument, position });
    return Array.isArray(found) ? found : (found?.items ?? []);
  }

  async end(): Promise<void> {
    await this.connection.sendRequest(ShutdownRequest.type);
  }
}

const LANGUAGES: Readonly<Record<string, string>> = { yaml: 'yaml', yml: 'yaml', json: 'json' };
const languageOf = (name: string): string => LANGUAGES[name.slice(name.lastIndexOf('.') + 1)] ?? 'redis-conf';

/** Asks until there is an answer: what happens in the background has no event that says "done". */
export async function eventually<T>(
  what: string | (() => string),
  look: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  for (const end = Date.now() + LIMIT_MS; Date.now() < end; ) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`not within ${LIMIT_MS / 1000} s: ${typeof what === 'string' ? what : what()}`);
}

/** Starts a server on the folder of each test, and ends it. */
export function languageServer(folder: TemporaryFolder): (options?: ClientOptions) => Promise<TestClient> {
  const clients: TestClient[] = [];
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.end();
  });
  return async ({
    capabilities = PULLING,
    folders = ['.'],
    folderUris,
    refuses = [],
    settings = {},
    initializationOptions,
  } = {}) => {
    const [toServer, toClient] = [new PassThrough(), new PassThrough()];
    const connection = createConnection(
      ProposedFeatures.all,
      new StreamMessageReader(toServer),
      new StreamMessageWriter(toClient),
      CONNECTION_OPTIONS,
    );
    startServer(connection, {
      version: '0.0.0',
      files: (current, log) => diskAccess(() => current().limits.fileSize, log),
    });
    const client = new TestClient(
      createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer)),
      folder.path,
      settings,
    );
    clients.push(client);
    for (const method of refuses) client.connection.onRequest(method, () => new ResponseError(-1, 'refused'));
    const uris = folderUris ?? folders.map((name) => client.uri(name));
    await client.initialize(uris.length > 0 ? uris : undefined, capabilities, initializationOptions);
    return client;
  };
}
