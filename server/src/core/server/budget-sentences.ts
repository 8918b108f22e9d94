/** The budget in words, shared by messages and hovers. */

import { measuredText } from '../live/age';
import { lastCopies } from '../live/forks';
import { largestNode } from '../live/measures';
import type { BreakEven, Budget, Provenance, Range } from '../memory/budget';
import type { GroupBudget } from '../memory/group';
import type { Usage } from '../memory/workloads';
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
  const buffers =
    budget.buffers > 0
      ? ` while a save copies all of it, and ${formatBytes(budget.buffers)} more in buffers at their hard limit`
      : '';
  return `${formatBytes(budget.dataset)} of data can need ${formatBytes(budget.worst - budget.buffers)}${buffers}${fitsText(budget)}`;
}

/** After values expired the resident set was 2.5 times the data: a condition beyond that needs no words. */
const LARGEST_FRAGMENTATION = 2.5;

/** ", which fits the limit of 4 GiB while the resident set is below 1.9 times the data"; nothing where it does not. */
function fitsText(budget: Budget): string {
  if (budget.verdict !== 'fits') return '';
  return `, which fits the limit of ${formatBytes(budget.limit ?? 0)}${conditionText(budget)}`;
}

/** " while the resident set is below 1.9 times the data", where the fragmentation is not known and could be more. */
export function conditionText({ fragmentationAllowed: factor }: Budget): string {
  if (factor === undefined || factor >= LARGEST_FRAGMENTATION) return '';
  return ` while the resident set is below ${Math.floor(factor * 100) / 100} times the data`;
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

/**
 * What is known of the budget, the surest first: what was measured, what fits and what is expected, the worst case. Each is
 * a sentence of its own.
 */
export function budgetSentences(instance: Pick<RedisInstance, 'budget' | 'live'>): string[] {
  const { budget } = instance;
  if (!budget) return [];
  return [measuredCase(instance), expectedCase(budget), worstCase(budget)].filter(
    (sentence) => sentence !== undefined,
  );
}

/** "The last save copied 1.7 GiB, measured 4 min ago: with the resident set that is 4.1 GiB, 100 MiB over the limit." */
function measuredCase({ budget, live }: Pick<RedisInstance, 'budget' | 'live'>): string | undefined {
  const latest = live && largestNode(live.nodes)?.latest;
  const [copy] = latest ? lastCopies(latest) : [];
  const resident = latest && infoNumber(latest, 'used_memory_rss');
  if (!latest || !copy || resident === undefined) return undefined;
  const together = resident + copy.bytes;
  return `The ${copy.what} copied ${formatBytes(copy.bytes)}, ${measuredText(live.now, latest)}: with the resident set that is ${formatBytes(together)}${overText(together, budget?.limit)}.`;
}

const overText = (bytes: number, limit: number | undefined): string =>
  limit !== undefined && bytes > limit ? `, ${formatBytes(bytes - limit)} over the limit` : '';

/** "It fits up to about 34,000 writes during one save with 1 KiB values; about 2,000 are expected, which need 1.2 GiB." */
function expectedCase(budget: Budget): string | undefined {
  const expected = writesText(budget);
  if (!budget.breakEven)
    return (
      expected &&
      `${capital(expected)} writes are expected during one save, which need ${rangeText(budget.expected)}.`
    );
  const rest = expected && `; ${expected} are expected, which need ${rangeText(budget.expected)}`;
  return `${breakEvenText(budget.breakEven)}${rest ?? ''}.`;
}

/** `about 2,000`, `2,000 to 3,000`. Nothing where no rate is known. */
function writesText({ expectedWrites, expected }: Budget): string | undefined {
  const { low = 0, high } = expectedWrites ?? {};
  if (high === undefined || expected.high === undefined) return undefined;
  const [from, to] = [low, high].map((writes) => groupDigits(roundCount(writes)));
  return from === to ? `about ${to}` : `${from} to ${to}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** "A save that copies every page needs 1.6 GiB, 615 MiB over the limit." Buffers are another thing, and said so. */
function worstCase(budget: Budget): string {
  const { buffers, limit, unbounded, duration } = budget;
  const bounded = budget.terms.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  const copied = bounded - buffers;
  const what = duration ? 'A save that copies every page needs' : 'Nothing forks: it needs';
  const copy = `${what} ${formatBytes(copied)}${overText(copied, limit)}`;
  if (unbounded !== undefined) return `${copy}. There is no bound: ${unbounded}.`;
  if (buffers <= 0) return `${copy}.`;
  const over = copied > (limit ?? Number.POSITIVE_INFINITY) ? '' : overText(bounded, limit);
  return `${copy}; with ${formatBytes(buffers)} in buffers, their hard limit, ${formatBytes(bounded)}${over}.`;
}

/** `fits`, `cannot be judged: appendonly is not known`. */
export function verdictText({ verdict, undecided, unbounded }: Budget): string {
  if (verdict !== 'unknown') return verdict;
  if (undecided !== undefined) return `cannot be judged: ${undecided} is not known`;
  return unbounded === undefined ? 'cannot be judged' : `cannot be judged: ${unbounded}`;
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

/** "It fits up to about 34,000 writes during one save with 1 KiB values" */
function breakEvenText({ writes: [fewest, most], usages }: BreakEven): string {
  const [first, last] = usages.map(usageText);
  const count = (writes: number): string => `about ${groupDigits(roundCount(writes))}`;
  if (fewest === 0) return `Not even a save without a write fits with ${first}`;
  const up = `It fits up to ${count(fewest)} writes during one save with ${first}`;
  if (first === last) return up;
  return most === undefined ? `${up}, and any number with ${last}` : `${up}, ${count(most)} with ${last}`;
}

/** `1 KiB values`, `sorted sets`. */
function usageText({ mix, valueSize }: Usage): string {
  return mix.every(({ operation }) => operation === 'zadd') ? 'sorted sets' : `${sized(valueSize)} values`;
}

/** "The limit is reached at 4,600 writes/s or more with 1 KiB values, for a save of 18 to 30 s." Nothing for no writes. */
export function rateSentence({ breakEven }: Budget): string[] {
  if (!breakEven || breakEven.rate <= 0) return [];
  const [short, long] = breakEven.saveSeconds.map((seconds) => Number(seconds.toPrecision(2)));
  const save = short === long ? `${long} s` : `${short} to ${long} s`;
  const rate = groupDigits(roundCount(breakEven.rate));
  return [
    `The limit is reached at ${rate} writes/s or more with ${usageText(breakEven.usages[0])}, for a save of ${save}.`,
  ];
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
