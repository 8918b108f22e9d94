/** The language client: how the server is started, and what it is sent. */

import { join } from 'node:path';
import { type ExtensionContext, window } from 'vscode';
import {
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  LanguageClient,
  type ServerOptions,
  TransportKind,
} from 'vscode-languageclient/node';
import { Gate, SELECTOR } from './gate';
import { type Secrets, withoutSecrets } from './secret-log';

/**
 * A keystroke is a few milliseconds of work every now and then. More room for short-lived objects only keeps 30 MB more
 * of them around; collecting them on several threads took a quarter more CPU than on one, and what an optimizing
 * compiler adds is used too rarely to pay for itself: 10 to 30 MB, and no less CPU (`npm run bench`, Node 20).
 */
const SERVER_FLAGS = ['--max-semi-space-size=4', '--single-threaded-gc', '--no-opt'];

export async function startClient(context: ExtensionContext, secrets: Secrets): Promise<LanguageClient> {
  const module = context.asAbsolutePath(join('dist', 'server.js'));
  const server: ServerOptions = {
    run: { module, transport: TransportKind.ipc, options: { execArgv: [...SERVER_FLAGS] } },
    debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6009'] } },
  };
  const output = window.createOutputChannel('Forkguard', { log: true });
  context.subscriptions.push(output);
  const gate = new Gate({
    open: (document) =>
      client.getFeature(DidOpenTextDocumentNotification.method).getProvider(document)?.send(document),
    close: (document) =>
      client.getFeature(DidCloseTextDocumentNotification.method).getProvider(document)?.send(document),
  });
  const client: LanguageClient = new LanguageClient('forkguard', 'Forkguard', server, {
    documentSelector: SELECTOR,
    outputChannel: withoutSecrets(output, secrets),
    initializationOptions: { showsBudgets: true },
    diagnosticPullOptions: { onChange: true, onTabs: true },
    middleware: gate.middleware,
    // A hover says what files say, so the one link that runs something is to the picture.
    markdown: { isTrusted: { enabledCommands: ['forkguard.showMemoryBudget'] } },
  });
  context.subscriptions.push({ dispose: () => void client.dispose() });
  await client.start();
  return client;
}
