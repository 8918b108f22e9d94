/** The command line as it is shipped: `dist/cli.js`, in a process of its own. */

import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
export const CLI = `${ROOT}dist/cli.js`;

/** Builds when a source is newer than the bundle. */
export function ensureBuilt(): void {
  const built = modified(CLI);
  const inputs = [`${ROOT}esbuild.mjs`, `${ROOT}package.json`, ...sources(`${ROOT}server/src`)];
  if (inputs.some((path) => modified(path) >= built))
    execFileSync(process.execPath, ['esbuild.mjs'], { cwd: ROOT });
}

/** 0 for what is not there. */
const modified = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const sources = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`);

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
