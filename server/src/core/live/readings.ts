/** Values derived from the fields of one or two readings. */

import { hasRedis, type Product, parseVersion, type ServerVersion } from '../model/version';
import { type InfoField, infoNumber, infoText, type Observation, type ObservedNode } from '../observations';

/** The version that the server reports. Valkey also reports a `redis_version` for old clients. */
export function runningVersion(observation: Observation): ServerVersion | undefined {
  const valkey = infoText(observation, 'valkey_version');
  const product: Product = valkey === undefined ? 'redis' : 'valkey';
  return parseVersion(valkey ?? infoText(observation, 'redis_version') ?? '', product);
}

/** Kinds of child processes, each with the field that reports it. */
const CHILDREN = [
  ['rdb_bgsave_in_progress', 'background save'],
  ['aof_rewrite_in_progress', 'AOF rewrite'],
  ['module_fork_in_progress', 'fork of a module'],
] as const;

/** The kind of the running child; undefined if there is none. */
export function activeFork(
  observation: Observation,
): { readonly field: InfoField; readonly what: string } | undefined {
  const child = CHILDREN.find(([field]) => infoNumber(observation, field) === 1);
  if (!child) return undefined;
  const [field, what] = child;
  return {
    field,
    what: field === 'rdb_bgsave_in_progress' && isDisklessSync(observation) ? FULL_SYNC : what,
  };
}

/** A child that sends the data to replicas without a file; INFO reports it as a save. */
export const FULL_SYNC = 'full synchronization';

/** Replicas wait for the running child, and the server sends without a file. */
function isDisklessSync(observation: Observation): boolean {
  const { config, info } = observation;
  const version = runningVersion(observation);
  const byDefault = version !== undefined && hasRedis(version, 7) ? 'yes' : 'no';
  if ((config.get('repl-diskless-sync') ?? byDefault) !== 'yes') return false;
  return [...info].some(
    ([name, value]) => /^slave\d+$/.test(name) && /\bstate=(?:wait_bgsave|send_bulk)\b/.test(value),
  );
}

/**
 * Writes per second between two readings of one process; undefined if a save in between reset the counter or the
 * readings are too close.
 */
export function writesPerSecond({ latest, earlier }: ObservedNode): number | undefined {
  const now = infoNumber(latest, 'rdb_changes_since_last_save');
  const before = earlier.findLast(({ at }) => latest.at - at >= 2000);
  const then = before && infoNumber(before, 'rdb_changes_since_last_save');
  if (now === undefined || !before || then === undefined || now < then) return undefined;
  if (infoText(before, 'rdb_last_save_time') !== infoText(latest, 'rdb_last_save_time')) return undefined;
  return ((now - then) * 1000) / (latest.at - before.at);
}
