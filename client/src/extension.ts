/** Activation: starts the language client, registers the commands. */

import type { ExtensionContext } from 'vscode';
import { startClient } from './client';
import { registerCommands } from './commands';
import { registerStatus } from './status';

export async function activate(context: ExtensionContext): Promise<void> {
  const client = await startClient(context);
  registerCommands(context, client);
  registerStatus(context, client);
}
