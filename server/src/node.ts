/** Entry point of the language server under Node: over IPC for VS Code, over `--stdio` for other editors. */

import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { failureLine, REPORT } from './core/failure';
import { networkAccess } from './live/access';
import { diskAccess } from './lsp/disk';
import { CONNECTION_OPTIONS } from './lsp/safely';
import { startServer } from './lsp/server';

/** Put in by the bundler, from package.json. */
declare const FORKGUARD_VERSION: string;

// Started by hand or by an editor that names no transport: standard input and output is what all of them speak.
if (!process.argv.some((arg) => /^--(?:stdio|node-ipc|socket|pipe)\b/.test(arg)))
  process.argv.push('--stdio');

/** A last line for editors that show standard error; VS Code starts the server again. */
process.on('uncaughtException', (error) => {
  const line = failureLine({ file: '', what: 'The language server ends.', error });
  process.stderr.write(`forkguard: ${line} Please report it at ${REPORT}.\n`, () => process.exit(1));
});
process.on('unhandledRejection', (error) => {
  process.stderr.write(
    `forkguard: ${failureLine({ file: '', what: 'Something in the background failed.', error })}\n`,
  );
});

startServer(createConnection(ProposedFeatures.all, CONNECTION_OPTIONS), {
  version: FORKGUARD_VERSION,
  files: (settings, log) => diskAccess(() => settings().limits.fileSize, log),
  live: networkAccess(() => import('./live')),
});
