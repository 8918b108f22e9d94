/** Every suite of `npm test`, in its order. A new one is one line here. */

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {string[]} run the script and its arguments, for Node
 * @property {'exit code' | 'vitest' | 'mocha'} counts what its tests are counted from (see counts.mjs)
 * @property {Need[]} needs
 * @property {number} minutes its time limit: for a suite that hangs, so it is many times what a slow machine needs
 * @typedef {'build' | 'redis-server' | 'servers' | 'chromium' | 'editor'} Need
 */

const colors = process.stdout.isTTY ? '--colors=force' : '--colors=off';
const biome = ['node_modules/@biomejs/biome/bin/biome', 'ci', colors];
const vitest = ['node_modules/vitest/vitest.mjs', 'run'];
const ui = [...vitest, '--config', 'test/editor/ui/vitest.config.mjs'];

/** @type {Suite[]} */
export const SUITES = [
  { name: 'check: format and lint', run: biome, counts: 'exit code', needs: [], minutes: 10 },
  {
    name: 'check: unused code',
    run: ['node_modules/knip/bin/knip.js'],
    counts: 'exit code',
    needs: [],
    minutes: 10,
  },
  {
    name: 'check: types',
    run: ['node_modules/typescript/bin/tsc', '-b'],
    counts: 'exit code',
    needs: [],
    minutes: 15,
  },
  {
    name: 'check: generated files',
    run: ['server/dev/generate.mjs', '--check'],
    counts: 'exit code',
    needs: [],
    minutes: 10,
  },
  {
    name: 'vitest',
    run: vitest,
    counts: 'vitest',
    needs: ['build', 'redis-server', 'servers'],
    minutes: 60,
  },
  {
    name: 'extension suite',
    run: ['test/editor/run-suite.mjs'],
    counts: 'mocha',
    needs: ['build', 'chromium', 'editor', 'redis-server'],
    minutes: 30,
  },
  {
    name: 'packed extension in a real VS Code',
    run: ui,
    counts: 'vitest',
    needs: ['build', 'chromium', 'editor', 'redis-server'],
    minutes: 60,
  },
];
