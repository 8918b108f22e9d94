/** The command line as it is shipped: `dist/cli.js`, in a process of its own. */

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const CLI = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

/** @param options `closeAfter`: stop reading after so many bytes, as `head` does */
export function runBuilt(
  cwd: string,
  argv: readonly string[],
  options: { readonly stdin?: string; readonly closeAfter?: number; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
  const { stdin = '', closeAfter = Number.POSITIVE_INFINITY, env = {} } = options;
  const child = spawn(process.execPath, [CLI, ...argv], { cwd, env: { ...process.env, ...env } });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data) => {
    out += data;
    if (out.length >= closeAfter) child.stdout.destroy();
  });
  child.stderr.on('data', (data) => {
    err += data;
  });
  child.stdin.end(stdin);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, out, err }));
  });
}
