/** What the rules about running servers have in common: whom they speak of, when it was seen, where it is shown. */

import { placeOfEntry } from '../directives/view';
import { measuredText, STALE_AFTER } from '../live/age';
import { type Bound, boundOf } from '../live/measures';
import { factValue, placeOf } from '../model/fact';
import type { Observation, ObservedNode } from '../observations';
import type { RedisInstance } from '../server/instance';
import type { Place } from '../text/span';
import { linesOf } from './support';

export interface LiveNode {
  readonly node: ObservedNode;
  readonly latest: Observation;
  /** `measured 4 min ago`. */
  readonly measured: string;
  /** Which of several nodes: `10.0.0.1:6379: `; empty where there is only one. */
  readonly who: string;
  readonly bound: Bound | undefined;
  /** Too old to speak of the present. */
  readonly stale: boolean;
}

/** The running servers that an instance stands for; none without a connection. */
export function liveNodes(instance: RedisInstance): LiveNode[] {
  const { live, kind } = instance;
  if (!live || kind !== 'server') return [];
  const contained = instance.placement !== undefined || instance.withoutWorkload;
  return live.nodes.map((node) => ({
    node,
    latest: node.latest,
    measured: measuredText(live.now, node.latest),
    who: live.nodes.length > 1 ? `${node.latest.address}: ` : '',
    bound: boundOf(node.latest, factValue(instance.limit), contained),
    stale: live.now - node.latest.at > STALE_AFTER,
  }));
}

/** Where findings about forks stand: what makes the server fork, else the anchor of the configuration. */
export function forkPlace(instance: RedisInstance): Place {
  const { directives, anchor } = instance;
  const entry = linesOf(directives.loaded.save)[0] ?? directives.last('appendonly');
  return entry ? placeOfEntry(entry) : anchor;
}

/** Where findings about the size stand: the limit, else maxmemory, else the anchor of the configuration. */
export function memoryPlace(instance: RedisInstance): Place {
  const entry = instance.directives.last('maxmemory');
  return placeOf(instance.limit) ?? (entry ? placeOfEntry(entry) : instance.anchor);
}
