/** What makes an instance fork, as far as its configuration shows (docs/facts/redis.md, "Forks"). */

import type { Directives } from '../directives/view';
import { placeOfArguments, placeOfEntry } from '../directives/view';
import { type Fact, factValue, placeOf } from '../model/fact';
import { hasRedis, hasValkey, type ServerVersion } from '../model/version';
import type { Place } from '../text/span';
import type { ForkTrigger } from './instance';

/**
 * @param versions every version that the server may have
 * @param backups places of jobs that trigger a save
 */
export function forkTriggersOf(
  directives: Directives,
  versions: readonly ServerVersion[],
  replicas: Fact<number> | undefined,
  backups: readonly Place[] = [],
): ForkTrigger[] {
  const snapshots = savesWithoutFork(directives) ? [] : [savePoints(directives), backup(backups)];
  const others = [aofRewrite(directives), replication(replicas), modules(directives)];
  return [...snapshots, ...others, slotMigration(directives, versions)].filter(
    (trigger) => trigger !== undefined,
  );
}

/**
 * Valkey 9.2 can save without a fork; AOF rewrites and full synchronizations still fork. It falls back to a fork if a
 * loaded module does not support that.
 */
export const savesWithoutFork = (directives: Directives): boolean =>
  factValue(directives.bool('forkless-infrastructure-enabled')) === true &&
  factValue(directives.word('bgsave-default-method')) === 'forkless' &&
  directives.closed &&
  directives.all('loadmodule').length === 0;

/** Save points apply on replicas too, because `dirty` counts replicated writes. */
function savePoints(directives: Directives): ForkTrigger | undefined {
  const { save } = directives.loaded;
  if (save.uncertain)
    return {
      kind: 'save-points',
      what: 'save points that a template decides',
      place: undefined,
      certain: false,
    };
  const [first] = save.points;
  if (first)
    return { kind: 'save-points', what: 'its save points', place: placeOfEntry(first.entry), certain: true };
  if (!save.compiled) return undefined;
  return {
    kind: 'save-points',
    what: 'the save points compiled into the server',
    place: undefined,
    certain: directives.closed,
  };
}

function aofRewrite(directives: Directives): ForkTrigger | undefined {
  const appendonly = directives.bool('appendonly');
  const percentage = directives.integer('auto-aof-rewrite-percentage');
  if (factValue(appendonly) === false || factValue(percentage) === 0) return undefined;
  return {
    kind: 'aof-rewrite',
    what: 'AOF rewrites',
    place: placeOf(appendonly),
    certain: factValue(appendonly) === true && factValue(percentage) !== undefined,
  };
}

/** A full synchronization forks even with `save ""`, without AOF, and when it is diskless. */
function replication(replicas: Fact<number> | undefined): ForkTrigger | undefined {
  const count = replicas ? factValue(replicas) : undefined;
  if (!replicas || !count) return undefined;
  return {
    kind: 'replication',
    what: 'full synchronizations of its replicas',
    place: placeOf(replicas),
    certain: true,
  };
}

/** RediSearch collects garbage in a fork, by default every 30 s. */
function modules(directives: Directives): ForkTrigger | undefined {
  const search = directives
    .all('loadmodule')
    .find((entry) => /search/i.test(entry.line.args[0]?.value ?? ''));
  if (!search) return undefined;
  return {
    kind: 'modules',
    what: "the search module's garbage collection",
    place: placeOfArguments(search),
    certain: true,
  };
}

/** Since Redis 8.4 and Valkey 9.0 a child process sends migrating slots. */
function slotMigration(directives: Directives, versions: readonly ServerVersion[]): ForkTrigger | undefined {
  const cluster = directives.bool('cluster-enabled');
  const forking = versions.filter((version) =>
    version.product === 'valkey' ? hasValkey(version, 9) : hasRedis(version, 8, 4),
  );
  if (factValue(cluster) !== true || forking.length === 0) return undefined;
  return {
    kind: 'slot-migration',
    what: 'migrations of its slots',
    place: placeOf(cluster),
    certain: forking.length === versions.length,
  };
}

function backup([place]: readonly Place[]): ForkTrigger | undefined {
  return place && { kind: 'backup', what: 'a job that asks for a snapshot', place, certain: true };
}
