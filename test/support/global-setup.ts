/** Before the first test: bundles that are as new as the sources. Test files run side by side, so none builds for itself. */

import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BUNDLES = ['extension', 'server', 'cli', 'live', 'budget-view'];

export default function ensureBuilt(): void {
  const built = Math.min(...BUNDLES.map((name) => modified(`${ROOT}dist/${name}.js`)));
  const folders = ['server/src', 'client/src', 'client/webview'];
  const inputs = [...['esbuild.mjs', 'package.json'].map((name) => ROOT + name), ...folders.flatMap(sources)];
  if (inputs.some((path) => modified(path) >= built))
    execFileSync(process.execPath, ['esbuild.mjs'], { cwd: ROOT });
}

/** 0 for what is not there. */
const modified = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const sources = (folder: string): string[] =>
  readdirSync(ROOT + folder, { recursive: true, encoding: 'utf8' }).map((name) => `${ROOT}${folder}/${name}`);
