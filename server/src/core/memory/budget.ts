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
import { PROCESS_BYTES } from './resident-set';
import {
  backlog,
  filesInMemory,
  growth,
  PAGE_TABLE_SHARE,
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

/**
 * `fits`: the worst case does. `fits as expected`: what is expected does. `may not fit`: the worst case does not, and
 * nothing is known that decides it. `does not fit`: not even the least that is expected does. `unknown`: no limit, no bound,
 * or a setting that is not known.
 */
export type Verdict = 'fits' | 'fits as expected' | 'may not fit' | 'does not fit' | 'unknown';

export interface Budget {
  readonly dataset: number;
  readonly limit: number | undefined;
  readonly terms: readonly Term[];
  /** Bytes that are expected at the peak: a range as wide as what is unknown. */
  readonly expected: Range;
  /** Bytes at worst: the sum of the terms. Undefined when a term has no bound. */
  readonly worst: number | undefined;
  /** Bytes of it that are no part of a save: output buffers, backlog, AOF rewrite buffers. */
  readonly buffers: number;
  /** Why there is no worst case. */
  readonly unbounded: string | undefined;
  readonly verdict: Verdict;
  /** Which setting is not known, where that makes the verdict unknown. */
  readonly undecided: string | undefined;
  /**
   * Resident set over data up to which the worst case fits, where the fragmentation is not known; undefined where it is, or
   * where the worst case does not fit.
   */
  readonly fragmentationAllowed: number | undefined;
  /** Bytes that the worst case leaves of the limit, negative when it does not fit; undefined when either is unknown. */
  readonly left: number | undefined;
  /** Seconds of one fork, where something forks. */
  readonly duration: Duration | undefined;
  /** Writes that are expected during one fork, where the rate is known. */
  readonly expectedWrites: Range | undefined;
  /** Writes during one fork that fill what the limit leaves. */
  readonly breakEven: BreakEven | undefined;
}

const BUFFERS: readonly string[] = ['replica-buffers', 'backlog', 'aof-rewrite-buffers'];

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
  const expected = expectedOf(terms);
  const verdict = verdictOf({ limit, total, worst, expected, undecided: input.undecided });
  const rate = factValue(input.writesPerSecond);
  return {
    dataset,
    limit,
    terms,
    expected,
    worst,
    buffers: sum(terms.map(({ key, bytes }) => (BUFFERS.includes(key) ? (bytes ?? 0) : 0))),
    unbounded: open?.reason,
    verdict,
    undecided: verdict === 'unknown' ? input.undecided : undefined,
    fragmentationAllowed:
      verdict === 'fits' && limit !== undefined ? fragmentationAllowed(input, terms, limit) : undefined,
    left: limit === undefined || worst === undefined ? undefined : limit - worst,
    duration: input.forks ? duration : undefined,
    expectedWrites:
      input.forks && rate !== undefined
        ? { low: rate * duration.shortest, high: rate * duration.longest }
        : undefined,
    breakEven: limit === undefined ? undefined : breakEven(input, dataset, terms, limit, duration),
  };
}

interface Sums {
  readonly limit: number | undefined;
  /** Of what has a bound. */
  readonly total: number;
  readonly worst: number | undefined;
  readonly expected: Range;
  readonly undecided: string | undefined;
}

function verdictOf({ limit, total, worst, expected, undecided }: Sums): Verdict {
  if (limit === undefined) return 'unknown';
  if (expected.low > limit) return 'does not fit';
  if (undecided !== undefined) return total > limit ? 'may not fit' : 'unknown';
  if (worst !== undefined && worst <= limit) return 'fits';
  if (expected.high !== undefined && expected.high <= limit) return 'fits as expected';
  return total > limit ? 'may not fit' : 'unknown';
}

/** The resident set is in the sum as often as it is copied, and once in the page tables. */
function fragmentationAllowed(input: BudgetInput, terms: readonly Term[], limit: number): number | undefined {
  if (factValue(input.fragmentation) !== undefined) return undefined;
  const resident = terms.find(({ key }) => key === 'resident-set')?.bytes ?? 0;
  const scaled = ['resident-set', 'copied-pages', 'page-tables'];
  const others = sum(terms.map(({ key, bytes }) => (scaled.includes(key) ? 0 : (bytes ?? 0))));
  const times = input.forks ? 2 + PAGE_TABLE_SHARE : 1;
  const dataset = factValue(input.dataset) ?? resident;
  return ((limit - others) / times - PROCESS_BYTES) / dataset;
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

/** Buffers are another thing than copied pages: they are counted empty here, and said beside it. */
function breakEven(
  input: BudgetInput,
  dataset: number,
  terms: readonly Term[],
  limit: number,
  duration: Duration,
): BreakEven | undefined {
  if (!terms.some(({ key }) => key === 'copied-pages')) return undefined;
  const resident = terms.find(({ key }) => key === 'resident-set')?.bytes ?? 0;
  const beside = ['copied-pages', ...BUFFERS];
  const rest = sum(terms.map(({ key, bytes }) => (beside.includes(key) ? 0 : (bytes ?? 0))));
  return breakEvenOf(input, dataset, resident, limit - rest, duration);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
