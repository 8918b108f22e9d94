/** What `forkguard budget` prints: every server with its budget, and the servers that share a roof. */

import { missingFacts } from '../../core/explain/budget-table';
import { groupsOf } from '../../core/explain/groups';
import { contained, type Failures } from '../../core/failure';
import { type Budget, type BudgetInput, budgetOf } from '../../core/memory/budget';
import { budgetOfGroup, type GroupBudget } from '../../core/memory/group';
import { supposing, type WhatIf } from '../../core/memory/what-if';
import type { StatedKey } from '../../core/model/stated';
import type { RedisInstance } from '../../core/server/instance';
import type { FileId } from '../../core/text/span';

export interface InstanceEntry {
  readonly instance: RedisInstance;
  readonly file: string;
  readonly input: BudgetInput;
  readonly budget: Budget | undefined;
  /** Facts that would narrow it. */
  readonly missing: readonly StatedKey[];
}

export interface GroupEntry {
  readonly name: string;
  readonly members: readonly RedisInstance[];
  readonly budget: GroupBudget;
}

export interface BudgetReport {
  readonly instances: readonly InstanceEntry[];
  readonly groups: readonly GroupEntry[];
}

/** The fullest first: what does not fit, what fits, and what cannot be judged. */
export function budgetReport(
  found: readonly RedisInstance[],
  whatIf: WhatIf,
  nameOf: (file: FileId) => string,
  failures: Failures,
): BudgetReport {
  const instances = found
    .filter(({ kind }) => kind === 'server')
    .flatMap((instance) =>
      contained(
        () => [entryOf(instance, whatIf, nameOf)],
        () => [],
        (error) => {
          const what = `The budget of ${instance.name} could not be computed.`;
          failures.add({ file: instance.file, what, error });
        },
      ),
    )
    .sort((a, b) => fullness(a) - fullness(b));
  const budgets = new Map(instances.map(({ instance, budget }) => [instance, budget]));
  const groups = groupsOf(found, nameOf).flatMap(({ name, members }) => {
    const known = members.map((member) => budgets.get(member)).filter((budget) => budget !== undefined);
    const budget = budgetOfGroup(known);
    return budget ? [{ name, members, budget }] : [];
  });
  return { instances, groups };
}

function entryOf(instance: RedisInstance, whatIf: WhatIf, nameOf: (file: FileId) => string): InstanceEntry {
  const input = supposing(instance.budgetInput, whatIf);
  const budget = budgetOf(input);
  const missing = missingFacts({ budget, limit: input.limit, dataset: input.dataset });
  return { instance, file: nameOf(instance.file), input, budget, missing };
}

/** Share of the limit that is left at worst; what cannot be judged comes last. */
function fullness({ budget }: InstanceEntry): number {
  if (!budget || budget.limit === undefined) return Number.POSITIVE_INFINITY;
  return budget.left === undefined ? Number.NEGATIVE_INFINITY : budget.left / budget.limit;
}
