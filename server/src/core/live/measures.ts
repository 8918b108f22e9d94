/** What a running server reports about its memory, shared by findings and diagnosis. */

import { type ClientMemory, infoNumber, type Observation, type ObservedNode } from '../observations';

const MIB = 1024 ** 2;

export const FRAGMENTATION_THRESHOLD = 1.5;
/** Below this size the ratio is meaningless, because the process itself weighs as much as the data. Bytes. */
export const FRAGMENTATION_FROM = 100 * MIB;
/** Minimum distance of two readings that show a lasting state. Milliseconds. */
const SUSTAINED = 60_000;
export const RESIDENT_THRESHOLD = { forking: 0.5, cache: 0.8 } as const;
/** Share of the memory left by the data. */
export const BUFFER_THRESHOLD = 0.1;

/** The memory into which the server has to fit. */
export interface Bound {
  readonly bytes: number;
  /** `limit of the container`, `memory of the machine`. */
  readonly what: string;
}

/**
 * The stated or configured limit, otherwise that of the control group, otherwise, without a container, the memory of
 * the machine.
 * @param contained the server runs in a container, so `total_system_memory` is that of the node
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
  /** Where the excess is: between the values, in pages that the allocator keeps, or outside the allocator. */
  readonly where: 'allocator' | 'retained' | 'other';
  /** Bytes of that part; undefined before 5.0. */
  readonly bytes: number | undefined;
  /** Seen in two readings that are far enough apart. */
  readonly sustained: boolean;
}

/** @returns undefined below the threshold and if the ratio is meaningless */
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
  /** The fields that the number comes from. */
  readonly field: string;
  readonly largest: readonly ClientMemory[];
}

/**
 * Memory of clients besides the data. Since 7.0 replicas share one buffer, so summing their `omem` would count it
 * several times.
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

/** The node with the most memory in use, which represents a cluster. */
export function largestNode(nodes: readonly ObservedNode[]): ObservedNode | undefined {
  const weight = ({ latest }: ObservedNode): number => infoNumber(latest, 'used_memory') ?? 0;
  return nodes.reduce<ObservedNode | undefined>(
    (most, node) => (most && weight(most) >= weight(node) ? most : node),
    undefined,
  );
}
