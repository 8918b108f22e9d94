/** Entry point of the command line. */

import { main } from './cli/main';

/** Put in by the bundler, from package.json. */
declare const FORKGUARD_VERSION: string;

// A reader that went away (`| head`) is no error.
process.stdout.on('error', () => process.exit(0));

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
