/** Entry point of the command line. */

import { main } from './cli/main';

/** Put in by the bundler, from package.json. */
declare const FORKGUARD_VERSION: string;

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that went away (`| head`) is no error; what was found still counts.
  if (error.code === 'EPIPE') process.exit();
  process.stderr.write(`forkguard: the output cannot be written (${error.code ?? error.message})\n`);
  process.exit(2);
});
// Nobody reads what went wrong; the exit code tells.
process.stderr.on('error', () => {});

void main({
  argv: process.argv.slice(2),
  cwd: process.cwd(),
  version: FORKGUARD_VERSION,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
}).then((code) => {
  process.exitCode = code;
});
