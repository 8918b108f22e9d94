/** What is mutated, and the tests that have to notice. */

/** @typedef {{ name: string, sources: string[], tests: string[] }} Room paths from the root, as globs */

/** @type {Room[]} */
export const ROOMS = [
  {
    name: 'units',
    sources: ['server/src/core/units/*.ts'],
    tests: ['test/unit/units/*.test.ts'],
  },
  {
    name: 'text',
    sources: ['server/src/core/text/*.ts'],
    tests: ['test/unit/text/*.test.ts'],
  },
  {
    name: 'helm',
    sources: ['server/src/core/platform/helm/read/*.ts'],
    tests: ['test/unit/helm/*.test.ts'],
  },
  {
    name: 'code-actions',
    sources: ['server/src/lsp/code-actions.ts'],
    tests: ['test/unit/lsp/code-actions.test.ts', 'test/lsp/code-actions.test.ts'],
  },
];
