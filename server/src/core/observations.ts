/**
 * What a running server reports, and when. The core does not connect to servers; the editor and the command line do,
 * and pass the answers in. A missing answer is a gap with a reason, never a value.
 */

import type { FileId } from './text/span';

/** Fields of INFO in use, with the server's name and unit: bytes unless the name tells another unit. */
export type InfoField =
  | 'active_defrag_running'
  | 'allocator_frag_bytes'
  | 'allocator_frag_ratio'
  | 'allocator_rss_bytes'
  | 'allocator_rss_ratio'
  | 'aof_current_size'
  | 'aof_enabled'
  | 'aof_last_bgrewrite_status'
  | 'aof_last_cow_size'
  | 'aof_last_rewrite_time_sec'
  | 'aof_last_write_status'
  | 'aof_rewrite_in_progress'
  | 'aof_rewrite_scheduled'
  | 'aof_rewrites'
  | 'async_loading'
  | 'cluster_enabled'
  | 'connected_clients'
  | 'connected_slaves'
  | 'current_cow_peak'
  | 'current_cow_size'
  | 'current_cow_size_age'
  | 'current_fork_perc'
  | 'current_save_keys_processed'
  | 'current_save_keys_total'
  | 'evicted_keys'
  | 'instantaneous_ops_per_sec'
  | 'latest_fork_usec'
  | 'loading'
  | 'master_host'
  | 'master_link_status'
  | 'master_port'
  | 'maxmemory'
  | 'maxmemory_policy'
  | 'mem_allocator'
  | 'mem_aof_buffer'
  | 'mem_clients_normal'
  | 'mem_clients_slaves'
  | 'mem_fragmentation_bytes'
  | 'mem_fragmentation_ratio'
  | 'mem_not_counted_for_evict'
  | 'mem_replication_backlog'
  | 'mem_total_replication_buffers'
  | 'module_fork_in_progress'
  | 'module_fork_last_cow_size'
  | 'os'
  | 'process_id'
  | 'rdb_bgsave_in_progress'
  | 'rdb_changes_since_last_save'
  | 'rdb_current_bgsave_time_sec'
  | 'rdb_last_bgsave_status'
  | 'rdb_last_bgsave_time_sec'
  | 'rdb_last_cow_size'
  | 'rdb_last_save_time'
  | 'rdb_saves'
  | 'redis_mode'
  | 'redis_version'
  | 'role'
  | 'rss_overhead_bytes'
  | 'run_id'
  | 'server_mode'
  | 'sync_full'
  | 'tcp_port'
  | 'total_forks'
  | 'total_system_memory'
  | 'uptime_in_seconds'
  | 'used_memory'
  | 'used_memory_dataset'
  | 'used_memory_overhead'
  | 'used_memory_peak'
  | 'used_memory_rss'
  | 'used_memory_startup'
  | 'valkey_version';

export type GapReason =
  | 'no permission'
  | 'unknown command'
  | 'no answer in time'
  | 'loading'
  | 'not asked'
  | 'refused';

/** A missing answer. Its content is unknown, not unset. */
export interface Gap {
  /** The command: `CONFIG GET`, `CLIENT LIST`. */
  readonly what: string;
  readonly why: GapReason;
  /** The server's error without secrets; empty if it sent none. */
  readonly message: string;
}

/** Memory of one client; its address is not kept. */
export interface ClientMemory {
  readonly id: string;
  readonly name: string;
  readonly replica: boolean;
  /** `omem`. */
  readonly outputBytes: number;
  /** `tot-mem`, since 6.0. */
  readonly totalBytes: number | undefined;
}

export interface ClientSummary {
  readonly count: number;
  /** Sum of `omem` over clients other than replicas, which share one buffer since 7.0. */
  readonly outputBytes: number;
  /** The same sum over replicas. */
  readonly replicaOutputBytes: number;
  /** The clients with the most memory, largest first, at most five. */
  readonly largest: readonly ClientMemory[];
}

/** Memory of the control group that has a limit. */
export interface CgroupMemory {
  /** Bytes; undefined if there is no limit. */
  readonly limit: number | undefined;
  /** Bytes currently charged. */
  readonly usage: number | undefined;
  /** Processes that the kernel has killed in it for lack of memory. */
  readonly oomKills: number | undefined;
}

/** Facts of the kernel, if the server runs on this machine. */
export interface HostFacts {
  /** Linux version, as major * 1000 + minor. */
  readonly kernel: number | undefined;
  /** The word in brackets of transparent_hugepage/enabled. */
  readonly hugePages: string | undefined;
  /** vm.overcommit_memory. */
  readonly overcommit: number | undefined;
  /** Absent if the process is not found or not readable. */
  readonly process?: {
    readonly pid: number;
    /** Bytes. */
    readonly residentSet: number | undefined;
    /** Bytes; available only with permission to read its maps. */
    readonly proportionalSet: number | undefined;
    /** THP_enabled of /proc/…/status: whether the process may use huge pages. */
    readonly hugePagesAllowed: boolean | undefined;
    readonly cgroup: CgroupMemory | undefined;
  };
}

/** One reading of one server. */
export interface Observation {
  /** Time of the answer, in milliseconds since 1970. */
  readonly at: number;
  /** `host:port` or the path of a socket; never credentials. */
  readonly address: string;
  readonly info: ReadonlyMap<string, string>;
  /** Number of keys in all databases. */
  readonly keys: number | undefined;
  /** Answers of CONFIG GET, by directive. */
  readonly config: ReadonlyMap<string, string>;
  readonly clients?: ClientSummary;
  /** Numbers of MEMORY STATS, by name. */
  readonly memoryStats?: ReadonlyMap<string, number>;
  /** Names of modules, in lower case. */
  readonly modules?: readonly string[];
  readonly host?: HostFacts;
  readonly gaps: readonly Gap[];
}

/** One server of a connection over time. */
export interface ObservedNode {
  readonly latest: Observation;
  /** Older readings of the same process, oldest first. */
  readonly earlier: readonly Observation[];
}

/** A connection, its mapping to files and workloads, and its readings. */
export interface Connected {
  /** The user's name for it. */
  readonly name: string;
  /** The folder to which the globs are relative, without a trailing slash. */
  readonly root: FileId | undefined;
  readonly files: readonly string[];
  /** Names of workloads such as `StatefulSet/orders`, or `orders`. */
  readonly workloads: readonly string[];
  /** A single server, or the nodes of a cluster. */
  readonly nodes: readonly ObservedNode[];
}

/** Everything known about running servers at one moment; a new object for each moment. */
export interface Observations {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly connections: readonly Connected[];
}

/** What is known about the running server of an instance. */
export interface LiveView {
  readonly now: number;
  readonly connection: string;
  readonly nodes: readonly ObservedNode[];
}

/** @returns undefined if the server does not report the field, or not as a number */
export function infoNumber({ info }: Observation, field: InfoField): number | undefined {
  const text = info.get(field);
  return text !== undefined && /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

export const infoText = ({ info }: Observation, field: InfoField): string | undefined => info.get(field);
