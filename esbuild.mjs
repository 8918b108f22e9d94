// Bundles the extension, the language server and the command line into dist/. `--watch` builds again on every change.

import { readFileSync } from 'node:fs';
import { build, context } from 'esbuild';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
const watch = process.argv.includes('--watch');

/** @type {import('esbuild').BuildOptions} */
const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: !watch,
  sourcemap: watch ? 'inline' : false,
  legalComments: 'none',
  charset: 'utf8',
  logLevel: 'warning',
  define: { FORKGUARD_VERSION: JSON.stringify(version) },
  // The build of yaml for Node is CommonJS and cannot be shaken; the one for browsers is the same code as modules.
  alias: { yaml: new URL('node_modules/yaml/browser/index.js', import.meta.url).pathname },
};

/** What opens connections is a bundle of its own, loaded when a connection is opened. */
const live = {
  name: 'live',
  /** @param {import('esbuild').PluginBuild} build */
  setup: (build) =>
    build.onResolve({ filter: /\/live$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './live.js', external: true } : undefined,
    ),
};

const executable = { js: '#!/usr/bin/env node' };

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  {
    ...shared,
    entryPoints: ['client/src/extension.ts'],
    outfile: 'dist/extension.js',
    external: ['vscode'],
  },
  {
    ...shared,
    entryPoints: ['server/src/node.ts'],
    outfile: 'dist/server.js',
    plugins: [live],
    banner: executable,
  },
  {
    ...shared,
    entryPoints: ['server/src/cli.ts'],
    outfile: 'dist/cli.js',
    plugins: [live],
    banner: executable,
  },
  { ...shared, entryPoints: ['server/src/live.ts'], outfile: 'dist/live.js' },
  {
    ...shared,
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    entryPoints: { 'budget-view': 'client/webview/main.ts' },
    outdir: 'dist',
  },
  {
    ...shared,
    target: 'chrome120',
    entryPoints: { 'budget-view': 'client/webview/budget-view.css' },
    outdir: 'dist',
  },
];

for (const options of bundles) {
  if (watch) await (await context(options)).watch();
  else await build(options);
}
