/** The memory budget picture: a panel that the webview draws, with servers and edits from the language server. */

import {
  commands,
  type ExtensionContext,
  Uri,
  ViewColumn,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode';
import type { LanguageClient, WorkspaceEdit } from 'vscode-languageclient/node';
import type { BudgetEntry, FromPicture, ToPicture } from '../webview/entry';

const VIEW = 'forkguard.budget';
/** What is typed is counted so long after the last key. Milliseconds. */
const DELAY = 200;

export function registerBudgetView(context: ExtensionContext, server: () => Promise<LanguageClient>): void {
  const view = new BudgetView(context, server);
  context.subscriptions.push(
    view,
    commands.registerCommand('forkguard.showMemoryBudget', (id: unknown) => view.show(id)),
    window.registerWebviewPanelSerializer(VIEW, {
      deserializeWebviewPanel: async (panel) => view.take(panel),
    }),
  );
}

class BudgetView {
  readonly #context: ExtensionContext;
  readonly #server: () => Promise<LanguageClient>;
  #client: Promise<LanguageClient> | undefined;
  #panel: WebviewPanel | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The server to show as soon as the panel can: an id, or a place in a file. */
  #wanted: string | { readonly uri: string; readonly line: number } | undefined;

  constructor(context: ExtensionContext, server: () => Promise<LanguageClient>) {
    this.#context = context;
    this.#server = server;
    context.subscriptions.push(
      workspace.onDidChangeTextDocument(({ document }) => {
        // What is logged about a request is no reason for the next one.
        if (document.uri.scheme !== 'output') this.#sendSoon();
      }),
    );
  }

  /** @param id of a server; without one it is that of the active editor */
  async show(id: unknown): Promise<void> {
    this.#wanted = typeof id === 'string' ? id : activePlace();
    if (this.#panel) {
      // One that was hidden is loaded anew, and asks.
      const loaded = this.#panel.visible;
      this.#panel.reveal();
      if (loaded) await this.#send();
    } else
      this.take(
        window.createWebviewPanel(VIEW, 'Memory Budget', ViewColumn.Beside, {
          retainContextWhenHidden: false,
        }),
      );
  }

  /** Fills a panel: a new one, or that of the last window. */
  take(panel: WebviewPanel): void {
    this.#panel?.dispose();
    this.#panel = panel;
    const dist = Uri.joinPath(this.#context.extensionUri, 'dist');
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist] };
    panel.webview.onDidReceiveMessage((message: FromPicture) => this.#receive(message));
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = undefined;
    });
    panel.webview.html = pageOf(panel, dist);
  }

  async #receive(message: FromPicture): Promise<void> {
    if (message.kind === 'ready') await this.#send();
    else if (message.kind === 'apply') await this.#apply(message);
    else await this.#open(message);
  }

  async #open({ uri, line }: Extract<FromPicture, { kind: 'open' }>): Promise<void> {
    const { protocol2CodeConverter: converter } = await this.#connected();
    const selection = converter.asRange({ start: { line, character: 0 }, end: { line, character: 0 } });
    await window.showTextDocument(converter.asUri(uri), { viewColumn: ViewColumn.One, selection });
  }

  async #apply({ id, limit, maxmemory }: Extract<FromPicture, { kind: 'apply' }>): Promise<void> {
    const client = await this.#connected();
    const params = { id, limit, maxmemory };
    const found = await client.sendRequest<WorkspaceEdit | null>('forkguard/applyBudget', params);
    const edit = found && (await client.protocol2CodeConverter.asWorkspaceEdit(found));
    const done = edit ? await workspace.applyEdit(edit) : false;
    if (done) await this.#send();
    this.#post({
      kind: 'applied',
      id,
      ...(done
        ? {}
        : { problem: 'Nothing was changed: no edit reaches these numbers, or the file changed.' }),
    });
  }

  #sendSoon(): void {
    if (!this.#panel) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(), DELAY);
  }

  async #send(): Promise<void> {
    if (!this.#panel?.visible) return;
    const client = await this.#connected();
    const entries = await client.sendRequest<BudgetEntry[]>('forkguard/budgets');
    const select = chosen(entries, this.#wanted);
    this.#wanted = undefined;
    this.#post({ kind: 'entries', entries, ...(select === undefined ? {} : { select }) });
  }

  #post(message: ToPicture): void {
    void this.#panel?.webview.postMessage(message);
  }

  #connected(): Promise<LanguageClient> {
    this.#client ??= this.#server().then((client) => {
      this.#context.subscriptions.push(
        client.onNotification('forkguard/budgetsChanged', () => this.#sendSoon()),
      );
      return client;
    });
    return this.#client;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#panel?.dispose();
  }
}

function activePlace() {
  const editor = window.activeTextEditor;
  return editor && { uri: editor.document.uri.toString(), line: editor.selection.active.line };
}

/** By id, or the last one that begins at or above a line of a file, else the first of the file. */
function chosen(
  entries: readonly BudgetEntry[],
  wanted: string | { readonly uri: string; readonly line: number } | undefined,
): string | undefined {
  if (wanted === undefined || typeof wanted === 'string') return wanted;
  const own = entries
    .filter(({ uri }) => Uri.parse(uri).toString() === wanted.uri)
    .sort((a, b) => a.range.start.line - b.range.start.line);
  return (own.filter(({ range }) => range.start.line <= wanted.line).at(-1) ?? own[0])?.id;
}

/** Nothing runs but the bundled script, and nothing is loaded from elsewhere. */
function pageOf({ webview }: WebviewPanel, dist: Uri): string {
  const file = (name: string) => webview.asWebviewUri(Uri.joinPath(dist, name)).toString();
  const policy = `default-src 'none'; script-src ${webview.cspSource}; style-src ${webview.cspSource}`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file('budget-view.css')}">
<title>Memory budget</title>
</head>
<body><script type="module" src="${file('budget-view.js')}"></script></body>
</html>`;
}
