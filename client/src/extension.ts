/** Activation: registers the commands, and starts the server with the first document that can concern Redis. */

import type { ExtensionContext } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { registerBudgetView } from './budget-view';
import { startClient } from './client';
import { registerCommands } from './commands';
import { registerConnections } from './connections';
import { whenConcerned } from './gate';
import { Secrets } from './secret-log';
import { registerStatus } from './status';

/** What the status item of running servers says. */
export interface Api {
  liveStatus(): { readonly text: string; readonly detail: string; readonly problem: boolean };
}

export async function activate(context: ExtensionContext): Promise<Api> {
  const secrets = new Secrets();
  let started: Promise<LanguageClient> | undefined;
  const start = async () => {
    const client = await startClient(context, secrets);
    registerStatus(context, client);
    return client;
  };
  const server = () => {
    started ??= start();
    return started;
  };
  registerCommands(context, server);
  registerBudgetView(context, server);
  const status = registerConnections(context, server, secrets);
  // Whoever edits other YAML pays for no server.
  await whenConcerned(context, server);
  return { liveStatus: () => status.shown };
}
