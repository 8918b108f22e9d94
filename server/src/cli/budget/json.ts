/** Budgets as JSON: bytes, seconds, writes per second; every term with where it comes from. */

import type { Budget, Provenance, Term } from '../../core/memory/budget';
import { describeFact, describeInstance } from '../formats/json';
import type { Problem, SourceFiles } from '../report';
import type { BudgetReport } from './report';

export function formatBudgetJson(
  { instances, groups }: BudgetReport,
  version: string,
  problems: readonly Problem[],
  files: SourceFiles,
): string {
  const content = {
    version,
    instances: instances.map(({ instance, input, budget, missing }) => ({
      ...describeInstance({ ...instance, limit: input.limit, dataset: input.dataset }, files),
      budget: budget ? describeBudget(budget, files) : null,
      narrowedBy: missing,
    })),
    groups: groups.map(({ name, members, budget }) => ({
      name,
      members: members.map((member) => member.name),
      forking: budget.forking,
      expected: budget.expected,
      oneFork: budget.oneFork ?? null,
      allForks: budget.allForks ?? null,
    })),
    problems,
  };
  return `${JSON.stringify(content, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value), 2)}\n`;
}

function describeBudget(budget: Budget, files: SourceFiles): object {
  const { breakEven, duration } = budget;
  return {
    dataset: budget.dataset,
    limit: budget.limit ?? null,
    terms: budget.terms.map((term) => describeTerm(term, files)),
    expected: range(budget.expected),
    worst: whole(budget.worst),
    unbounded: budget.unbounded ?? null,
    verdict: budget.verdict,
    fits: budget.verdict === 'fits' ? true : budget.verdict === 'does not fit' ? false : null,
    undecided: budget.undecided ?? null,
    fragmentationAllowed: budget.fragmentationAllowed ?? null,
    buffers: whole(budget.buffers),
    expectedWrites: budget.expectedWrites ? range(budget.expectedWrites) : null,
    left: whole(budget.left),
    saveSeconds: duration ? [duration.shortest, duration.longest] : null,
    breakEven: breakEven
      ? {
          writes: [breakEven.writes[0], breakEven.writes[1] ?? null],
          valueSizes: breakEven.usages.map(({ valueSize }) => valueSize),
          mixes: breakEven.usages.map(({ mix }) => mix),
          writesPerSecond: breakEven.rate,
        }
      : null,
  };
}

const describeTerm = (term: Term, files: SourceFiles): object => ({
  key: term.key,
  name: term.name,
  bytes: whole(term.bytes),
  expected: range(term.expected),
  reason: term.reason,
  provenance: term.provenance.map((source) => describeSource(source, files)),
  narrowedBy: term.narrowedBy,
});

const describeSource = ({ kind, what, fact }: Provenance, files: SourceFiles): object => ({
  kind,
  what,
  ...(fact ? { fact: describeFact(fact, files) } : {}),
});

const whole = (bytes: number | undefined): number | null => (bytes === undefined ? null : Math.round(bytes));

const range = ({ low, high }: Budget['expected']): object => ({ low: whole(low), high: whole(high) });
