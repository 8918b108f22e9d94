/** What a budget is made from: facts about one instance, each with where it comes from. */

import type { Fact } from '../model/fact';
import type { ServerVersion } from '../model/version';
import type { Population } from './heap/population';
import type { Share } from './workload';

/** Bytes and seconds unless said otherwise. What nobody knows is `unknown`, and makes the budget a range. */
export interface BudgetInput {
  readonly version: ServerVersion;
  /** Others that could be meant and whose child behaves otherwise. */
  readonly otherVersions?: readonly ServerVersion[];
  /** Bytes of data at its peak, as `used_memory` counts them. */
  readonly dataset: Fact<number>;
  readonly maxmemory: Fact<number>;
  readonly limit: Fact<number>;
  /** Mean bytes of one value. */
  readonly valueSize: Fact<number>;
  readonly keys: Fact<number>;
  /** Fields, members or entries of one key. */
  readonly elements?: Fact<number>;
  /** Bytes of a key. */
  readonly keyLength?: Fact<number>;
  /** What clients write with. */
  readonly mix?: Fact<readonly Share[]>;
  /** What a sample of the keys of a running server says that it holds. */
  readonly holdings?: Fact<readonly Population[]>;
  readonly writesPerSecond: Fact<number>;
  /** Exponent of Zipf's law by which written keys are chosen; 0 is uniform. */
  readonly skew: Fact<number>;
  /** One RDB save or one full sync. */
  readonly saveSeconds: Fact<number>;
  /** One AOF rewrite. */
  readonly rewriteSeconds: Fact<number>;
  /** Bytes per second that a save writes; gives the duration where that is not known. */
  readonly diskSpeed: Fact<number>;
  /** Resident set over `used_memory`. */
  readonly fragmentation: Fact<number>;
  readonly replicas: Fact<number>;
  /** Hard output limit of one replica; 0 is unbounded. */
  readonly replicaOutputLimit: Fact<number>;
  readonly backlog: Fact<number>;
  readonly appendonly: Fact<boolean>;
  /** Snapshots or AOF files lie in a volume that is kept in memory. */
  readonly filesInMemory: Fact<boolean>;
  /** Linux, as major * 1000 + minor. */
  readonly kernel: Fact<number>;
  /** `disable-thp`: the server keeps huge pages off for itself. */
  readonly hugePagesOff: Fact<boolean>;
  /** `maxmemory-policy`. */
  readonly policy?: Fact<string>;
  /** `rdbcompression`. */
  readonly compression?: Fact<boolean>;
  /** Built with jemalloc. */
  readonly jemalloc?: Fact<boolean>;
  /** Bytes of a page of the kernel. */
  readonly pageSize?: Fact<number>;
  /** Whether anything makes this instance fork. */
  readonly forks: boolean;
  /** A setting that is not known and may make it fork or take memory; completes "… is not known". */
  readonly undecided?: string | undefined;
}

export interface Range {
  readonly low: number;
  /** Undefined where nothing bounds it. */
  readonly high: number | undefined;
}

/** Where a number comes from. */
export interface Provenance {
  readonly kind: 'configured' | 'stated' | 'measured' | 'assumed';
  /** For people: `maxmemory 1 GiB`, `4.2 MB per GB, copy-on-write measurements`. */
  readonly what: string;
  readonly fact?: Fact<unknown>;
}
