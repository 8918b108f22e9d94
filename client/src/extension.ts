/** Activation: registers the commands, and starts the server with the first document that can concern Redis. */

import type { ExtensionContext } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { startClient } from './client';
import { registerCommands } from './commands';
import { registerConnections } from './connections';
import { whenConcerned } from './gate';
import { registerStatus } from './status';

export async function activate(context: ExtensionContext): Promise<void> {
  let started: Promise<LanguageClient> | undefined;
  const start = async () => {
    const client = await startClient(context);
    registerStatus(context, client);
    return client;
  };
  const server = () => {
    started ??= start();
    return started;
  };
  registerCommands(context, server);
  registerConnections(context, server);
  // Whoever edits other YAML pays for no server.
  await whenConcerned(context, server);
}
