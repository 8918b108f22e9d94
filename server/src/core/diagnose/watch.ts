/** Following one fork from the outside: what each sample says, and how it ended. */

import { lastCopies, type RunningFork } from '../live/measures';
import { infoNumber, infoText, type Observation } from '../observations';

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

const OF_SAVE = {
  what: 'background save',
  status: 'rdb_last_bgsave_status',
  seconds: 'rdb_last_bgsave_time_sec',
  copied: 'rdb_last_cow_size',
} as const;
const OF_REWRITE = {
  what: 'AOF rewrite',
  status: 'aof_last_bgrewrite_status',
  seconds: 'aof_last_rewrite_time_sec',
  copied: 'aof_last_cow_size',
} as const;

/** Whether a fork has come and gone between two samples in which none was running. */
export function missedFork(before: Observation, after: Observation): 'rdb' | 'aof' | undefined {
  if (infoText(before, 'rdb_last_save_time') !== infoText(after, 'rdb_last_save_time')) return 'rdb';
  const rewrites = [before, after].map((one) => infoNumber(one, 'aof_rewrites'));
  return rewrites[0] !== rewrites[1] ? 'aof' : undefined;
}

/** @param kind of the fork that was seen */
export function forkEnd(kind: 'rdb' | 'aof', after: Observation): ForkEnd {
  const fields = kind === 'aof' ? OF_REWRITE : OF_SAVE;
  const ok = infoText(after, fields.status) !== 'err';
  const copy = lastCopies(after).find(({ field }) => field === fields.copied);
  const seconds = infoNumber(after, fields.seconds);
  return {
    what: fields.what,
    ok,
    // A child that was killed leaves the number of the one before it.
    copied: ok ? copy?.bytes : undefined,
    share: ok ? copy?.share : undefined,
    seconds: seconds === undefined || seconds < 0 ? undefined : seconds,
  };
}

export const kindOf = ({ field }: RunningFork): 'rdb' | 'aof' =>
  field === 'aof_rewrite_in_progress' ? 'aof' : 'rdb';
