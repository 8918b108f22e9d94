/**
 * Several servers under one roof: a pod, a compose project, a node.
 *
 * Within a server RDB saves, AOF rewrites and full syncs exclude each other, so each has one fork at a time. Nothing keeps
 * two servers from forking at once, and save points with the same seconds make it likely.
 */

import type { Budget } from './budget';
import type { Range } from './input';

export interface GroupBudget {
  /** Servers whose budget is known. */
  readonly members: number;
  /** Of them, those that fork. */
  readonly forking: number;
  readonly expected: Range;
  /** Bytes at worst when the server forks whose fork costs most, and no other; undefined without a bound. */
  readonly oneFork: number | undefined;
  /** Bytes at worst when all fork at once. */
  readonly allForks: number | undefined;
}

const FORK_TERMS: readonly string[] = ['copied-pages', 'page-tables'];

/** @returns undefined for fewer than two servers */
export function budgetOfGroup(budgets: readonly Budget[]): GroupBudget | undefined {
  if (budgets.length < 2) return undefined;
  const forkCosts = budgets.map(forkCost);
  const worst = sum(budgets.map((budget) => budget.worst));
  const highs = sum(budgets.map(({ expected }) => expected.high));
  return {
    members: budgets.length,
    forking: forkCosts.filter((cost) => cost > 0).length,
    expected: { low: sum(budgets.map(({ expected }) => expected.low)) ?? 0, high: highs },
    oneFork:
      worst === undefined
        ? undefined
        : worst - forkCosts.reduce((total, cost) => total + cost, 0) + Math.max(...forkCosts),
    allForks: worst,
  };
}

const forkCost = ({ terms }: Budget): number =>
  terms.reduce((total, { key, bytes }) => total + (FORK_TERMS.includes(key) ? (bytes ?? 0) : 0), 0);

const sum = (values: readonly (number | undefined)[]): number | undefined =>
  values.reduce<number | undefined>(
    (total, value) => (total === undefined || value === undefined ? undefined : total + value),
    0,
  );
