import { defineConfig } from 'vitest/config';

/** Unit, protocol, command-line and differential suites. The editor suites have a runner of their own (test/run.mjs). */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    exclude: ['test/editor/**', '**/node_modules/**'],
    // Nothing takes as long: on a slow and busy machine a test may be late, and one that hangs ends.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
