/** Entry point of the language server under Node: over IPC for VS Code, over `--stdio` for other editors. */

import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { networkAccess } from './live/access';
import { diskAccess } from './lsp/disk';
import { startServer } from './lsp/server';

/** Put in by the bundler, from package.json. */
declare const FORKGUARD_VERSION: string;

// Started by hand or by an editor that names no transport: standard input and output is what all of them speak.
if (!process.argv.some((arg) => /^--(?:stdio|node-ipc|socket|pipe)\b/.test(arg)))
  process.argv.push('--stdio');

startServer(createConnection(ProposedFeatures.all), {
  version: FORKGUARD_VERSION,
  files: (settings, log) => diskAccess(() => settings().limits.fileSize, log),
  live: networkAccess(() => import('./live')),
});
