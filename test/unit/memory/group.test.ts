import { describe, expect, it } from 'vitest';
import { type Budget, budgetOf } from '../../../server/src/core/memory/budget';
import { budgetOfGroup } from '../../../server/src/core/memory/group';
import { versionOf } from '../../support/config';
import { GIB, input, stated } from './inputs';

const budgets = (...inputs: Parameters<typeof input>[]): Budget[] =>
  inputs.map(([bytes, more]) => budgetOf(input(bytes, more))).filter((budget) => budget !== undefined);

describe('servers under one roof', () => {
  it('can fork at once', () => {
    const group = budgetOfGroup(budgets([GIB, {}], [2 * GIB, {}], [GIB, { forks: false }]));
    expect(group).toMatchObject({ members: 3, forking: 2 });
    expect((group?.allForks ?? 0) / GIB).toBeCloseTo(4 * 1.067 + 3 * 1.0715, 2);
    expect((group?.oneFork ?? 0) / GIB).toBeCloseTo(4 * 1.067 + 2 * 1.0715, 2);
    expect((group?.expected.low ?? 0) / GIB).toBeGreaterThan(4);
    expect(group?.expected.high).toBeLessThanOrEqual(group?.allForks ?? 0);
  });

  it('have no bound where one of them has none', () => {
    const old = { version: versionOf('6.2'), appendonly: stated(true) };
    expect(budgetOfGroup(budgets([GIB, {}], [GIB, old]))).toMatchObject({
      oneFork: undefined,
      allForks: undefined,
    });
  });

  it('are at least two', () => {
    expect(budgetOfGroup(budgets([GIB, {}]))).toBeUndefined();
    expect(budgetOfGroup([])).toBeUndefined();
  });
});
