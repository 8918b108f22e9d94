/** Settings of an instance for output, printed as by CONFIG GET. */

import { COMPILED_SAVE_POINTS } from '../directives/save-list';
import { printSetting, type Setting } from '../directives/setting';
import { originOf, writtenFact } from '../directives/view';
import { byDefault, type Fact, known, mapFact, unknown } from '../model/fact';
import { formatVersion } from '../model/version';
import type { RedisInstance } from './instance';

/** Directives that affect forks and memory; shown for every server, set or not. */
export const COMMON_SETTINGS: readonly string[] = [
  'appendonly',
  'auto-aof-rewrite-percentage',
  'auto-aof-rewrite-min-size',
  'maxmemory',
  'maxmemory-policy',
  'maxmemory-clients',
  'client-output-buffer-limit',
  'repl-backlog-size',
  'repl-diskless-sync',
  'replicaof',
  'stop-writes-on-bgsave-error',
  'disable-thp',
  'oom-score-adj',
  'cluster-enabled',
];

/** A number if it is exact, otherwise text as printed by CONFIG GET. */
export type Printed = string | number;

/** A single-valued directive by its newest name. */
export function printedSetting(instance: RedisInstance, name: string): Fact<Printed> {
  if (name === 'save') return savePointsFact(instance);
  if (name === 'client-output-buffer-limit') return outputLimits(instance);
  return mapFact(instance.directives.fact(name), printValue);
}

/** The effective save points: `3600 1 300 100`, or an empty text if there are none. */
export function savePointsFact(instance: RedisInstance): Fact<string> {
  const { directives } = instance;
  const { save, version } = directives.loaded;
  const entries = directives.all('save');
  const last = entries.at(-1);
  if (save.uncertain) {
    const invalid = entries.some(({ verdict }) => verdict.outcome === 'refuses');
    return unknown(invalid ? 'invalid' : 'template', last ? originOf(last) : undefined);
  }
  const print = (points: readonly { seconds: bigint; changes: bigint }[]): string =>
    points.map(({ seconds, changes }) => `${seconds} ${changes}`).join(' ');
  const from = save.points[0]?.entry ?? last;
  if (save.written && from) return writtenFact(print(save.points), from);
  if (!directives.closed) return unknown(directives.loaded.unknownSources[0]?.why ?? 'unresolved');
  return byDefault(save.compiled ? print(COMPILED_SAVE_POINTS) : '', formatVersion(version));
}

function printValue(setting: Setting): Printed {
  const number =
    setting.type === 'memory' ? setting.bytes : setting.type === 'integer' ? setting.value : undefined;
  if (
    number !== undefined &&
    number <= BigInt(Number.MAX_SAFE_INTEGER) &&
    number >= BigInt(Number.MIN_SAFE_INTEGER)
  ) {
    return Number(number);
  }
  return printSetting(setting);
}

/** All three classes, in the order and spelling of CONFIG GET. */
function outputLimits({ directives }: RedisInstance): Fact<string> {
  const limits = (['normal', 'replica', 'pubsub'] as const).map((group) => directives.outputLimit(group));
  const open = limits.find((limit) => limit.kind === 'unknown');
  if (open) return open;
  const values = limits.flatMap((limit) =>
    limit.kind === 'known' || limit.kind === 'default' ? [limit.value] : [],
  );
  const text = printSetting({ type: 'output-limits', limits: values });
  const written = limits.find((limit) => limit.kind === 'known');
  return written ? known(text, written.origin) : byDefault(text, formatVersion(directives.loaded.version));
}
