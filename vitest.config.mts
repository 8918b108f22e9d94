import { defineConfig } from 'vitest/config';

/** Test files that replace modules: each of them loads its own. */
const ISOLATED = ['test/cli/bad-input.test.ts'];

const shared = {
  globalSetup: ['test/support/global-setup.ts'],
  // Only a test that hangs takes as long: a slow and busy machine is late, not broken.
  testTimeout: 180_000,
  hookTimeout: 180_000,
};

/** Unit, protocol, command-line and differential suites. The editor suites have a runner of their own (test/run.mjs). */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'suites',
          include: ['test/**/*.test.ts'],
          exclude: ['test/editor/**', '**/node_modules/**', ...ISOLATED],
          // The core keeps no state: files of one worker share its modules, which halves the time of a run.
          isolate: false,
        },
      },
      { test: { ...shared, name: 'isolated', include: ISOLATED } },
    ],
  },
});
