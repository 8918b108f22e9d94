// Bundles a TypeScript program of the tests and runs it: plain Node does not read TypeScript.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Ends with the exit code of the program.
 * @param {string} entry below the root of the repository
 * @param {string} name of the bundle, below `.cache`
 */
export async function runBundled(entry, name) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const outfile = `${root}/.cache/${name}.cjs`;
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
    alias: { yaml: `${root}/node_modules/yaml/browser/index.js` },
  });
  const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
