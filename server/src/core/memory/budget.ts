/**
 * The memory budget of one instance: what a fork is expected to need and needs at worst, term by term, against the limit.
 *
 * A term says how many bytes and where the number comes from. Where a needed fact is unknown the budget has no worst
 * case, and no rule may conclude that something fits or does not.
 */

import { factValue } from '../model/fact';
import { type BreakEven, breakEvenOf } from './break-even';
import { copiedPages } from './copied-pages';

import { type Duration, forkDuration } from './durations';
import type { BudgetInput, Range } from './input';
import {
  backlog,
  filesInMemory,
  growth,
  pageTables,
  replicaBuffers,
  residentSet,
  rewriteBuffers,
  type Term,
} from './terms';
import { KEY_BYTES, valueSizes } from './workloads';

export type { BreakEven } from './break-even';
export type { BudgetInput, Provenance, Range } from './input';
export type { Term, TermKey } from './terms';

export interface Budget {
  readonly dataset: number;
  readonly limit: number | undefined;
  readonly terms: readonly Term[];
  /** Bytes that are expected at the peak: a range as wide as what is unknown. */
  readonly expected: Range;
  /** Bytes at worst: the sum of the terms. Undefined when a term has no bound. */
  readonly worst: number | undefined;
  /** Why there is no worst case. */
  readonly unbounded: string | undefined;
  /** Worst case fits the limit; undefined when either is unknown. */
  readonly fits: boolean | undefined;
  /** Bytes that the worst case leaves of the limit, negative when it does not fit; undefined when either is unknown. */
  readonly left: number | undefined;
  /** Seconds of one fork, where something forks. */
  readonly duration: Duration | undefined;
  /** Writes during one fork that fill what the limit leaves. */
  readonly breakEven: BreakEven | undefined;
}

/** Bytes of a write in the protocol beside its value: command, key, lengths. */
const COMMAND_BYTES = 60;

/** @returns undefined when the dataset is unknown: then there is nothing to count from. */
export function budgetOf(input: BudgetInput): Budget | undefined {
  const dataset = factValue(input.dataset);
  if (dataset === undefined || dataset <= 0) return undefined;
  const limit = factValue(input.limit);
  const duration = forkDuration(input, dataset);
  const terms = termsOf(input, dataset, duration);
  const total = sum(terms.map(({ bytes }) => bytes ?? 0));
  const open = terms.find(({ bytes }) => bytes === undefined);
  const worst = open ? undefined : total;
  const fits =
    limit === undefined ? undefined : total > limit ? false : worst === undefined ? undefined : true;
  return {
    dataset,
    limit,
    terms,
    expected: expectedOf(terms),
    worst,
    unbounded: open?.reason,
    fits,
    left: limit === undefined || worst === undefined ? undefined : limit - worst,
    duration: input.forks ? duration : undefined,
    breakEven: limit === undefined ? undefined : breakEven(input, dataset, terms, limit - total, duration),
  };
}

function termsOf(input: BudgetInput, dataset: number, duration: Duration): Term[] {
  const resident = residentSet(input, dataset);
  const written = writtenDuring(input, dataset, duration, COMMAND_BYTES);
  const inserted = writtenDuring(input, dataset, duration, KEY_BYTES);
  const terms = [
    resident,
    input.forks ? copiedPages(input, dataset, resident, duration) : undefined,
    input.forks ? pageTables(resident) : undefined,
    growth(input, dataset, inserted),
    replicaBuffers(input, written),
    backlog(input),
    rewriteBuffers(input, written),
    filesInMemory(input, dataset),
  ];
  return terms.filter((term) => term !== undefined);
}

/** Bytes that clients write during one fork, each write with `beside` more than its value. */
function writtenDuring(input: BudgetInput, dataset: number, duration: Duration, beside: number): Range {
  const rate = factValue(input.writesPerSecond);
  if (rate === undefined) return { low: 0, high: undefined };
  const sizes = valueSizes(input, dataset);
  return {
    low: rate * duration.shortest * Math.min(...sizes),
    high: rate * duration.longest * (Math.max(...sizes) + beside),
  };
}

function expectedOf(terms: readonly Term[]): Range {
  const highs = terms.map(({ expected }) => expected.high);
  return {
    low: sum(terms.map(({ expected }) => expected.low)),
    high: highs.includes(undefined) ? undefined : sum(highs.map((high) => high ?? 0)),
  };
}

function breakEven(
  input: BudgetInput,
  dataset: number,
  terms: readonly Term[],
  left: number,
  duration: Duration,
): BreakEven | undefined {
  const copied = terms.find(({ key }) => key === 'copied-pages')?.bytes;
  const resident = terms.find(({ key }) => key === 'resident-set')?.bytes ?? 0;
  if (copied === undefined) return undefined;
  return breakEvenOf(input, dataset, resident, left + copied, duration);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
