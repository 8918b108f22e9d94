/** The terms of a budget: each says what is expected, what it is at worst, and where the numbers come from. */

import { type Fact, factValue, type Layer } from '../model/fact';
import type { StatedKey } from '../model/stated';
import { hasRedis } from '../model/version';
import { formatBytes } from '../units/bytes';
import type { BudgetInput, Provenance, Range } from './input';
import { PROCESS_BYTES, residentFactors } from './resident-set';

export type TermKey =
  | 'resident-set'
  | 'copied-pages'
  | 'growth'
  | 'page-tables'
  | 'replica-buffers'
  | 'backlog'
  | 'aof-rewrite-buffers'
  | 'files-in-memory';

export interface Term {
  readonly key: TermKey;
  readonly name: string;
  /** Bytes that are expected, as far as the facts narrow it. */
  readonly expected: Range;
  /** Bytes at worst; undefined where nothing bounds them. */
  readonly bytes: number | undefined;
  /** Where the number comes from, for people. */
  readonly reason: string;
  readonly provenance: readonly Provenance[];
  /** Facts that would narrow it and that nobody stated. */
  readonly narrowedBy: readonly StatedKey[];
}

/** Page tables of parent and child: 4.2 MB per GB of resident set. */
export const PAGE_TABLE_SHARE = 4.2 / 1024;

export const measured = (what: string): Provenance => ({ kind: 'measured', what });
export const assumed = (what: string): Provenance => ({ kind: 'assumed', what });

/** Layers that are not configuration. */
const KINDS: { readonly [L in Layer]?: Provenance['kind'] } = {
  annotation: 'stated',
  'project file': 'stated',
  setting: 'stated',
  'running server': 'measured',
  assumption: 'assumed',
  'what if': 'assumed',
};

/** A fact in a list of sources; nothing where it is not known. */
export function from(what: string, fact: Fact<unknown>): Provenance[] {
  if (fact.kind !== 'known' && fact.kind !== 'default') return [];
  return [{ kind: KINDS[fact.origin.layer] ?? 'configured', what, fact }];
}

export const isKnown = (fact: Fact<unknown>): boolean => fact.kind === 'known' || fact.kind === 'default';

/** What is at least and at most held when the fork happens. */
export function residentSet(input: BudgetInput, dataset: number): Term {
  const stated = isKnown(input.fragmentation);
  const { low, high, reason } = residentFactors(input);
  return {
    key: 'resident-set',
    name: 'resident set',
    expected: { low: dataset * low, high: dataset * high + PROCESS_BYTES },
    bytes: dataset * high + PROCESS_BYTES,
    reason: `${formatBytes(dataset)} of data × ${high} for the allocator (${reason}), and ${formatBytes(PROCESS_BYTES)} for the process`,
    provenance: [
      ...from('data', input.dataset),
      ...(stated
        ? from('fragmentation', input.fragmentation)
        : [measured(`resident set ${low} to ${high} times the data`)]),
    ],
    narrowedBy: stated ? [] : ['fragmentation'],
  };
}

export function pageTables(resident: Term): Term {
  const share = (bytes: number | undefined): number => (bytes ?? 0) * PAGE_TABLE_SHARE;
  return {
    key: 'page-tables',
    name: 'page tables',
    expected: { low: share(resident.expected.low), high: share(resident.expected.high) },
    bytes: share(resident.bytes),
    reason: '4.2 MB per GB for parent and child (measured)',
    provenance: [measured('4.2 MB per GB of resident set')],
    narrowedBy: [],
  };
}

/** What the parent may take while the child runs: up to `maxmemory`, where the data is not counted as that already. */
export function growth(input: BudgetInput, dataset: number, written: Range): Term | undefined {
  const maxmemory = factValue(input.maxmemory);
  if (!input.forks || maxmemory === undefined || maxmemory <= dataset) return undefined;
  const bytes = (maxmemory - dataset) * residentFactors(input).high;
  return {
    key: 'growth',
    name: 'growth',
    expected: { low: 0, high: Math.min(bytes, written.high ?? bytes) },
    bytes,
    reason: 'data may grow up to maxmemory while the child runs',
    provenance: from('maxmemory', input.maxmemory),
    narrowedBy: isKnown(input.writesPerSecond) ? [] : ['writes'],
  };
}

/**
 * What is kept for replicas that do not read fast enough. From 7.0 on they share one buffer with the backlog, so the
 * larger of limit and backlog counts once; before, each replica has its own. `maxmemory` counts none of it.
 */
