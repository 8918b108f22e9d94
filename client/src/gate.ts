/**
 * Which documents leave the editor: those that can concern Redis. Notices when a word makes one of them ours, and when
 * the last one goes.
 */

import {
  type ExtensionContext,
  languages,
  type TextDocument,
  type TextDocumentChangeEvent,
  Uri,
  workspace,
} from 'vscode';
import { type Middleware, vsdiag } from 'vscode-languageclient/node';
import { isTelling, mayConcernServers } from '../../server/src/core/yaml/incremental/relevance';

/** Documents that may hold a configuration, by language or by name; what stands in them decides. */
export const SELECTOR = [
  { language: 'redis-conf' },
  { language: 'yaml' },
  { language: 'dockercompose' },
  { language: 'helm' },
  { pattern: '**/*.{conf,yaml,yml,json}' },
  // Templates are of many languages, and of none where no extension knows them.
  {
    pattern:
      '**/*.{conf,yaml,yml,json}.{j2,jinja,jinja2,erb,epp,tpl,tmpl,template,gotmpl,example,sample,dist}',
  },
  { pattern: '**/[Kk]ustomization' },
  { pattern: '**/*.{service,slice,container,volume,pod}' },
  { pattern: '**/*.{service,slice,container,volume,pod}.{j2,jinja,jinja2,erb,epp,tpl,tmpl,template}' },
];

/** Send a document as opened or as closed, through this same gate. */
export interface DocumentSync {
  open(document: TextDocument): Promise<void> | undefined;
  close(document: TextDocument): Promise<void> | undefined;
}

/** Whether the last word is gone is looked at so long after a change. Milliseconds. */
const CLOSING_DELAY = 250;

export class Gate {
  readonly #doors: DocumentSync;
  /** Documents that the server has, by URI. */
  readonly #sent = new Set<string>();
  readonly #closing = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(doors: DocumentSync) {
    this.#doors = doors;
  }

  readonly middleware: Middleware = {
    didOpen: async (document, next) => {
      if (!mayConcern(document)) return;
      this.#sent.add(keyOf(document));
      await next(document);
    },
    didChange: async (event, next) => {
      const { document } = event;
      if (this.#has(document)) {
        this.#closeSoon(document);
        await next(event);
      } else if (bringsWord(event) && mayConcern(document)) await this.#doors.open(document);
    },
    didClose: async (document, next) => {
      clearTimeout(this.#closing.get(keyOf(document)));
      this.#closing.delete(keyOf(document));
      if (this.#sent.delete(keyOf(document))) await next(document);
    },
    // Nothing is asked about a document that the server does not have.
    provideDiagnostics: (document, previous, token, next) =>
      document instanceof Uri || this.#has(document)
        ? next(document, previous, token)
        : { kind: vsdiag.DocumentDiagnosticReportKind.full, items: [] },
    provideHover: (document, position, token, next) =>
      this.#has(document) ? next(document, position, token) : undefined,
    provideCompletionItem: (document, position, context, token, next) =>
      this.#has(document) ? next(document, position, context, token) : undefined,
    provideCodeActions: (document, range, context, token, next) =>
      this.#has(document) ? next(document, range, context, token) : undefined,
    provideDocumentSymbols: (document, token, next) =>
      this.#has(document) ? next(document, token) : undefined,
    provideDocumentLinks: (document, token, next) =>
      this.#has(document) ? next(document, token) : undefined,
    provideFoldingRanges: (document, context, token, next) =>
      this.#has(document) ? next(document, context, token) : undefined,
  };

  #has(document: TextDocument): boolean {
    return this.#sent.has(keyOf(document));
  }

  /** Not while somebody types: it needs the whole text. */
  #closeSoon(document: TextDocument): void {
    const key = keyOf(document);
    clearTimeout(this.#closing.get(key));
    const close = () => {
      this.#closing.delete(key);
      if (!document.isClosed && !mayConcern(document)) void this.#doors.close(document);
    };
    this.#closing.set(key, setTimeout(close, CLOSING_DELAY));
  }
}

/** Does something once a document that can concern Redis is open. @returns when that was done, if there is one already */
export async function whenConcerned(
  { subscriptions }: ExtensionContext,
  action: () => Promise<unknown>,
): Promise<void> {
  if (workspace.textDocuments.some(mayConcern)) {
    await action();
    return;
  }
  const look = (document: TextDocument) => {
    if (!mayConcern(document)) return;
    for (const listener of listeners) listener.dispose();
    void action();
  };
  const listeners = [
    workspace.onDidOpenTextDocument(look),
    workspace.onDidChangeTextDocument((event) => bringsWord(event) && look(event.document)),
  ];
  subscriptions.push(...listeners);
}

const keyOf = ({ uri }: TextDocument): string => uri.toString();

function mayConcern(document: TextDocument): boolean {
  if (languages.match(SELECTOR, document) === 0) return false;
  const { scheme } = document.uri;
  // Not the old side of a comparison, nor what a program printed.
  if (scheme !== 'file' && scheme !== 'untitled' && !workspace.fs.isWritableFileSystem(scheme)) return false;
  return document.languageId === 'redis-conf' || mayConcernServers(nameOf(document), document.getText());
}

/** An unsaved document has no ending; its language says what it will be. */
const nameOf = ({ uri, languageId }: TextDocument): string =>
  uri.scheme === 'untitled' && languageId !== 'plaintext'
    ? `${uri.path}.${languageId === 'json' ? 'json' : 'yaml'}`
    : uri.path;

/** Words stand on one line, so the lines that changed tell. */
function bringsWord({ document, contentChanges }: TextDocumentChangeEvent): boolean {
  // Where several places change at once, each moves the lines of the others.
  if (contentChanges.length > 1) return true;
  return contentChanges.some(({ range, text }) => {
    const last = range.start.line + text.split('\n').length - 1;
    for (let line = range.start.line; line <= Math.min(last, document.lineCount - 1); line += 1)
      if (isTelling(document.lineAt(line).text)) return true;
    return false;
  });
}
