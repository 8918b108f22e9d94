/** The budget in words, shared by messages and hovers. */

import { measuredText } from '../live/age';
import { lastCopies } from '../live/forks';
import { largestNode } from '../live/measures';
import type { BreakEven, Budget, Provenance, Range } from '../memory/budget';
import type { GroupBudget } from '../memory/group';
import type { Usage } from '../memory/workloads';
import { factValue } from '../model/fact';
import { infoNumber } from '../observations';
import { formatBytes, groupDigits, roundCount } from '../units/bytes';
import type { RedisInstance } from './instance';

/** The memory that one fork can need: in numbers if the dataset is known, otherwise as a rule of thumb. */
export function forkCost(instance: RedisInstance): string {
  const { budget } = instance;
  const measured = measuredCost(instance);
  if (measured !== undefined) return measured;
  if (!budget) return 'memory can double';
  if (budget.worst === undefined) return `memory has no upper bound (${budget.unbounded})`;
  const fits = budget.fits === true ? `, which fits the limit of ${formatBytes(budget.limit ?? 0)}` : '';
  return `${formatBytes(budget.dataset)} of data can need ${formatBytes(budget.worst)}${fits}`;
}

/**
 * "the last save copied 1.7 GiB of 3.2 GiB (53 %), measured 4 min ago": a measurement takes precedence over a worst
 * case.
 */
function measuredCost({ live }: RedisInstance): string | undefined {
  const latest = live && largestNode(live.nodes)?.latest;
  const [copy] = latest ? lastCopies(latest) : [];
  if (!latest || !copy) return undefined;
  const used = infoNumber(latest, 'used_memory') ?? 0;
  const share = `${Math.floor(copy.share * 100)} %`;
  return `the ${copy.what} copied ${formatBytes(copy.bytes)} of ${formatBytes(used)} (${share}), ${measuredText(live.now, latest)}`;
}

/** "A background save under full-rate writes needs 1.6 GiB at worst; …" */
export function worstCase(budget: Budget): string {
  if (budget.worst === undefined) return `There is no worst case: ${budget.unbounded}.`;
  const reached = budget.breakEven ? `; ${breakEvenText(budget.breakEven)}` : '';
  const over =
    budget.left !== undefined && budget.left < 0 ? `, ${formatBytes(-budget.left)} over the limit` : '';
  return `A background save under full-rate writes needs ${formatBytes(budget.worst)} at worst${over}${reached}.`;
}

/** "At 2,000 writes/s 1.2 to 1.4 GiB are expected." Empty if no rate is known. */
export function expectedCase({
  budget,
  budgetInput,
}: Pick<RedisInstance, 'budget' | 'budgetInput'>): string | undefined {
  const rate = factValue(budgetInput.writesPerSecond);
  if (!budget?.duration || rate === undefined || budget.expected.high === undefined) return undefined;
  return `At ${groupDigits(roundCount(rate))} writes/s ${rangeText(budget.expected)} are expected.`;
}

/** "2 of 3 fork, and may do so at once: 3.2 GiB at worst together; 2.6 GiB one at a time." */
export function groupText({ members, forking, oneFork, allForks }: GroupBudget): string {
  const bytes = (value: number | undefined): string =>
    value === undefined ? 'no bound' : formatBytes(value);
  const all = `${bytes(allForks)} at worst together`;
  if (forking === 0) return `None of them forks: ${all}.`;
  if (forking === 1) return `One of ${members} forks: ${all}.`;
  const those =
    forking === members ? (members === 2 ? 'Both' : `All ${members}`) : `${forking} of ${members}`;
  return `${those} fork, and may do so at once: ${all}; ${bytes(oneFork)} one at a time.`;
}

/** `1.2 to 1.4 GiB`, `1.2 GiB`, `at least 1.2 GiB`. */
export function rangeText({ low, high }: Range): string {
  if (high === undefined) return `at least ${formatBytes(low)}`;
  const [from, to] = [formatBytes(low), formatBytes(high)];
  if (from === to) return to;
  const [number, unit] = from.split(' ');
  return to.endsWith(` ${unit}`) ? `${number} to ${to}` : `${from} to ${to}`;
}

export function breakEvenText(breakEven: BreakEven): string {
  const [fewest, most] = breakEven.writes;
  const [first, last] = breakEven.usages.map(usageText);
  const count = (writes: number): string => `about ${groupDigits(roundCount(writes))}`;
  if (fewest === 0) return 'the limit is reached before anything is copied';
  if (first === last)
    return `with ${first} the limit is reached after ${count(fewest)} writes during one save`;
  const upper = most === undefined ? `never with ${last}` : `${count(most)} with ${last}`;
  return `the limit is reached after ${count(fewest)} writes during one save with ${first}, ${upper}`;
}

/** `1 KiB values`, `sorted sets`. */
function usageText({ mix, valueSize }: Usage): string {
  return mix.every(({ operation }) => operation === 'zadd') ? 'sorted sets' : `${sized(valueSize)} values`;
}

/** "4,600 writes/s or more, for a save of 18 to 30 s" */
export function rateText({ rate, saveSeconds }: BreakEven): string {
  const [short, long] = saveSeconds.map((seconds) => Number(seconds.toPrecision(2)));
  const save = short === long ? `${long} s` : `${short} to ${long} s`;
  return `${groupDigits(roundCount(rate))} writes/s or more, for a save of ${save}`;
}

/** As an adjective: `100-byte`, `10 KiB`. */
const sized = (bytes: number): string => formatBytes(bytes).replace(/ bytes?$/, '-byte');

/** `data: ConfigMap`, `assumed: …`. Empty for measurements, whose reason already names the source. */
export function sourceText({ kind, what, fact }: Provenance): string[] {
  if (fact && (fact.kind === 'known' || fact.kind === 'default')) {
    const { layer, detail } = fact.origin;
    return [`${what}: ${layer}${detail ? ` (${detail})` : ''}`];
  }
  return kind === 'assumed' ? [`assumed: ${what}`] : [];
}
