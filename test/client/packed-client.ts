/** The packed client at work: `dist/extension.js` in the fake editor, with `dist/server.js` in a process of its own. */

import * as childProcess from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import type { InitializeResult } from 'vscode-languageserver-protocol';
import { fakeEditor, loadBundle } from './fake-editor';

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

export interface Conversation {
  readonly capabilities: InitializeResult['capabilities'];
  /** Functions of `vscode` that the client has called, by path. */
  readonly called: ReadonlySet<string>;
  /** Methods of the requests and notifications that the client has sent. */
  readonly sent: ReadonlySet<string>;
  /** What the server has asked of the client, with the reason where that was refused. */
  readonly asked: readonly { readonly method: string; readonly refusal?: string }[];
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const DOCUMENT = {
  languageId: 'redis-conf',
  uri: { scheme: 'file', path: '/redis.conf', toString: () => 'file:///redis.conf' },
  version: 1,
  isClosed: false,
  lineCount: 1,
  getText: () => 'maxmemory 1gb',
};

const EDITOR = {
  version: '1.100.0',
  'workspace.textDocuments': [DOCUMENT],
  'workspace.workspaceFolders': undefined,
  'workspace.notebookDocuments': [],
  'window.activeTextEditor': { document: DOCUMENT },
  'window.visibleTextEditors': [{ document: DOCUMENT }],
  'window.tabGroups.all': [],
  'languages.match': () => 10,
  'new CancellationTokenSource.token': {
    isCancellationRequested: false,
    onCancellationRequested: () => ({ dispose: () => {} }),
  },
};

/** What passes between the client and the server that it starts. */
class Wire {
  readonly received: Message[] = [];
  readonly sent: Message[] = [];
  readonly #children: childProcess.ChildProcess[] = [];

  /** In place of the function of `child_process`. */
  readonly fork = (module: string, args: string[], options: childProcess.ForkOptions) => {
    const child = childProcess.fork(module, args, options);
    this.#children.push(child);
    child.on('message', (message) => this.received.push(message as Message));
    const send = child.send.bind(child) as (message: childProcess.Serializable, ...rest: never[]) => boolean;
    return Object.assign(child, {
      send: (message: childProcess.Serializable, ...rest: never[]) => {
        this.sent.push(message as Message);
        return send(message, ...rest);
      },
    });
  };

  /** The client has asked for diagnostics, the server has done what it does by itself, and every request is answered. */
  readonly settled = () =>
    this.sent.some(({ method }) => method === 'textDocument/diagnostic') &&
    this.received.some(({ method }) => method === 'workspace/diagnostic/refresh') &&
    this.sent.filter(isRequest).every((request) => answerTo(request, this.received)) &&
    this.received.filter(isRequest).every((request) => answerTo(request, this.sent));

  ended(): Promise<unknown> {
    return Promise.all(this.#children.map((child) => once(child, 'exit')));
  }
}

const isRequest = ({ id, method }: Message) => id !== undefined && method !== undefined;
const answerTo = (request: Message, messages: readonly Message[]) =>
  messages.find(({ id, method }) => id === request.id && method === undefined);

/** Opens one redis.conf in the fake editor, waits until the two have nothing more to say, and ends both. */
export async function converse(): Promise<Conversation> {
  const { vscode, called } = fakeEditor(EDITOR);
  const wire = new Wire();
  const modules = { vscode, child_process: { ...childProcess, fork: wire.fork } };
  const subscriptions: { dispose(): unknown }[] = [];
  const store = { get: () => undefined };
  const context = {
    subscriptions,
    asAbsolutePath: (path: string) => `${ROOT}${path}`,
    secrets: store,
    workspaceState: store,
    globalState: store,
  };
  try {
    await loadBundle(`${ROOT}dist/extension.js`, modules).activate(context);
    await vi.waitUntil(wire.settled, { timeout: 60_000 });
    return { called, ...summaryOf(wire) };
  } finally {
    const ended = wire.ended();
    for (const subscription of subscriptions) subscription.dispose();
    await ended;
  }
}

function summaryOf({ sent, received }: Wire): Omit<Conversation, 'called'> {
  const results = received.map(({ result }) => result as InitializeResult | null | undefined);
  return {
    capabilities: results.find((result) => result?.capabilities)?.capabilities ?? {},
    sent: new Set(sent.flatMap(({ method }) => method ?? [])),
    asked: received.filter(isRequest).map((request) => {
      const refusal = answerTo(request, sent)?.error?.message;
      return { method: request.method ?? '', ...(refusal === undefined ? {} : { refusal }) };
    }),
  };
}
