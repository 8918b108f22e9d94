/** The language client: which documents reach the server, and how it is started. */

import { join } from 'node:path';
import { type ExtensionContext, type TextDocument, window } from 'vscode';
import {
  DidOpenTextDocumentNotification,
  LanguageClient,
  type Middleware,
  type ServerOptions,
  TransportKind,
} from 'vscode-languageclient/node';

/** Documents that may hold a configuration. Those of other languages are looked at before they leave the editor. */
const SELECTOR = [{ language: 'redis-conf' }, { pattern: '**/*.conf' }, { pattern: '**/.forkguard.yaml' }];

/** A `.conf` of another program without any of these words cannot concern Redis. */
const WORDS =
  /redis|valkey|maxmemory|appendonly|replicaof|slaveof|sentinel|^\s*save\s|rdbcompression|dbfilename/im;

export async function startClient(context: ExtensionContext): Promise<LanguageClient> {
  const module = context.asAbsolutePath(join('dist', 'server.js'));
  const server: ServerOptions = {
    run: { module, transport: TransportKind.ipc },
    debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6009'] } },
  };
  const output = window.createOutputChannel('Forkguard', { log: true });
  context.subscriptions.push(output);
  const client: LanguageClient = new LanguageClient('forkguard', 'Forkguard', server, {
    documentSelector: SELECTOR,
    outputChannel: output,
    diagnosticPullOptions: { onChange: true, onTabs: true },
    middleware: gate((document) => openFeature(client).getProvider(document)?.send(document)),
  });
  context.subscriptions.push({ dispose: () => void client.dispose() });
  await client.start();
  return client;
}

const openFeature = (client: LanguageClient) => client.getFeature(DidOpenTextDocumentNotification.method);

/**
 * Keeps documents that cannot concern Redis in the editor, and notices when a word makes one of them ours.
 * @param open sends a document as opened, through this same gate
 */
function gate(open: (document: TextDocument) => Promise<void> | undefined): Middleware {
  const sent = new Set<string>();
  return {
    didOpen: async (document, next) => {
      if (!mayConcern(document)) return;
      sent.add(document.uri.toString());
      await next(document);
    },
    didChange: async (event, next) => {
      if (sent.has(event.document.uri.toString())) await next(event);
      else if (mayConcern(event.document)) await open(event.document);
    },
    didClose: async (document, next) => {
      if (sent.delete(document.uri.toString())) await next(document);
    },
  };
}

const mayConcern = (document: TextDocument): boolean =>
  document.languageId === 'redis-conf' ||
  document.fileName.endsWith('.forkguard.yaml') ||
  WORDS.test(document.getText());
