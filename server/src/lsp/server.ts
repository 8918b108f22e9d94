/** The wiring: what the server can do, and which function answers what. */

import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  type InlayHintParams,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
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
import { safely } from './safely';
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
  connection.onInitialized(() => server.initialized());
  connection.listen();
}

class Server {
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
        log,
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
    this.#budgets = new BudgetRequests(connection, this.#workspace, this.#ready);
    this.#live = new Live({
      connection,
      workspace: this.#workspace,
      access: runtime.live,
      settings: () => this.#settings,
      refresh: () => this.#refresh(),
      refreshesLenses: () => this.#params?.capabilities.workspace?.codeLens?.refreshSupport === true,
    });
  }

  initialize(params: InitializeParams): InitializeResult {
    this.#params = params;
    const { textDocument, workspace } = params.capabilities;
    const pull = textDocument?.diagnostic !== undefined;
    this.#diagnostics = pull
      ? pullDiagnostics(
          this.#connection,
          this.#workspace,
          this.#ready,
          workspace?.diagnostics?.refreshSupport === true,
        )
      : pushDiagnostics(this.#connection, this.#workspace, this.#ready);
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
      void client.register(DidChangeConfigurationNotification.type, { section: 'forkguard' });
    }
    if (capabilities?.workspace?.didChangeWatchedFiles?.dynamicRegistration) {
      const watchers = WATCHED.map((globPattern) => ({ globPattern }));
      void client.register(DidChangeWatchedFilesNotification.type, { watchers });
    }
    if (capabilities?.workspace?.workspaceFolders) {
      this.#connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        this.#workspace.removeFolders(removed.map(({ uri }) => uri));
        this.#workspace.addFolders(added.map(({ uri }) => uri));
        this.#refresh();
      });
    }
    await this.#loadSettings().catch((error: unknown) =>
      this.#connection.console.error(`settings: ${error}`),
    );
    // Editors from before there could be several folders name one root.
    const folders = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri === null ? [] : [rootUri]);
    this.#workspace.addFolders(folders);
    this.#markReady();
  }

  /** What was shown may be wrong: another file, a setting or a running server changed. */
  #refresh(): void {
    this.#diagnostics?.refresh();
    this.#budgets.changed();
    if (this.#params?.capabilities.workspace?.inlayHint?.refreshSupport === true)
      void this.#connection.languages.inlayHint.refresh().catch(() => {});
  }

  #listenToDocuments(): void {
    this.#documents.onDidChangeContent(({ document }) => {
      this.#workspace.update(document);
      this.#diagnostics?.changed(document);
    });
    this.#documents.onDidClose(({ document }) => {
      this.#diagnostics?.closed(document.uri);
      void this.#workspace.close(document).then(() => this.#refresh());
    });
    this.#documents.listen(this.#connection);
    this.#connection.onDidChangeConfiguration(() => this.#loadSettings());
    this.#connection.onDidChangeWatchedFiles(async ({ changes }) => {
      for (const { uri } of changes) await this.#workspace.changedOnDisk(uri);
      this.#refresh();
    });
    this.#connection.onShutdown(() => {
      this.#live.dispose();
      this.#workspace.dispose();
    });
  }

  /** Every answer goes through `safely`: one that fails is logged and counts as none. */
  #answer({ capabilities, initializationOptions }: InitializeParams): void {
    const connection = this.#connection;
    const workspace = this.#workspace;
    const log = (line: string) => connection.console.error(line);
    const snippetEdits = capabilities.workspace?.workspaceEdit?.snippetEditSupport === true;
    const snippets = capabilities.textDocument?.completion?.completionItem?.snippetSupport === true;
    // The command behind the lens is one of the client.
    const showsBudgets = initializationOptions?.showsBudgets === true;
    connection.onCodeAction(safely(log, [], (params) => codeActions(params, workspace, snippetEdits)));
    connection.onHover(safely(log, undefined, (params) => hover(params, workspace, showsBudgets)));
    connection.onCompletion(safely(log, [], (params) => completion(params, workspace, snippets)));
    connection.onDocumentSymbol(
      safely(log, null, (params) => documentSymbols(params.textDocument.uri, workspace)),
    );
    connection.onFoldingRanges(
      safely(log, null, (params) => foldingRanges(params.textDocument.uri, workspace)),
    );
    connection.onCodeLens(
      safely(log, [], ({ textDocument: { uri } }) => [
        ...this.#live.codeLenses(uri),
        ...(showsBudgets ? budgetLenses(uri, workspace) : []),
      ]),
    );
    const hints = safely(log, [], (params: InlayHintParams) => inlayHints(params, workspace));
    connection.languages.inlayHint.on(async (params) => {
      // Whether they are wanted is a setting.
      await this.#ready;
      return this.#settings.inlayHints.budget ? hints(params) : [];
    });
    connection.onRequest(
      'forkguard/status',
      safely(log, null, (params: { uri: string }) => status(params.uri, workspace)),
    );
    connection.onDocumentLinks(
      safely(log, [], (params) => documentLinks(params.textDocument.uri, workspace)),
    );
  }

  async #loadSettings(): Promise<void> {
    if (!this.#params?.capabilities.workspace?.configuration) return;
    const section: unknown = await this.#connection.workspace.getConfiguration('forkguard');
    this.#settings = readSettings(section, (line) => this.#connection.console.warn(line));
    this.#workspace.setSettings(this.#settings);
    this.#live.settingsChanged();
    this.#refresh();
  }
}

const WATCHED = ['**/*.{conf,yaml,yml,json,env}', '**/*.{conf,yaml,yml,json}.*', '**/.env'];
