/** Where a server runs according to its manifest: container, limit, volumes, and how to edit them. */

import type { Fact } from '../model/fact';
import type { Edit, Fix } from '../model/finding';
import type { Place } from '../text/span';
import type { MapTree, ScalarTree } from '../yaml/tree';
import type { ImageInfo } from './image-info';

/**
 * How much of a server its manifest shows.
 * - `whole`: all of it, so what is absent is missing
 * - `fragment`: another source may add to it, so nothing counts as missing
 * - `patch`: a change of a container, whose effective limit and arguments are unknown
 */
export type Completeness = 'whole' | 'fragment' | 'patch';

/** A variable that the image does not read. */
export interface IgnoredVariable {
  readonly variable: { readonly name: string; readonly place: Place };
  /** What to do instead; completes "not read: …". */
  readonly instead: string;
}

/** Facts of a manifest besides the configuration, the same for pods, Compose services, units and operators. */
export interface Placement {
  /** A host that its users prepare, or a node whose kubelet sets `vm.overcommit_memory` by itself. */
  readonly machine: 'host' | 'node';
  /** Which servers run beside it: those of the same file, those whose names begin with the same owner. */
  readonly together?: 'file' | 'owner';
  /** Where arguments of the server are written: completes "write --maxmemory into …". */
  readonly argumentsKey: string;
  readonly completeness: Completeness;
  /** Where findings about the whole container are shown. */
  readonly anchor: Place;
  /** Other places of the manifest that concern this server, besides its anchor, limit and configuration. */
  readonly mentions?: readonly Place[];
  readonly limit: LimitInfo;
  /** Edits that set the memory limit, in bytes. */
  readonly setLimit: (bytes: number) => readonly Edit[];
  /** The limit as it is then written. */
  readonly showLimit: (bytes: number) => string;
  readonly image: ImageInfo | undefined;
  readonly ignoredVariables: readonly IgnoredVariable[];
  /** Chart values or resource fields that nothing reads, each with a sentence without full stop. */
  readonly ignoredValues?: readonly { readonly place: Place; readonly message: string; readonly fix?: Fix }[];
  /** Entries of a ConfigMap given to the server, under keys that nothing reads. */
  readonly unreadEntries?: readonly ScalarTree[];
  /** Configuration files that are mounted but not loaded by the server. */
  readonly unreadMounts: readonly UnreadMount[];
  /** Volumes in memory that contain the data, with the word that makes them so. */
  readonly dataInMemory: readonly ScalarTree[];
  /** Kernel settings that the pod or service requests. */
  readonly sysctls: readonly SysctlRequest[];
  /** Something in the project turns transparent huge pages off on the host. */
  readonly hostPrepared: boolean;
  /** Something in the project sets `vm.overcommit_memory=1` on the host. */
  readonly overcommits: boolean;
  /** An operator or a variable derives maxmemory from the limit, so raising the limit raises both. */
  readonly computedMaxmemory?: ComputedMaxmemory;
  /** Edits that add an init container, given the lines of one list item. Absent if the kind has no init containers. */
  readonly addInitContainer?: (item: readonly string[]) => readonly Edit[];
}

/** maxmemory derived from the limit. */
export interface ComputedMaxmemory {
  /** `alauda redis-operator sets maxmemory to 70 % of the limit`, `MEM is the memory limit of the container`. */
  readonly message: string;
  /** maxmemory has a place where it can be changed. */
  readonly overridable: boolean;
}

/** A kernel setting that a pod or service requests. */
export interface SysctlRequest {
  readonly name: ScalarTree;
  readonly remove: () => readonly Edit[];
}

export interface UnreadMount {
  readonly path: string;
  readonly place: Place;
  /** Path that the image loads by default if no argument names a file. */
  readonly insteadAt: string | undefined;
  /** Edits that make the server load it; empty if that takes more than one edit. */
  readonly read: readonly Edit[];
}

export interface LimitInfo {
  readonly bytes: Fact<number>;
  /** Set if the quantity is implausible as written. */
  readonly suspicious: SuspiciousQuantity | undefined;
  /** No limit is set, and no unread source could set one. */
  readonly missing: boolean;
  /** The mapping that contains or would contain the limit. */
  readonly resources: MapTree | undefined;
  /** The limit comes from the namespace; a limit for this container is written in addition. */
  readonly inherited?: boolean;
  /** Bytes of the written limit that other containers use. */
  readonly beside?: number;
}

export interface SuspiciousQuantity {
  readonly scalar: ScalarTree;
  readonly message: string;
  /** The intended quantity, if only one is plausible. */
  readonly meant: string | undefined;
}
