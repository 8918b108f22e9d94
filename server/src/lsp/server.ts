/** The wiring: what the server can do, and which function answers what. */

import {
  type CodeActionParams,
  type CodeLens,
  type CodeLensParams,
  type CompletionParams,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type DocumentLinkParams,
  type DocumentSymbolParams,
  ErrorCodes,
  type FileEvent,
  type FileSystemWatcher,
  type FoldingRangeParams,
  type HoverParams,
  type InitializeParams,
  type InitializeResult,
  type InlayHintParams,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
  WatchKind,
} from 'vscode-languageserver';
import { failureLine } from '../core/failure';
import { BlockDocument } from './block-document';
import { BudgetRequests, budgetLenses } from './budget-requests';
import { codeActions, FIX_ALL } from './code-actions';
import { completion } from './completion';
import { type DiagnosticsSupport, pullDiagnostics, pushDiagnostics } from './diagnostics';
import type { FileAccess } from './files';
import { hover } from './hover';
import { inlayHints } from './inlay-hints';
import { documentLinks, documentSymbols, foldingRanges, status } from './language-features';
import { Live } from './live';
import type { LiveAccess } from './live-access';
import { searchProgress } from './progress';
import { background, type FailureSink, safely, stopIfCancelled, unlessRefused } from './safely';
import { DEFAULT_SETTINGS, readSettings, type Settings } from './settings';
import { Workspace } from './workspace';

export interface Runtime {
  readonly version: string;
  /** @param settings as they are when a file is read */
  files(settings: () => Settings, log: (line: string) => void): FileAccess;
  /** What opens connections to running servers. */
  readonly live?: LiveAccess;
}

/** Serves one connection until it ends. */
export function startServer(connection: Connection, runtime: Runtime): void {
  const server = new Server(connection, runtime);
  connection.onInitialize((params) => server.initialize(params));
  connection.onInitialized(() =>
    background(server, 'The workspace could not be opened.', server.initialized()),
  );
  connection.listen();
}

