import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** The packed extension in a real VS Code window: one server for the whole run, one window per group of tests. */
export default defineConfig({
  root: path.resolve(import.meta.dirname, '../../..'),
  test: {
    include: ['test/editor/ui/**/*.test.ts'],
    globalSetup: ['test/editor/ui/global-setup.mjs'],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 600_000,
  },
});
