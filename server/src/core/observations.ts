/**
 * What a running server may tell about itself, and when it did. Nothing here talks to a server: the shells do, and hand
 * in what was answered. A missing answer is a gap with a reason, never a value.
 */

import type { FileId } from './text/span';

/** Fields of INFO that are read, each by the name and in the unit of the server: bytes unless the name says otherwise. */
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

/** An answer that is missing. What it would have said is unknown, not unset. */
export interface Gap {
  /** As it was asked: `CONFIG GET`, `CLIENT LIST`. */
  readonly what: string;
  readonly why: GapReason;
  /** What the server said, without secrets; empty where it said nothing. */
  readonly message: string;
}

/** Of one client; its address is not kept. */
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
  /** Sum of `omem` over clients that are no replicas: from 7.0 on those share one buffer. */
  readonly outputBytes: number;
  /** The same of replicas. */
  readonly replicaOutputBytes: number;
  /** Those with the largest memory, the largest first, at most five. */
  readonly largest: readonly ClientMemory[];
}

/** Where a limit was found. */
export interface CgroupMemory {
  /** Bytes; undefined when there is no limit. */
  readonly limit: number | undefined;
  /** Bytes charged now. */
  readonly usage: number | undefined;
  /** Processes that the kernel has killed here for lack of memory. */
  readonly oomKills: number | undefined;
}

/** What the kernel says where the server runs on this machine. */
export interface HostFacts {
  /** Linux, as major * 1000 + minor. */
  readonly kernel: number | undefined;
  /** The word in brackets of transparent_hugepage/enabled. */
  readonly hugePages: string | undefined;
  /** vm.overcommit_memory. */
  readonly overcommit: number | undefined;
  /** Absent when the process was not found or may not be read. */
  readonly process?: {
    readonly pid: number;
    /** Bytes. */
    readonly residentSet: number | undefined;
    /** Bytes; only with permission to read its maps. */
    readonly proportionalSet: number | undefined;
    /** THP_enabled of /proc/…/status: whether the process may get huge pages. */
    readonly hugePagesAllowed: boolean | undefined;
    readonly cgroup: CgroupMemory | undefined;
  };
}

/** One reading of one server. */
export interface Observation {
  /** When the answer arrived, in milliseconds since 1970. */
  readonly at: number;
  /** `host:port` or the path of a socket; never credentials. */
  readonly address: string;
  readonly info: ReadonlyMap<string, string>;
  /** Keys of all databases. */
  readonly keys: number | undefined;
  /** Answers of CONFIG GET, by directive. */
  readonly config: ReadonlyMap<string, string>;
  readonly clients?: ClientSummary;
  /** Numbers of MEMORY STATS, by their names. */
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

/** What a connection stands for, and what it saw. */
export interface Connected {
  /** The user's name for it. */
  readonly name: string;
  /** The folder that the globs are relative to, without a slash at its end. */
  readonly root: FileId | undefined;
  readonly files: readonly string[];
  /** Names of workloads such as `StatefulSet/orders`, or `orders`. */
  readonly workloads: readonly string[];
  /** One, or the nodes of a cluster. */
  readonly nodes: readonly ObservedNode[];
}

/** Everything that is known of running servers at one moment. Another moment is another object. */
export interface Observations {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly connections: readonly Connected[];
}

/** What an instance knows of the running server that it describes. */
export interface LiveView {
  readonly now: number;
  readonly connection: string;
  readonly nodes: readonly ObservedNode[];
}

/** @returns undefined when the server does not say it, or not as a number */
export function infoNumber({ info }: Observation, field: InfoField): number | undefined {
  const text = info.get(field);
  return text !== undefined && /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

export const infoText = ({ info }: Observation, field: InfoField): string | undefined => info.get(field);
