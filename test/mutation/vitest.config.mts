import { defineConfig } from 'vitest/config';

/** The tests of one room, run against its mutants: run.mjs says which. Stryker ends those that hang. */
export default defineConfig({
  test: { include: (process.env.FORKGUARD_MUTATION_TESTS ?? '').split(','), testTimeout: 180_000 },
});
