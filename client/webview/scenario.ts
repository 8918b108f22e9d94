/** What is supposed in the picture: the facts of a server with the numbers of the controls in their place. */

import { type Budget, type BudgetInput, budgetOf } from '../../server/src/core/memory/budget';
import { supposing } from '../../server/src/core/memory/what-if';
import { type Fact, factValue, known } from '../../server/src/core/model/fact';
import { budgetSentences } from '../../server/src/core/server/budget-sentences';
import { formatBytes } from '../../server/src/core/units/bytes';
import type { BudgetEntry, Numbers } from './entry';

export const CONTROLS = ['writes', 'value', 'save', 'maxmemory', 'limit'] as const;
export type Control = (typeof CONTROLS)[number];

/** Numbers of the controls that somebody moved: writes per second, bytes, seconds, bytes, bytes. */
export type Moved = { readonly [C in Control]?: number };

const FACTS = {
  writes: 'writesPerSecond',
  value: 'valueSize',
  save: 'saveSeconds',
  maxmemory: 'maxmemory',
  limit: 'limit',
} as const satisfies Record<Control, keyof BudgetInput>;

/** What the files say; undefined where nobody does. No bound is written as 0. */
export function statedNumber(input: BudgetInput, control: Control): number | undefined {
  return factValue<number>(input[FACTS[control]]) || undefined;
}

/** Layer and detail of the fact behind a control. */
export function statedWhere(input: BudgetInput, control: Control): string {
  const fact: Fact<number> = input[FACTS[control]];
  if (statedNumber(input, control) === undefined)
    return fact.kind === 'conflicting' ? 'not the same everywhere' : 'not stated';
  if (fact.kind !== 'known' && fact.kind !== 'default') return 'not stated';
  return fact.origin.detail ? `${fact.origin.layer} (${fact.origin.detail})` : fact.origin.layer;
}

const supposed = (value: number): Fact<number> => known(value, { layer: 'what if' });

/** Data that is stated by itself stays as it is, as far as maxmemory lets it. */
export function inputOf(input: BudgetInput, moved: Moved): BudgetInput {
  const { maxmemory, save } = moved;
  const dataset = factValue(input.dataset);
  const ownDataset = dataset !== undefined && dataset !== factValue(input.maxmemory);
  const facts = Object.fromEntries(
    CONTROLS.flatMap((control) => {
      const value = moved[control];
      return value === undefined ? [] : [[control, supposed(value)]];
    }),
  );
  return supposing(input, {
    ...facts,
    ...(save === undefined ? {} : { rewrite: supposed(save) }),
    ...(ownDataset && maxmemory !== undefined ? { dataset: supposed(Math.min(dataset, maxmemory)) } : {}),
  });
}

/** What the edit would write: numbers that differ from the file and that an edit reaches. */
export function changesOf({ input, writable }: BudgetEntry, { limit, maxmemory }: Moved): Numbers {
  const differs = (control: 'limit' | 'maxmemory', value: number | undefined): value is number =>
    writable[control] && value !== undefined && value !== statedNumber(input, control);
  return {
    ...(differs('limit', limit) ? { limit } : {}),
    ...(differs('maxmemory', maxmemory) ? { maxmemory } : {}),
  };
}

export type Verdict = Budget['verdict'] | 'no worst case' | 'no limit';

export function verdictOf(budget: Budget | undefined): Verdict {
  if (!budget) return 'unknown';
  if (budget.limit === undefined) return budget.worst === undefined ? 'no worst case' : 'no limit';
  return budget.verdict === 'unknown' && budget.undecided === undefined ? 'no worst case' : budget.verdict;
}

/** A few sentences: the verdict with its numbers, the surest first. */
export function verdictText(budget: Budget | undefined): string {
  if (!budget)
    return 'Unknown: nothing bounds the data. Set maxmemory here, or state the dataset in a comment.';
  const limit = budget.limit === undefined ? '' : ` the limit of ${formatBytes(budget.limit)}`;
  const heads: Record<Verdict, string> = {
    fits: `Fits${limit}, also at worst.`,
    'fits as expected': `Fits${limit} as expected, not at worst.`,
    'may not fit': `May not fit${limit}.`,
    'does not fit': `Does not fit${limit}.`,
    'no worst case': 'There is no worst case.',
    'no limit': 'No limit is known.',
    unknown: `Cannot be judged: ${budget.undecided} is not known.`,
  };
  return [heads[verdictOf(budget)], ...budgetSentences({ budget })].join(' ');
}

/** The write rate of the curve: the chosen one, else the one that reaches the limit, else an example. */
export function curveRate(input: BudgetInput, budget: Budget): { rate: number; reason: string } {
  const chosen = factValue(input.writesPerSecond);
  if (chosen !== undefined) return { rate: chosen, reason: 'the write rate above' };
  const { breakEven } = budget;
  if (breakEven && breakEven.rate > 0)
    return {
      rate: breakEven.rate,
      reason: 'no write rate is stated; with this one the limit is reached',
    };
  return { rate: EXAMPLE_RATE, reason: 'no write rate is stated; this one is an example' };
}

const EXAMPLE_RATE = 1000;

export interface Ranked {
  readonly entry: BudgetEntry;
  readonly budget: Budget | undefined;
}

/** Worst first: what is missing of the limit, then what has no bound, no limit, no data. */
export function ranked(entries: readonly BudgetEntry[]): Ranked[] {
  return entries
    .map((entry) => ({ entry, budget: budgetOf(entry.input) }))
    .sort((a, b) => badness(b.budget) - badness(a.budget) || a.entry.name.localeCompare(b.entry.name));
}

/** Over the limit from 3 on, without a bound 2, within the limit 1 to 2, without a limit 0. */
function badness(budget: Budget | undefined): number {
  if (!budget) return -1;
  const { limit, left, worst } = budget;
  if (limit === undefined || limit <= 0) return worst === undefined ? 0.5 : 0;
  if (left === undefined) return budget.verdict === 'unknown' ? 2.5 : 3;
  return left < 0 ? 3 - left / limit : 1 + (1 - left / limit);
}
