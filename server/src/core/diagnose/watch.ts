/** Following one fork from the outside: what each sample says, and how it ended. */

import { lastCopies, type RunningFork } from '../live/forks';
import { FULL_SYNC } from '../live/readings';
import { type InfoField, infoNumber, infoText, type Observation } from '../observations';

export interface ForkEnd {
  readonly what: string;
  readonly ok: boolean;
  /** Bytes; undefined when the child was killed before it could say, or the server is too old. */
  readonly copied: number | undefined;
  /** Of the memory in use. */
  readonly share: number | undefined;
  /** Whole seconds, as the server says. */
  readonly seconds: number | undefined;
}

/** Whose child it is. */
export type ForkKind = 'rdb' | 'sync' | 'aof' | 'module';

interface Fields {
  readonly what: string;
  readonly status?: InfoField;
  readonly seconds?: InfoField;
  readonly copied: InfoField;
}

const FIELDS: Readonly<Record<ForkKind, Fields>> = {
  rdb: {
    what: 'background save',
    status: 'rdb_last_bgsave_status',
    seconds: 'rdb_last_bgsave_time_sec',
    copied: 'rdb_last_cow_size',
  },
  // A synchronization that failed leaves the status and the time of the last save as they were.
  sync: { what: FULL_SYNC, copied: 'rdb_last_cow_size' },
  aof: {
    what: 'AOF rewrite',
    status: 'aof_last_bgrewrite_status',
    seconds: 'aof_last_rewrite_time_sec',
    copied: 'aof_last_cow_size',
  },
  module: { what: 'fork of a module', copied: 'module_fork_last_cow_size' },
};

/**
 * Whether another process answers than before: then the one that forked has been killed, has been restarted, or is no
 * longer the master. Its numbers say nothing about the fork that was watched.
 */
export function isAnotherProcess(before: Observation, after: Observation): boolean {
  const ids = [before, after].map((one) => infoText(one, 'run_id'));
  return ids[0] !== undefined && ids[1] !== undefined && ids[0] !== ids[1];
}

/** Whether a fork has come and gone between two samples of one process in which none was running. */
export function missedFork(before: Observation, after: Observation): ForkKind | undefined {
  if (infoText(before, 'rdb_last_save_time') !== infoText(after, 'rdb_last_save_time')) return 'rdb';
  const rewrites = [before, after].map((one) => infoNumber(one, 'aof_rewrites'));
  return rewrites[0] !== rewrites[1] ? 'aof' : undefined;
}

/** @param kind of the fork that was seen */
export function forkEnd(kind: ForkKind, after: Observation): ForkEnd {
  const fields = FIELDS[kind];
  const ok = fields.status === undefined || infoText(after, fields.status) !== 'err';
  const copy = lastCopies(after).find(({ field }) => field === fields.copied);
  const seconds = fields.seconds && infoNumber(after, fields.seconds);
  return {
    what: fields.what,
    ok,
    // A child that was killed leaves the number of the one before it.
    copied: ok ? copy?.bytes : undefined,
    share: ok ? copy?.share : undefined,
    seconds: seconds === undefined || seconds < 0 ? undefined : seconds,
  };
}

export function kindOf({ field, what }: RunningFork): ForkKind {
  if (what === FULL_SYNC) return 'sync';
  if (field === 'aof_rewrite_in_progress') return 'aof';
  return field === 'module_fork_in_progress' ? 'module' : 'rdb';
}
