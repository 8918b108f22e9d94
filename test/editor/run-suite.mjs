/**
 * The extension suite: Mocha inside a real extension host, started by @vscode/test-electron as it is.
 *
 * By default its VS Code is the editor from npm, behind code-shim.mjs, so that no download host is needed.
 * FORKGUARD_DESKTOP=1, and systems on which that editor does not run, use a desktop VS Code instead, which
 * test-electron downloads into the cache; FORKGUARD_DESKTOP_VERSION chooses which (`stable`, `insiders`, `1.91.0`).
 */
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { findChromium } from '../../client/dev/chromium.mjs';
import { runMain, Stop, say } from '../../client/dev/console.mjs';
import { editorUnavailable } from '../../client/dev/editor-install.mjs';
import { CACHE, inRoot, ROOT } from '../../client/dev/paths.mjs';
import { scratchFolder } from '../../client/dev/scratch.mjs';

const SOURCES = inRoot('test', 'editor', 'suite');
/** Inside the project, wherever the cache is: the bundles load mocha from its node_modules. */
const BUNDLES = inRoot('.cache', 'extension-suite');

async function bundle() {
  rmSync(BUNDLES, { recursive: true, force: true });
  await build({
    entryPoints: readdirSync(SOURCES)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => path.join(SOURCES, name)),
    outdir: BUNDLES,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
  });
}

async function main() {
  await bundle();
  const desktop = process.env.FORKGUARD_DESKTOP === '1' || Boolean(editorUnavailable());
  say(`VS Code: ${desktop ? 'desktop, by download' : `the editor from npm, in ${findChromium()}`}`);
  const profile = scratchFolder('suite');
  const workspace = scratchFolder('workspace');
  const own = [
    '--user-data-dir',
    path.join(profile, 'user'),
    '--extensions-dir',
    path.join(profile, 'extensions'),
  ];
  const failed = await runTests({
    ...(desktop
      ? { version: process.env.FORKGUARD_DESKTOP_VERSION ?? 'stable', cachePath: path.join(CACHE, 'desktop') }
      : { vscodeExecutablePath: inRoot('test', 'editor', 'code-shim.mjs') }),
    extensionDevelopmentPath: ROOT,
    extensionTestsPath: path.join(BUNDLES, 'index.cjs'),
    launchArgs: [workspace, '--disable-extensions', ...own],
  }).then(
    () => undefined,
    (/** @type {Error} */ error) => error,
  );
  if (failed) throw new Stop(failed.message, 1);
}

await runMain(main);
