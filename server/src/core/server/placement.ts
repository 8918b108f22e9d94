/** Where a server runs, as its manifest says: its container, limit, volumes, and what can be written there. */

import type { Fact } from '../model/fact';
import type { Edit, Fix } from '../model/finding';
import type { Place } from '../text/span';
import type { MapTree, ScalarTree } from '../yaml/tree';
import type { ImageInfo } from './image-info';

/**
 * How much of a server its manifest shows.
 * - `whole`: all of it, so that what is absent is missing
 * - `fragment`: something unread may add to it, so that nothing is missing
 * - `patch`: a change of a container; which limit and which arguments are in force is not known
 */
export type Completeness = 'whole' | 'fragment' | 'patch';

/** A variable that the image does not read. */
export interface IgnoredVariable {
  readonly variable: { readonly name: string; readonly place: Place };
  /** What to do in its place: completes "not read: …". */
  readonly instead: string;
}

/** What a manifest says about a server beside its configuration: the same for pods, compose services and operators. */
export interface Placement {
  readonly kind: 'kubernetes' | 'compose' | 'operator';
  readonly completeness: Completeness;
  /** Where findings about the whole container go. */
  readonly anchor: Place;
  /** Where the manifest speaks of this server, beside its head, its limit and its configuration. */
  readonly mentions?: readonly Place[];
  readonly limit: LimitInfo;
  /** Writes a memory limit: in place of the present one, or as a new one. Bytes. */
  readonly setLimit: (bytes: number) => readonly Edit[];
  /** The amount as it is then written. */
  readonly showLimit: (bytes: number) => string;
  readonly image: ImageInfo | undefined;
  readonly ignoredVariables: readonly IgnoredVariable[];
  /** Values of a chart that no template reads, fields of a resource that its operator does not; with a sentence for each without its full stop. */
  readonly ignoredValues?: readonly { readonly place: Place; readonly message: string; readonly fix?: Fix }[];
  /** What stands in a ConfigMap that it is given, under keys that nothing reads. */
  readonly unreadEntries?: readonly ScalarTree[];
  /** Configuration files that are mounted where the server is not told to read them. */
  readonly unreadMounts: readonly UnreadMount[];
  /** Volumes that are kept in memory and hold the data, with the word that makes them so. */
  readonly dataInMemory: readonly ScalarTree[];
  /** Names of kernel settings that the pod or service asks for. */
  readonly sysctls: readonly SysctlRequest[];
  /** Something in the project turns transparent huge pages off. */
  readonly hostPrepared: boolean;
  /** Something in the project sets `vm.overcommit_memory=1` on the host. */
  readonly overcommits: boolean;
  /** An operator or a variable makes maxmemory of the limit: who raises the limit raises both. */
  readonly computedMaxmemory?: ComputedMaxmemory;
  /** Adds a container that runs before the server; lines of one list item. Absent where the kind has none. */
  readonly addInitContainer?: (item: readonly string[]) => readonly Edit[];
}

/** maxmemory as a share of the limit. */
export interface ComputedMaxmemory {
  /** `alauda redis-operator sets maxmemory to 70 % of the limit`, `MEM is the memory limit of the container`. */
  readonly message: string;
  /** The place of maxmemory is one where it can be changed. */
  readonly overridable: boolean;
}

/** A kernel setting that a pod or service asks for. */
export interface SysctlRequest {
  readonly name: ScalarTree;
  readonly remove: () => readonly Edit[];
}

export interface UnreadMount {
  readonly path: string;
  readonly place: Place;
  /** Where the image looks for its file when no argument names one. */
  readonly insteadAt: string | undefined;
  /** Tells the server to read it; empty where that is not one edit. */
  readonly read: readonly Edit[];
}

export interface LimitInfo {
  readonly bytes: Fact<number>;
  /** As written, where the quantity cannot be what was meant. */
  readonly suspicious: SuspiciousQuantity | undefined;
  /** Nobody set one, and nothing unread could. */
  readonly missing: boolean;
  /** The mapping into which a limit would be written. */
  readonly resources: MapTree | undefined;
  /** It holds for every container of the namespace that has none: a limit for this one alone is written beside it. */
  readonly inherited?: boolean;
  /** Bytes that others have of the written limit. */
  readonly beside?: number;
}

export interface SuspiciousQuantity {
  readonly scalar: ScalarTree;
  readonly message: string;
  /** The quantity that was meant, where there is one reading. */
  readonly meant: string | undefined;
}
