/** A budget grows with everything that takes memory, whatever else is known or not. */

import { describe, expect, it } from 'vitest';
import { type Budget, type BudgetInput, budgetOf } from '../../../server/src/core/memory/budget';
import { versionOf } from '../../support/config';
import fc from '../../support/fast-check';
import { dataset, input, MIB, stated, surroundings } from './inputs';

type Numeric = {
  [K in keyof BudgetInput]-?: BudgetInput[K] extends ReturnType<typeof stated<number>> ? K : never;
}[keyof BudgetInput];

const seconds = fc.integer({ min: 1, max: 3600 });

/** What is bounded at worst, and the high end of what is expected; no bound is more than any number. */
const worstOf = (budget: Budget | undefined): number => budget?.worst ?? Number.POSITIVE_INFINITY;
const highOf = (budget: Budget | undefined): number => budget?.expected.high ?? Number.POSITIVE_INFINITY;

const GROWING: readonly [Numeric, fc.Arbitrary<number>][] = [
  ['maxmemory', dataset],
  ['writesPerSecond', fc.integer({ min: 0, max: 200_000 })],
  ['saveSeconds', seconds],
  ['rewriteSeconds', seconds],
  ['fragmentation', fc.double({ min: 1, max: 3, noNaN: true })],
  ['replicas', fc.nat(20)],
  ['replicaOutputLimit', dataset],
  ['backlog', dataset],
];

const SHRINKING: readonly [Numeric, fc.Arbitrary<number>][] = [
  ['diskSpeed', fc.integer({ min: MIB, max: 1024 * MIB })],
  ['skew', fc.double({ min: 0, max: 1.5, noNaN: true })],
];

function compare(key: Numeric, value: fc.Arbitrary<number>, direction: 1 | -1): void {
  fc.assert(
    fc.property(dataset, surroundings, value, value, (bytes, more, a, b) => {
      const [small, large] = [Math.min(a, b), Math.max(a, b)].map((one) =>
        budgetOf(input(bytes, { ...more, [key]: stated(one) })),
      );
      const [less, greater] = direction === 1 ? [small, large] : [large, small];
      expect(worstOf(less)).toBeLessThanOrEqual(worstOf(greater) * (1 + 1e-9));
      expect(highOf(less)).toBeLessThanOrEqual(highOf(greater) * (1 + 1e-9));
    }),
    { numRuns: 80 },
  );
}

describe('a budget', () => {
  it.each(GROWING)('grows with %s', (key, value) => compare(key, value, 1));

  it.each(SHRINKING)('shrinks with %s', (key, value) => compare(key, value, -1));

  it('expects what lies between the resident set and the worst case, term by term', () => {
    fc.assert(
      fc.property(dataset, surroundings, (bytes, more) => {
        const budget = budgetOf(input(bytes, more));
        expect(budget?.expected.low).toBeGreaterThanOrEqual(bytes);
        for (const { expected, bytes: worst } of budget?.terms ?? []) {
          expect(expected.low).toBeGreaterThanOrEqual(0);
          expect(expected.low).toBeLessThanOrEqual(expected.high ?? Number.POSITIVE_INFINITY);
          expect(expected.high ?? 0).toBeLessThanOrEqual((worst ?? Number.POSITIVE_INFINITY) * (1 + 1e-9));
        }
      }),
    );
  });

  it('narrows with every fact about the load', () => {
    const wide = budgetOf(input(1024 * MIB));
    const rate = budgetOf(input(1024 * MIB, { writesPerSecond: stated(1000) }));
    const value = budgetOf(
      input(1024 * MIB, { writesPerSecond: stated(1000), valueSize: stated(1000), saveSeconds: stated(8) }),
    );
    const width = (budget: Budget | undefined): number => highOf(budget) - (budget?.expected.low ?? 0);
    expect(width(rate)).toBeLessThan(width(wide) / 3);
    expect(width(value)).toBeLessThan(width(rate) / 2);
  });

  it('counts huge pages as a whole on old kernels only, and where nothing keeps them off', () => {
    const load = { writesPerSecond: stated(200), saveSeconds: stated(10), valueSize: stated(1000) };
    const share = (more: Partial<BudgetInput>): number => {
      const budget = budgetOf(input(1024 * MIB, { ...load, ...more }));
      const copied = budget?.terms.find(({ key }) => key === 'copied-pages');
      return (copied?.expected.high ?? 0) / (copied?.bytes ?? 1);
    };
    expect(share({})).toBeLessThan(0.05);
    expect(share({ kernel: stated(5015) })).toBeLessThan(0.05);
    expect(share({ kernel: stated(5004), hugePagesOff: stated(true) })).toBeLessThan(0.05);
    expect(share({ kernel: stated(5004) })).toBeGreaterThan(0.9);
    expect(share({ version: versionOf('valkey-9.1') })).toBeLessThan(0.05);
    expect(share({ version: versionOf('valkey-9.1'), valueSize: stated(10_000) })).toBeGreaterThan(0.5);
  });
});
