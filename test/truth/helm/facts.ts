/** The facts that decide about memory, of a server that really ran and of one that was understood from values. */

import { type Fact, factValue } from '../../../server/src/core/model/fact';
import type { RedisInstance } from '../../../server/src/core/server/instance';
import { printedSetting } from '../../../server/src/core/server/printed-settings';

/** A server as rendering and starting a release showed it (truth.json of a point). */
export interface TrueServer {
  readonly workload: string;
  readonly replicas: number;
  /** Bytes; null without a limit. */
  readonly limit: number | null;
  readonly image: string;
  /** What CONFIG GET said. */
  readonly conf: Readonly<Record<string, string>>;
}

export interface Point {
  readonly id: string;
  readonly fam: string;
  readonly version: string;
  readonly vid: string;
  readonly truth: readonly TrueServer[];
}

/** By name; undefined where nothing is known. */
export type Facts = Readonly<Record<string, string | undefined>>;

/** Agrees with every value. */
export const ANY = 'any';

const SETTINGS = ['save', 'appendonly', 'maxmemory', 'maxmemory-policy', 'cluster-enabled'];

/** `6.2`; undefined for tags that say no version. */
const releaseLine = (image: string): string | undefined =>
  /:v?(\d+\.\d+)/.exec(image.slice(image.lastIndexOf('/') + 1))?.[1];

export function trueFacts(server: TrueServer): Facts {
  const { conf } = server;
  return {
    version: releaseLine(server.image),
    limit: server.limit === null ? 'none' : String(server.limit),
    follows: conf.replicaof === undefined ? undefined : String(conf.replicaof !== ''),
    ...Object.fromEntries(SETTINGS.map((name) => [name, conf[name]])),
    ...(readsSaveOtherwise(server.image) ? { save: undefined } : {}),
  };
}

/** Points were started on Redis 7.0.15, and older servers read `save` otherwise: what CONFIG GET said proves nothing for them. */
const readsSaveOtherwise = (image: string): boolean => /^[1-6]\./.test(releaseLine(image) ?? '');

export function understoodFacts(instance: RedisInstance): Facts {
  const { chosen, stated } = instance.version;
  const role = factValue(instance.role);
  return {
    version: stated ? `${chosen.major}.${chosen.minor}` : undefined,
    limit: limitOf(instance),
    // Pods of one set, of which any may become the primary: what the first one is says nothing of the others.
    follows: role === 'any' ? ANY : role && String(role === 'replica'),
    ...Object.fromEntries(SETTINGS.map((name) => [name, shown(printedSetting(instance, name))])),
  };
}

function limitOf({ limit, placement }: RedisInstance): string | undefined {
  const bytes = factValue(limit);
  if (bytes !== undefined) return String(bytes);
  return placement?.limit.missing ? 'none' : undefined;
}

const shown = (fact: Fact<string | number> | undefined): string | undefined => {
  const value = fact && factValue(fact);
  return value === undefined ? undefined : String(value);
};
