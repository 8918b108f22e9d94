import { defineConfig } from 'vitest/config';

/** Unit, protocol, command-line and differential suites. The editor suites have a runner of their own (test/run.mjs). */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/editor/**', '**/node_modules/**'],
    testTimeout: 30_000,
  },
});
