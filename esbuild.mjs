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
  logLevel: 'warning',
  define: { FORKGUARD_VERSION: JSON.stringify(version) },
  // The build of yaml for Node is CommonJS and cannot be shaken; the one for browsers is the same code as modules.
  alias: { yaml: new URL('node_modules/yaml/browser/index.js', import.meta.url).pathname },
};

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  { ...shared, entryPoints: ['client/src/extension.ts'], outfile: 'dist/extension.js', external: ['vscode'] },
  {
    ...shared,
    entryPoints: ['server/src/node.ts'],
    outfile: 'dist/server.js',
    banner: { js: '#!/usr/bin/env node' },
  },
  {
    ...shared,
    entryPoints: ['server/src/cli.ts'],
    outfile: 'dist/cli.js',
    banner: { js: '#!/usr/bin/env node' },
  },
];

for (const options of bundles) {
  if (watch) await (await context(options)).watch();
  else await build(options);
}