class Server implements FailureSink {
  readonly #connection: Connection;
  readonly #runtime: Runtime;
  readonly #documents = new TextDocuments(BlockDocument);
  readonly #workspace: Workspace;
  readonly #live: Live;
  readonly #budgets: BudgetRequests;
  #settings: Settings = DEFAULT_SETTINGS;
  #params: InitializeParams | undefined;
  #diagnostics: DiagnosticsSupport | undefined;
  #markReady: () => void = () => {};
  readonly #ready = new Promise<void>((resolve) => {
    this.#markReady = resolve;
  });

  constructor(connection: Connection, runtime: Runtime) {
    this.#connection = connection;
    this.#runtime = runtime;
    const log = (line: string) => connection.console.warn(line);
    const files = runtime.files(() => this.#settings, log);
    this.#workspace = new Workspace(
      {
        files,
        log: (line) => connection.console.error(line),
        failed: (what, error) => this.failed(what, error),
        refresh: () => this.#refresh(),
        progress: (folder, cancel) =>
          searchProgress(
            connection,
            this.#params?.capabilities.window?.workDoneProgress === true,
            folder,
            cancel,
          ),
      },
      DEFAULT_SETTINGS,
    );
    this.#budgets = new BudgetRequests(connection, this.#workspace, this.#ready, this);
    this.#live = new Live({
      connection,
      workspace: this.#workspace,
      access: runtime.live,
      settings: () => this.#settings,
      refresh: () => this.#refresh(),
      refreshesLenses: () => this.#params?.capabilities.workspace?.codeLens?.refreshSupport === true,
      sink: this,
    });
  }

  failed(what: string, error: unknown, uri?: string): void {
    if (uri === undefined) this.#connection.console.error(failureLine({ file: '', what, error }));
    else this.#workspace.failedFor(uri, what, error);
  }

  /** @throws ResponseError for a client that initializes twice */
  initialize(params: InitializeParams): InitializeResult {
    if (this.#params)
      throw new ResponseError(ErrorCodes.InvalidRequest, 'The server is initialized already.');
    this.#params = params;
    const { textDocument, workspace } = params.capabilities;
    const pull = textDocument?.diagnostic !== undefined;
    this.#diagnostics = pull
      ? pullDiagnostics(
          this.#connection,
          this.#workspace,
          this.#ready,
          workspace?.diagnostics?.refreshSupport === true,
          this,
        )
      : pushDiagnostics(this.#connection, this.#workspace, this.#ready, this);
    this.#answer(params);
    this.#listenToDocuments();
    return {
      serverInfo: { name: 'forkguard', version: this.#runtime.version },
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        ...(pull
          ? {
              diagnosticProvider: {
                identifier: 'forkguard',
                interFileDependencies: true,
                workspaceDiagnostics: false,
              },
            }
          : {}),
        codeActionProvider: { codeActionKinds: ['quickfix', FIX_ALL] },
        hoverProvider: true,
        completionProvider: { triggerCharacters: [' ', ':', '='] },
        documentSymbolProvider: true,
        foldingRangeProvider: true,
        documentLinkProvider: {},
        codeLensProvider: {},
        inlayHintProvider: true,
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  }

  async initialized(): Promise<void> {
    const { capabilities, workspaceFolders, rootUri = null } = this.#params ?? { capabilities: {} };
    const { client } = this.#connection;
    if (capabilities?.workspace?.didChangeConfiguration?.dynamicRegistration) {
      unlessRefused(client.register(DidChangeConfigurationNotification.type, { section: 'forkguard' }));
    }
    if (capabilities?.workspace?.didChangeWatchedFiles?.dynamicRegistration) {
      unlessRefused(client.register(DidChangeWatchedFilesNotification.type, { watchers: [...WATCHERS] }));
    }
    if (capabilities?.workspace?.workspaceFolders) {
      this.#connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        this.#workspace.removeFolders(removed.map(({ uri }) => uri));
        this.#workspace.addFolders(added.map(({ uri }) => uri));
        this.#refresh();
      });
    }
    try {
      await this.#loadSettings();
      // Editors from before there could be several folders name one root.
      const folders = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri === null ? [] : [rootUri]);
      this.#workspace.addFolders(folders);
    } finally {
      this.#markReady();
    }
  }

  /** What was shown may be wrong: another file, a setting or a running server changed. */
  #refresh(): void {
    this.#diagnostics?.refresh();
    this.#budgets.changed();
    if (this.#params?.capabilities.workspace?.inlayHint?.refreshSupport === true)
      unlessRefused(this.#connection.languages.inlayHint.refresh());
  }

  #listenToDocuments(): void {
    this.#documents.onDidChangeContent(({ document }) => {
      this.#workspace.update(document);
      this.#diagnostics?.changed(document);
    });
    this.#documents.onDidClose(({ document }) => {
      this.#diagnostics?.closed(document.uri);
      const closed = this.#workspace.close(document).then(() => this.#refresh());
      background(this, 'A closed file could not be read.', closed);
    });
    this.#documents.listen(this.#connection);
    this.#connection.onDidChangeConfiguration(() =>
      background(this, 'The settings could not be read.', this.#loadSettings()),
    );
    this.#connection.onDidChangeWatchedFiles(({ changes }) =>
      background(this, 'A changed file could not be read.', this.#changedOnDisk(changes)),
    );
    this.#connection.onShutdown(() => {
      this.#live.dispose();
      this.#workspace.dispose();
    });
  }

  async #changedOnDisk(changes: readonly FileEvent[]): Promise<void> {
    await this.#workspace.changedOnDisk(changes);
    this.#refresh();
  }

  /** Every answer goes through `safely`: one that fails is logged and counts as none. */
  #answer({ capabilities, initializationOptions }: InitializeParams): void {
    const connection = this.#connection;
    const workspace = this.#workspace;
    const answer = <P, R>(what: string, neutral: R, handle: (params: P) => R) =>
      safely(this, `${what} could not be computed.`, neutral, handle);
    const snippetEdits = capabilities.workspace?.workspaceEdit?.snippetEditSupport === true;
    const snippets = capabilities.textDocument?.completion?.completionItem?.snippetSupport === true;
    // The command behind the lens is one of the client.
    const showsBudgets = initializationOptions?.showsBudgets === true;
    connection.onCodeAction(
      answer('Fixes', [], (params: CodeActionParams) => codeActions(params, workspace, snippetEdits)),
    );
    connection.onHover(
      answer('A hover', undefined, (params: HoverParams) => hover(params, workspace, showsBudgets)),
    );
    connection.onCompletion(
      answer('Completions', [], (params: CompletionParams) => completion(params, workspace, snippets)),
    );
    connection.onDocumentSymbol(
      answer('The outline', null, (params: DocumentSymbolParams) =>
        documentSymbols(params.textDocument.uri, workspace),
      ),
    );
    connection.onFoldingRanges(
      answer('Folding', null, (params: FoldingRangeParams) =>
        foldingRanges(params.textDocument.uri, workspace),
      ),
    );
    connection.onCodeLens(
      answer('Code lenses', [], ({ textDocument: { uri } }: CodeLensParams): CodeLens[] => [
        ...this.#live.codeLenses(uri),
        ...(showsBudgets ? budgetLenses(uri, workspace) : []),
      ]),
    );
    const hints = answer('Inlay hints', [], (params: InlayHintParams) => inlayHints(params, workspace));
    connection.languages.inlayHint.on(async (params, token) => {
      // Whether they are wanted is a setting.
      await this.#ready;
      stopIfCancelled(token);
      return this.#settings.inlayHints.budget ? hints(params) : [];
    });
    connection.onRequest(
      'forkguard/status',
      answer('The status', null, (params: { uri: string }) => status(params.uri, workspace)),
    );
    connection.onDocumentLinks(
      answer('Links', [], (params: DocumentLinkParams) => documentLinks(params.textDocument.uri, workspace)),
    );
  }

  async #loadSettings(): Promise<void> {
    if (!this.#params?.capabilities.workspace?.configuration) return;
    // A client that does not tell its settings has the defaults.
    const section: unknown = await this.#connection.workspace
      .getConfiguration('forkguard')
      .catch(() => undefined);
    this.#settings = readSettings(section, (line) => this.#connection.console.warn(line));
    this.#workspace.setSettings(this.#settings);
    this.#live.settingsChanged();
    this.#refresh();
  }
}

/**
 * Names are known of files only, and the editor reports a folder that came, went or was renamed as one event: those
 * events are watched for every name, and changes of texts for names that may be read.
 */
const WATCHERS: readonly FileSystemWatcher[] = [
  { globPattern: '**/*', kind: WatchKind.Create | WatchKind.Delete },
  ...[
    '**/*.{conf,yaml,yml,json,env}',
    '**/*.{conf,yaml,yml,json}.*',
    '**/.env',
    '**/*.{service,slice,container,volume,pod}{,.*}',
  ].map((globPattern) => ({
    globPattern,
    kind: WatchKind.Change,
  })),
];
