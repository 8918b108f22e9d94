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
  // What is read later is required then: the names that a bundle exports are lost to `import()` when it is minified again.
  supported: { 'dynamic-import': false },
  // The build of yaml for Node is CommonJS and cannot be shaken; the one for browsers is the same code as modules.
  alias: { yaml: new URL('node_modules/yaml/browser/index.js', import.meta.url).pathname },
};

/** What opens connections is a bundle of its own: read when somebody connects, not at every start. */
const live = {
  name: 'live',
  /** @param {import('esbuild').PluginBuild} build */
  setup: (build) =>
    build.onResolve({ filter: /\/live$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './live.js', external: true } : undefined,
    ),
};

/** What the two ends of the connection have in common is a bundle of its own, which both of them load. */
const COMMON = [
  'vscode-jsonrpc',
  'vscode-jsonrpc/node',
  'vscode-languageserver-protocol',
  'vscode-languageserver-protocol/node',
  'vscode-languageserver-types',
];
const protocol = {
  name: 'protocol',
  /** @param {import('esbuild').PluginBuild} build */
  setup: (build) => {
    build.onResolve({ filter: /^vscode-/ }, ({ path }) =>
      COMMON.includes(path) ? { path, namespace: 'protocol' } : undefined,
    );
    build.onResolve({ filter: /^\.\/protocol\.js$/, namespace: 'protocol' }, ({ path }) => ({
      path,
      external: true,
    }));
    build.onLoad({ filter: /.*/, namespace: 'protocol' }, ({ path }) => ({
      contents: `module.exports = require('./protocol.js')[${JSON.stringify(path)}];`,
    }));
  },
};

/** The client asks again what the editor has asked already: whether it is new enough (`engines.vscode`). */
const withoutVersionCheck = {
  name: 'without version check',
  /** @param {import('esbuild').PluginBuild} build */
  setup: (build) =>
    build.onLoad({ filter: /semver[\\/]functions[\\/](?:parse|satisfies)\.js$/ }, () => ({
      contents: 'module.exports = () => ({});',
    })),
};

/** What the client could do for servers that offer it, and this one does not. */
const NOT_OFFERED = [
  ...['callHierarchy', 'colorProvider', 'declaration', 'definition', 'documentHighlight', 'fileOperations'],
  ...['formatting', 'implementation', 'inlineCompletion', 'inlineValue', 'linkedEditingRange'],
  ...['reference', 'rename', 'selectionRange', 'semanticTokens', 'signatureHelp', 'textDocumentContent'],
  ...['typeDefinition', 'typeHierarchy', 'workspaceSymbol'],
];
const withoutUnofferedFeatures = {
  name: 'without unoffered features',
  /** @param {import('esbuild').PluginBuild} build */
  setup: (build) => {
    const names = NOT_OFFERED.join('|');
    const feature = new RegExp(`vscode-languageclient[\\\\/]lib[\\\\/]common[\\\\/](?:${names})\\.js$`);
    build.onLoad({ filter: feature }, () => ({ contents: '' }));
    build.onLoad({ filter: /vscode-languageclient[\\/]lib[\\/]common[\\/]client\.js$/ }, ({ path }) => {
      const registration = new RegExp(`^ *this\\.registerFeature\\(new (${names})_1\\..*\\);$`, 'gm');
      const source = readFileSync(path, 'utf8');
      const found = new Set([...source.matchAll(registration)].map(([, name]) => name));
      const missing = NOT_OFFERED.filter((name) => !found.has(name));
      if (missing.length > 0)
        return { errors: [{ text: `${path}: ${missing.join(', ')} are not where they are expected` }] };
      return { contents: source.replace(registration, '') };
    });
  },
};

/** ioredis brings the certificates of one provider, for a setting by name that nobody here makes. */
const withoutCertificates = {
  name: 'without certificates',
  /** @param {import('esbuild').PluginBuild} build */
  setup: (build) =>
    build.onLoad({ filter: /ioredis[\\/]built[\\/]constants[\\/]TLSProfiles\.js$/ }, () => ({
      contents: 'exports.default = {};',
    })),
};

/** Commands that are sent, the handshake and the questions to Sentinels included. */
const SENT = ['hello', 'auth', 'info', 'config', 'client', 'memory', 'module', 'cluster', 'sentinel', 'quit'];

/** Every node of a cluster has a connection of its own here, and most commands are never sent. */
const withoutCluster = {
  name: 'without cluster',
  /** @param {import('esbuild').PluginBuild} build */
  setup: (build) => {
    build.onLoad({ filter: /ioredis[\\/]built[\\/]cluster[\\/]index\.js$/ }, () => ({
      contents: 'exports.default = class {};',
    }));
    build.onLoad({ filter: /@ioredis[\\/]commands[\\/]built[\\/]commands\.json$/ }, ({ path }) => {
      const all = Object.entries(JSON.parse(readFileSync(path, 'utf8')));
      const sent = all.filter(([name]) => SENT.includes(name));
      return { contents: JSON.stringify(Object.fromEntries(sent)), loader: 'json' };
    });
  },
};

/**
 * A rule carries its page and its examples, for the documentation, the command line and the tests. An editor is sent the
 * address of the page. The layout of the files is that of the formatter.
 */
const withoutPages = {
  name: 'without pages',
  /** @param {import('esbuild').PluginBuild} build */
  setup: (build) =>
    build.onLoad({ filter: /core[\\/]rules[\\/][\w-]+\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      if (!/= defineRule\(/.test(source)) return undefined;
      const contents = source
        .replace(/^ {2}docs: \{$[\s\S]*?^ {2}\},$/m, '  docs: NO_DOCS,')
        .replace(/^ {2}examples: \[$[\s\S]*?^ {2}\],$/m, '  examples: [],');
      if (!/^ {2}docs: NO_DOCS,$/m.test(contents) || !/^ {2}examples: \[\],$/m.test(contents))
        return { errors: [{ text: `${path}: docs or examples are not where they are expected` }] };
      return {
        contents: `${contents}\nconst NO_DOCS = { what: '', why: '', fix: '', references: [] };\n`,
        loader: 'ts',
      };
    }),
};

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  {
    ...shared,
    stdin: {
      contents: COMMON.map((name) => `exports['${name}'] = require('${name}');`).join('\n'),
      resolveDir: new URL('.', import.meta.url).pathname,
    },
    outfile: 'dist/protocol.js',
  },
  {
    ...shared,
    entryPoints: ['client/src/extension.ts'],
    outfile: 'dist/extension.js',
    external: ['vscode'],
    plugins: [protocol, withoutVersionCheck, withoutUnofferedFeatures],
  },
  {
    ...shared,
    entryPoints: ['server/src/node.ts'],
    outfile: 'dist/server.js',
    plugins: [live, protocol, withoutPages],
    banner: { js: '#!/usr/bin/env node' },
  },
  {
    ...shared,
    entryPoints: ['server/src/cli.ts'],
    outfile: 'dist/cli.js',
    plugins: [live],
    banner: { js: '#!/usr/bin/env node' },
  },
  {
    ...shared,
    entryPoints: ['server/src/live.ts'],
    outfile: 'dist/live.js',
    plugins: [withoutCertificates, withoutCluster],
    // What ioredis would write to a log when DEBUG is set holds the arguments of AUTH.
    alias: { ...shared.alias, debug: new URL('server/dev/no-debug.cjs', import.meta.url).pathname },
  },
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
