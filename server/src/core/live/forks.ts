/**
 * What a running server reports about its forks, shared by findings and diagnosis.
 *
 * While a child runs, `used_memory_rss` stays flat and the memory of the container grows by the copied pages. A
 * `…_last_cow_size` keeps its old value if the child was killed. `current_cow_…` is 0 when no child runs.
 */

import { type InfoField, infoNumber, infoText, type Observation } from '../observations';
import type { Bound } from './measures';
import { activeFork, runningVersion } from './readings';

/** Share of the used memory that a fork copied, above which to warn. */
export const COPY_THRESHOLD = 0.5;
/** Share of the memory left by the limit that a running fork has used, above which to warn. */
export const ROOM_THRESHOLD = 0.8;
/** Microseconds in fork(). */
export const SLOW_FORK = 500_000;
/** Milliseconds of fork() per GiB on 4 KiB pages (redis.io, latency; measured 32–38 on an idle machine). */
export const NORMAL_FORK = '10 to 40 ms per GiB';
export interface Copy {
  readonly what: string;
  readonly field: InfoField;
  readonly bytes: number;
  /** Of the current `used_memory`. */
  readonly share: number;
}

/** What the last forks copied, largest first. Omits kinds of forks that have not finished since the start. */
export function lastCopies(observation: Observation): Copy[] {
  const used = infoNumber(observation, 'used_memory') ?? 0;
  const fields = [
    ['rdb_last_cow_size', 'last save'],
    ['aof_last_cow_size', 'last AOF rewrite'],
    ['module_fork_last_cow_size', 'last fork of a module'],
  ] as const;
  return fields
    .flatMap(([field, what]) => {
      const bytes = infoNumber(observation, field) ?? 0;
      return bytes > 0 && used > 0 ? [{ what, field, bytes, share: bytes / used }] : [];
    })
    .sort((a, b) => b.bytes - a.bytes);
}

/** Redis reports copied pages since 4.0; if a newer server lacks the field, something removed it. */
export type Unmeasured = 'no fork yet' | 'too old' | 'not reported';

/** Why `lastCopies` is empty. */
export function whyUnmeasured(observation: Observation): Unmeasured {
  const reported = infoNumber(observation, 'rdb_last_cow_size') !== undefined;
  if (reported && infoNumber(observation, 'used_memory') !== undefined) return 'no fork yet';
  const version = runningVersion(observation);
  return version?.product === 'redis' && version.major < 4 ? 'too old' : 'not reported';
}

export interface RunningFork {
  readonly field: InfoField;
  readonly what: string;
  /** Bytes; the peak if the server reports it. Undefined before 6.2. */
  readonly copied: number | undefined;
  readonly copiedField: InfoField;
  /** Seconds since the server updated the number; 6.2.2 and later. */
  readonly age: number | undefined;
  /** 0 to 1; undefined before 6.2. */
  readonly progress: number | undefined;
  readonly seconds: number | undefined;
  /** Bytes between the resident set and the bound. */
  readonly room: number | undefined;
  /** Used share of the room. */
  readonly used: number | undefined;
}

export function runningFork(observation: Observation, bound: Bound | undefined): RunningFork | undefined {
  const fork = activeFork(observation);
  if (!fork) return undefined;
  const size = infoNumber(observation, 'current_cow_size');
  const peak = infoNumber(observation, 'current_cow_peak');
  const copied = size === undefined && peak === undefined ? undefined : Math.max(size ?? 0, peak ?? 0);
  const resident = infoNumber(observation, 'used_memory_rss');
  const room = bound && resident !== undefined ? Math.max(0, bound.bytes - resident) : undefined;
  const percent = infoNumber(observation, 'current_fork_perc');
  const seconds = infoNumber(observation, 'rdb_current_bgsave_time_sec');
  return {
    ...fork,
    copied,
    copiedField: (peak ?? 0) > (size ?? 0) ? 'current_cow_peak' : 'current_cow_size',
    age: infoNumber(observation, 'current_cow_size_age'),
    progress: percent === undefined ? undefined : Math.min(1, percent / 100),
    seconds: seconds !== undefined && seconds >= 0 ? seconds : undefined,
    room,
    used: room === undefined || copied === undefined ? undefined : room > 0 ? copied / room : 1,
  };
}

/** Whether the server's own report shows a reason to fork. */
export function isPersistent(observation: Observation): boolean {
  const { config } = observation;
  // If CONFIG is refused, a save that has happened is evidence enough.
  const saves = config.has('save')
    ? config.get('save') !== ''
    : (infoNumber(observation, 'rdb_last_bgsave_time_sec') ?? -1) >= 0;
  const aof = infoNumber(observation, 'aof_enabled') === 1;
  const replicas = (infoNumber(observation, 'connected_slaves') ?? 0) > 0;
  return saves || aof || replicas;
}

export interface Failure {
  readonly field: InfoField;
  readonly what: string;
}

export function failures(observation: Observation): Failure[] {
  const fields = [
    ['rdb_last_bgsave_status', 'the last background save failed'],
    ['aof_last_bgrewrite_status', 'the last AOF rewrite failed'],
    ['aof_last_write_status', 'the last write to the AOF failed'],
  ] as const;
  return fields
    .filter(([field]) => infoText(observation, field) === 'err')
    .map(([field, what]) => ({ field, what }));
}
