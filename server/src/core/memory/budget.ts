/**
 * The memory budget of one instance: what a fork needs at worst, term by term, against the limit.
 *
 * A term says how many bytes and where the number comes from. Where a needed fact is unknown the budget has no worst
 * case, and no rule may conclude that something fits or does not.
 */

import { type Fact, factValue } from '../model/fact';
import { hasRedis, type ServerVersion } from '../model/version';
import { formatBytes } from '../units/bytes';
import { type Workload, writesToCopy } from './copy-on-write';

/** Resident set over used memory at the fork: measured 1.065 with 1 KB values (copy-on-write.md §1). */
export const RESIDENT_FACTOR = 1.065;
/** Page tables of parent and child: 4.2 MB per GB of resident set (copy-on-write.md §2). */
export const PAGE_TABLE_SHARE = 4.2 / 1024;
/** Seconds of one save per GiB, measured without load and without a slow disk: 6 to 10 (copy-on-write.md §3). */
export const SAVE_SECONDS_PER_GIB = [6, 10] as const;
/** Value sizes over which an unknown one is taken: the measured range, bytes. */
export const VALUE_SIZES = [100, 1024, 10 * 1024] as const;

export interface Term {
  readonly name: string;
  /** Bytes at worst. */
  readonly bytes: number;
  /** Where the number comes from, for people. */
  readonly because: string;
}

export interface BudgetInput {
  readonly version: ServerVersion;
  readonly dataset: Fact<number>;
  readonly maxmemory: Fact<number>;
  readonly limit: Fact<number>;
  readonly valueSize: Fact<number>;
  readonly writesPerSecond: Fact<number>;
  readonly saveSeconds: Fact<number>;
  readonly replicas: Fact<number>;
  /** Hard output limit of one replica, bytes; 0 is unbounded. */
  readonly replicaOutputLimit: Fact<number>;
  readonly appendonly: Fact<boolean>;
  /** Whether anything makes this instance fork. */
  readonly forks: boolean;
}

export interface Budget {
  readonly dataset: number;
  readonly limit: number | undefined;
  readonly terms: readonly Term[];
  /** Bytes at worst: the sum of the terms. Undefined when a term has no bound. */
  readonly worst: number | undefined;
  /** Why there is no worst case. */
  readonly unbounded: string | undefined;
  /** Worst case fits the limit; undefined when either is unknown. */
  readonly fits: boolean | undefined;
  /** Writes during one fork that fill what the limit leaves, smallest and largest over the value sizes possible. */
  readonly breakEven: BreakEven | undefined;
}

export interface BreakEven {
  readonly valueSizes: readonly [smallest: number, largest: number];
  /** `most` is undefined when large values never fill what is left. */
  readonly writes: readonly [fewest: number, most: number | undefined];
  /** The lowest rate of writes per second that reaches it: the fewest writes over the longest save. */
  readonly rate: number;
  readonly saveSeconds: readonly [shortest: number, longest: number];
}

/** @returns undefined when the dataset is unknown: then there is nothing to count from. */
export function budgetOf(input: BudgetInput): Budget | undefined {
  const dataset = factValue(input.dataset);
  if (dataset === undefined || dataset <= 0) return undefined;
  const limit = factValue(input.limit);
  const residentSet = dataset * RESIDENT_FACTOR;
  const terms = termsOf(input, dataset, residentSet);
  const unbounded = unboundedBecause(input);
  const total = terms.reduce((sum, term) => sum + term.bytes, 0);
  const worst = unbounded === undefined ? total : undefined;
  const fits =
    limit === undefined ? undefined : total > limit ? false : worst === undefined ? undefined : true;
  const copied = terms.find((term) => term.name === COPIED)?.bytes ?? 0;
  const breakEven =
    limit === undefined || !input.forks
      ? undefined
      : breakEvenOf(input, dataset, residentSet, limit - (total - copied));
  return { dataset, limit, terms, worst, unbounded, fits, breakEven };
}

const COPIED = 'copied pages';

function termsOf(input: BudgetInput, dataset: number, residentSet: number): Term[] {
  const terms: Term[] = [
    {
      name: 'resident set',
      bytes: residentSet,
      because: `${formatBytes(dataset)} of data × ${RESIDENT_FACTOR} for the allocator (measured with 1 KB values)`,
    },
  ];
  if (input.forks) {
    terms.push(
      { name: COPIED, bytes: residentSet, because: 'every page copied once while the child runs' },
      {
        name: 'page tables',
        bytes: 2 * residentSet * (PAGE_TABLE_SHARE / 2),
        because: '4.2 MB per GB for parent and child (measured)',
      },
    );
  }
  const maxmemory = factValue(input.maxmemory);
  if (input.forks && maxmemory !== undefined && maxmemory > dataset) {
    terms.push({
      name: 'growth',
      bytes: (maxmemory - dataset) * RESIDENT_FACTOR,
      because: 'data may grow up to maxmemory while the child runs',
    });
  }
  const replicas = factValue(input.replicas) ?? 0;
  const perReplica = factValue(input.replicaOutputLimit) ?? 0;
  if (replicas > 0 && perReplica > 0) {
    terms.push({
      name: 'replica output buffers',
      bytes: replicas * perReplica,
      because: `${replicas} × the hard limit of ${formatBytes(perReplica)} (client-output-buffer-limit replica)`,
    });
  }
  return terms;
}

function unboundedBecause(input: BudgetInput): string | undefined {
  if (!input.forks) return undefined;
  if (factValue(input.appendonly) === true && !hasRedis(input.version, 7)) {
    return 'before 7.0 the AOF rewrite buffers are bounded by nothing (measured 9 times the dataset on 6.2)';
  }
  const unlimitedReplica = (factValue(input.replicas) ?? 0) > 0 && factValue(input.replicaOutputLimit) === 0;
  return unlimitedReplica ? 'the output buffer of a replica has no hard limit' : undefined;
}

function breakEvenOf(
  input: BudgetInput,
  dataset: number,
  residentSet: number,
  room: number,
): BreakEven | undefined {
  const stated = factValue(input.valueSize);
  const sizes = stated === undefined ? VALUE_SIZES : [stated];
  const writes = sizes.map((valueSize) => {
    const workload: Workload = { dataset, residentSet, valueSize };
    return writesToCopy(workload, room);
  });
  const reached = writes.filter((count) => count !== undefined);
  if (reached.length === 0) return undefined;
  const seconds = saveSecondsOf(input, dataset);
  const fewest = Math.min(...reached);
  const most = reached.length < writes.length ? undefined : Math.max(...reached);
  return {
    valueSizes: [Math.min(...sizes), Math.max(...sizes)],
    writes: [fewest, most],
    rate: fewest / seconds[1],
    saveSeconds: seconds,
  };
}

function saveSecondsOf(input: BudgetInput, dataset: number): readonly [number, number] {
  const stated = factValue(input.saveSeconds);
  if (stated !== undefined) return [stated, stated];
  const gib = dataset / 1024 ** 3;
  return [Math.max(1, SAVE_SECONDS_PER_GIB[0] * gib), Math.max(1, SAVE_SECONDS_PER_GIB[1] * gib)];
}
