/** What the numbers of a running server say about its memory, the same for findings and for a diagnosis. */

import { type ClientMemory, infoNumber, type Observation, type ObservedNode } from '../observations';

const MIB = 1024 ** 2;

export const FRAGMENTATION_THRESHOLD = 1.5;
/** Below this the ratio says nothing: the server itself weighs as much as the data. Bytes. */
export const FRAGMENTATION_FROM = 100 * MIB;
/** Two readings at least this far apart make a state that lasts. Milliseconds. */
const SUSTAINED = 60_000;
export const RESIDENT_THRESHOLD = { forking: 0.5, cache: 0.8 } as const;
/** Share of what is left beside the data. */
export const BUFFER_THRESHOLD = 0.1;

/** Memory that must hold the server. */
export interface Bound {
  readonly bytes: number;
  /** `limit of the container`, `memory of the machine`. */
  readonly what: string;
}

/**
 * The limit that was stated or is configured, else that of the control group, else, where no container is in between,
 * the memory of the machine.
 * @param contained the server runs in a container: `total_system_memory` is that of the node
 */
export function boundOf(
  observation: Observation,
  limit: number | undefined,
  contained: boolean,
): Bound | undefined {
  if (limit !== undefined) return { bytes: limit, what: 'limit' };
  const cgroup = observation.host?.process?.cgroup;
  if (cgroup?.limit !== undefined) return { bytes: cgroup.limit, what: 'limit of its control group' };
  const system = infoNumber(observation, 'total_system_memory');
  const bare = cgroup !== undefined || !contained;
  return bare && system !== undefined && system > 0
    ? { bytes: system, what: 'memory of the machine' }
    : undefined;
}

export interface Fragmentation {
  readonly ratio: number;
  /** Where the memory is: between the values, in pages that the allocator keeps, or outside the allocator. */
  readonly where: 'allocator' | 'retained' | 'other';
  /** Bytes of that part; undefined before 5.0. */
  readonly bytes: number | undefined;
  /** Seen in two readings far enough apart. */
  readonly sustained: boolean;
}

/** @returns undefined below the threshold and where the ratio says nothing */
export function fragmentationOf({ latest, earlier }: ObservedNode): Fragmentation | undefined {
  const ratio = fragmentedRatio(latest);
  if (ratio === undefined) return undefined;
  const before = earlier.filter(({ at }) => latest.at - at >= SUSTAINED);
  const since = earlier.slice(earlier.indexOf(before.at(-1) ?? latest));
  const parts = [
    ['allocator', infoNumber(latest, 'allocator_frag_bytes')],
    ['retained', infoNumber(latest, 'allocator_rss_bytes')],
    ['other', infoNumber(latest, 'rss_overhead_bytes')],
  ] as const;
  const [where, bytes] = parts.reduce((most, part) => ((part[1] ?? 0) > (most[1] ?? 0) ? part : most));
  return {
    ratio,
    where,
    bytes,
    sustained: before.length > 0 && since.every((one) => fragmentedRatio(one) !== undefined),
  };
}

function fragmentedRatio(observation: Observation): number | undefined {
  const ratio = infoNumber(observation, 'mem_fragmentation_ratio');
  const used = infoNumber(observation, 'used_memory') ?? 0;
  return ratio !== undefined && ratio > FRAGMENTATION_THRESHOLD && used > FRAGMENTATION_FROM
    ? ratio
    : undefined;
}

export interface Buffers {
  readonly bytes: number;
  /** Where the number is from. */
  readonly field: string;
  readonly largest: readonly ClientMemory[];
}

/**
 * Memory that clients hold beside the data. From 7.0 on replicas share one buffer, so that the sum of their `omem`
 * would count it several times.
 */
export function clientBuffers(observation: Observation): Buffers | undefined {
  const { clients } = observation;
  const largest = clients?.largest ?? [];
  const normal = infoNumber(observation, 'mem_clients_normal');
  const shared = infoNumber(observation, 'mem_total_replication_buffers');
  const replicas = shared ?? infoNumber(observation, 'mem_clients_slaves');
  if (normal !== undefined) {
    const beside = shared === undefined ? 'mem_clients_slaves' : 'mem_total_replication_buffers';
    const field = `mem_clients_normal${replicas === undefined ? '' : ` + ${beside}`}`;
    return { bytes: normal + (replicas ?? 0), field, largest };
  }
  return (
    clients && {
      bytes: clients.outputBytes + clients.replicaOutputBytes,
      field: 'omem of CLIENT LIST',
      largest,
    }
  );
}

/** The server with the most memory in use: it speaks for the nodes of a cluster. */
export function heaviest(nodes: readonly ObservedNode[]): ObservedNode | undefined {
  const weight = ({ latest }: ObservedNode): number => infoNumber(latest, 'used_memory') ?? 0;
  return nodes.reduce<ObservedNode | undefined>(
    (most, node) => (most && weight(most) >= weight(node) ? most : node),
    undefined,
  );
}
