/** Small questions that several rules ask of an instance. */

import { isOfKeyDb } from '../catalogue/keydb';
import type { Entry } from '../directives/entry';
import type { SaveLoaded } from '../directives/load';
import { COMPILED_SAVE_POINTS, type SaveState } from '../directives/save-list';
import type { SavePoint } from '../directives/setting';
import { placeOfEntry } from '../directives/view';
import { factValue, type Origin } from '../model/fact';
import type { Fix, Related } from '../model/finding';
import type { ServerVersion } from '../model/version';
import type { RedisInstance } from '../server/instance';
import type { ComputedMaxmemory } from '../server/placement';
import type { Place } from '../text/span';
import { formatBytes } from '../units/bytes';

/** Read by KeyDB, whose names are not catalogued: by the name of its file or image, or by a directive of its own. */
export const isKeyDb = ({ file, placement, directives }: RedisInstance): boolean =>
  /keydb[^/]*$/i.test(file) ||
  /keydb/i.test(placement?.image?.name ?? '') ||
  directives.loaded.entries.some(({ line }) => isOfKeyDb(line.name));

export const isReplica = (instance: RedisInstance): boolean => factValue(instance.role) === 'replica';

/** Points of the version that messages speak of: written ones, else the compiled ones where nobody wrote any. */
export function pointsInForce(loaded: SaveLoaded): readonly SavePoint[] {
  const { save, unknownSources } = loaded;
  if (save.uncertain) return [];
  return save.compiled && unknownSources.length === 0 ? COMPILED_SAVE_POINTS : save.points;
}

/** `900 1, 300 10 and 60 10000`. */
export function listPoints(points: readonly SavePoint[]): string {
  return joinWords(points.map(({ seconds, changes }) => `${seconds} ${changes}`));
}

export function joinWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** Different lines that wrote the points, in their order. */
export const linesOf = (save: SaveState): Entry[] => [...new Set(save.points.map((point) => point.entry))];

/** ` (a default of bitnami/redis 23.1.1)` for what nobody wrote; nothing for what somebody did. */
export const defaultOf = (origin: Pick<Origin, 'layer' | 'detail'> | undefined): string =>
  (origin?.layer === 'chart default' || origin?.layer === 'operator default') && origin.detail !== undefined
    ? ` (a default of ${origin.detail})`
    : '';

/** `192 MiB (a default of bitnami/redis 23.1.1)`, `1.75 GiB (the 2 GiB of the pod less the 256 MiB of …)` */
export function limitInWords({ limit }: RedisInstance): string {
  const origin = limit.kind === 'default' ? limit.origin : undefined;
  const part = limit.kind === 'known' && limit.origin.layer === 'manifest' ? limit.origin.detail : undefined;
  return `${formatBytes(factValue(limit) ?? 0)}${part === undefined ? defaultOf(origin) : ` (${part})`}`;
}

export const relatedTo = (place: Place, message: string): Related => ({ place, message });

export const relatedLine = (entry: Entry, message: string): Related =>
  relatedTo(placeOfEntry(entry), message);

/** The versions that could be meant and for which something holds, in words: "Redis 6.2 and later", "Valkey 8.1". */
export function nameVersions(instance: RedisInstance, holds: (version: ServerVersion) => boolean): string {
  const { candidates, name, stated } = instance.version;
  if (stated) return name;
  const holding = candidates.filter(holds);
  if (holding.length === candidates.length) return 'the server';
  const parts = (['redis', 'valkey'] as const).flatMap((product) => {
    const mine = candidates.filter((version) => version.product === product);
    const first = mine.find(holds);
    if (!first) return [];
    const label = product === 'redis' ? 'Redis' : 'Valkey';
    if (mine.every(holds)) return [label];
    const upToTheNewest = mine.slice(mine.indexOf(first)).every(holds);
    return [`${label} ${first.major}.${first.minor}${upToTheNewest ? ' and later' : ''}`];
  });
  return joinWords(parts);
}

/** maxmemory that an operator computes from the limit, where the data is bounded by it. */
export const computedBound = ({ placement, stated }: RedisInstance): ComputedMaxmemory | undefined =>
  stated.dataset || stated.limit ? undefined : placement?.computedMaxmemory;

/** Who reads of a limit that is too small raises it; here that would not help. */
export function computedSentence(instance: RedisInstance): string[] {
  const computed = computedBound(instance);
  return computed ? [`${computed.message}, so raising the limit raises both.`] : [];
}

/** `save ""` in place of the points that stand here. */
export function turnOffSnapshots(instance: RedisInstance): Fix {
  const entries = linesOf(instance.directives.loaded.save);
  const [first, ...rest] = entries;
  const together = first !== undefined && rest.every((entry) => entry.source === first.source);
  const edits = together
    ? [...instance.form.replace(first, '""'), ...instance.form.remove(rest)]
    : instance.form.insert('save', ['""'], entries.at(-1));
  return {
    title: `Turn off RDB snapshots here with ${instance.form.show('save', '""')} (backups must then come from a replica, and alerts on the last save will fire)`,
    safety: 'changes-durability',
    edits,
  };
}