export function replicaBuffers(input: BudgetInput, written: Range): Term | undefined {
  const replicas = factValue(input.replicas) ?? 0;
  const limit = factValue(input.replicaOutputLimit);
  if (replicas <= 0 || limit === undefined || (limit === 0 && !input.forks)) return undefined;
  const shared = hasRedis(input.version, 7);
  const times = shared ? 1 : replicas;
  const kept = shared ? backlogBeside(input) : 0;
  const bytes = limit === 0 ? undefined : Math.max(kept, limit * times);
  return {
    key: 'replica-buffers',
    name: 'replica output buffers',
    expected: { low: 0, high: queued(bytes, written.high, times, kept) },
    bytes,
    reason:
      bytes === undefined
        ? 'the output buffer of a replica has no hard limit'
        : limitText(limit, times, replicas),
    provenance: [
      ...from('replicas', input.replicas),
      ...from('client-output-buffer-limit', input.replicaOutputLimit),
    ],
    narrowedBy: [],
  };
}

/** What clients write is what replicas still have to read; never more than the limit. */
function queued(
  bytes: number | undefined,
  written: number | undefined,
  times: number,
  kept: number,
): number | undefined {
  return written === undefined ? bytes : Math.min(bytes ?? Number.POSITIVE_INFINITY, kept + written * times);
}

function limitText(limit: number, times: number, replicas: number): string {
  const shared = times < replicas ? ` once for ${replicas} replicas, which share a buffer from 7.0 on` : '';
  const count = times > 1 ? `${times} × ` : '';
  return `${count}the hard limit of ${formatBytes(limit)}${shared} (client-output-buffer-limit replica)`;
}

/** `maxmemory` counts the backlog, so it is inside data that may grow that far. */
const backlogBeside = (input: BudgetInput): number =>
  (factValue(input.maxmemory) ?? 0) > 0 ? 0 : (factValue(input.backlog) ?? 0);

/** Before 7.0; later it is part of what replicas share. */
export function backlog(input: BudgetInput): Term | undefined {
  const bytes = backlogBeside(input);
  if ((factValue(input.replicas) ?? 0) <= 0 || bytes <= 0 || hasRedis(input.version, 7)) return undefined;
  return {
    key: 'backlog',
    name: 'replication backlog',
    expected: { low: 0, high: bytes },
    bytes,
    reason: 'repl-backlog-size',
    provenance: from('repl-backlog-size', input.backlog),
    narrowedBy: [],
  };
}

/**
 * Bytes taken in parent and child, beside the copied pages, for each byte written meanwhile: measured 3.6 on 6.2.22 (2.8 GB
 * written), 3.1 on 5.0.14 (1.16 GB), 1.5 on 3.2.13 (0.53 GB).
 */
const REWRITE_FACTORS = [1.4, 4] as const;

/** Before 7.0 parent and child both keep everything that is written during an AOF rewrite, counted by nothing. */
export function rewriteBuffers(input: BudgetInput, written: Range): Term | undefined {
  if (!input.forks || factValue(input.appendonly) !== true || hasRedis(input.version, 7)) return undefined;
  return {
    key: 'aof-rewrite-buffers',
    name: 'AOF rewrite buffers',
    expected: {
      low: written.low * REWRITE_FACTORS[0],
      high: written.high === undefined ? undefined : written.high * REWRITE_FACTORS[1],
    },
    bytes: undefined,
    reason: 'before 7.0 the AOF rewrite buffers are bounded by nothing (measured 9 times the dataset on 6.2)',
    provenance: [
      ...from('appendonly', input.appendonly),
      measured('1.4 to 4 bytes for each byte written during the rewrite (6.2, 5.0, 3.2)'),
    ],
    narrowedBy: isKnown(input.writesPerSecond) ? [] : ['writes'],
  };
}

/** Files in a volume that is kept in memory: the old and the new snapshot, and with AOF what was appended between. */
export function filesInMemory(input: BudgetInput, dataset: number): Term | undefined {
  if (factValue(input.filesInMemory) !== true) return undefined;
  const files = factValue(input.appendonly) === true ? 3 : 2;
  return {
    key: 'files-in-memory',
    name: 'files in memory',
    expected: { low: 0, high: files * dataset },
    bytes: files * dataset,
    reason: `the data directory is in memory: ${files === 2 ? 'the old and the new file' : 'old and new base file and what was appended'}, each at most as large as the data`,
    provenance: from('data directory', input.filesInMemory),
    narrowedBy: [],
  };
}
