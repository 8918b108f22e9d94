/** One Redis or Valkey server as configured, with every fact that the files give about it. */

import type { EnvironmentEffect } from '../container/environment';
import type { ImageInfo } from '../container/image/image';
import type { LimitInfo } from '../container/unit';
import type { Loaded, SaveLoaded } from '../directives/load';
import type { Directives } from '../directives/view';
import type { Budget, BudgetInput } from '../memory/budget';
import type { Fact } from '../model/fact';
import type { Edit, Fix } from '../model/finding';
import type { ServerVersion } from '../model/version';
import type { LiveView } from '../observations';
import type { FileId, Place } from '../text/span';
import type { ScalarTree } from '../yaml/tree';
import type { Form } from './form';
import type { Role, StatedFacts } from './stated';

export interface VersionChoice {
  /** The version that messages, defaults and value checks speak of. */
  readonly chosen: ServerVersion;
  /** For messages: with its patch only where somebody stated one. */
  readonly name: string;
  /** Every version that could be meant; exactly one when somebody stated it. */
  readonly candidates: readonly ServerVersion[];
  /** A sentence for the hover: which was taken and why. */
  readonly reason: string;
  /** Somebody said so: annotation, project file, image. */
  readonly stated: boolean;
}

/** Something that makes this instance fork, with the place that says so. */
export interface ForkTrigger {
  readonly kind: 'save-points' | 'aof-rewrite' | 'replication' | 'slot-migration' | 'modules' | 'backup';
  /** Completes "This server forks for …". */
  readonly what: string;
  readonly place: Place | undefined;
  /** False when it depends on something that the files do not say. */
  readonly certain: boolean;
}

export interface RedisInstance {
  /** For messages and lists: `redis.conf`. */
  readonly name: string;
  readonly file: FileId;
  readonly kind: 'server' | 'sentinel';
  /** Where findings about what is absent are shown: the first line of the configuration. */
  readonly anchor: Place;
  readonly version: VersionChoice;
  readonly role: Fact<Role>;
  /** Settings as the chosen version has them. */
  readonly directives: Directives;
  /** The same configuration as another version reads it. */
  loadAs(version: ServerVersion): Loaded;
  /** Its save points as another version reads them. */
  saveAs(version: ServerVersion): SaveLoaded;
  readonly stated: StatedFacts;
  readonly limit: Fact<number>;
  /** Bytes of data at the peak: stated, else maxmemory. Unknown when unbounded. */
  readonly dataset: Fact<number>;
  readonly forkTriggers: readonly ForkTrigger[];
  readonly budgetInput: BudgetInput;
  readonly budget: Budget | undefined;
  readonly form: Form;
  /** A configuration of which nobody knows where it is used: nothing can be said about limits. */
  readonly withoutWorkload: boolean;
  /** Mounted where no server is told to read it: what it sets is in force nowhere. */
  readonly notLoaded?: boolean;
  /** Which of several overlays builds it so. */
  readonly overlay?: Overlay;
  /** Where it comes from a chart. */
  readonly chart?: ChartFacts;
  /** A copy of somebody else's chart, or values for its tests: what is found is only a hint. */
  readonly downgraded?: boolean;
  /** The server that it follows, where the project shows which one that is. */
  readonly primary?: RedisInstance;
  /** Servers of other workloads that follow it, as they are by themselves. */
  readonly followedBy?: readonly RedisInstance[];
  /** Where it runs, as far as a manifest says it. */
  readonly placement?: Placement;
  /** What the running server says that the user connected to it. */
  readonly live?: LiveView;
}

/** One of several builds of the same workload. */
export interface Overlay {
  /** The folder that tells it from the others: `overlays/prod`. */
  readonly label: string;
  readonly place: Place;
  /** How many there are. */
  readonly among: number;
}

/** What a manifest says about a server beside its configuration: the same for pods, compose services and operators. */
export interface Placement {
  readonly kind: 'kubernetes' | 'compose' | 'operator';
  /** The manifest is a patch or part of one: nothing may be called missing in it. */
  readonly fragment: boolean;
  /** A patch of a container: which of its limit and its arguments hold is not seen here. */
  readonly patch?: boolean;
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
  readonly ignoredVariables: EnvironmentEffect['ignored'];
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

/** The chart that a server comes from, as far as a reader of its values wants to know. */
export interface ChartFacts {
  /** `bitnami/redis 23.1.1` */
  readonly name: string;
  /** Nobody wrote the version: it is the newest one that is known here. */
  readonly assumed: boolean;
  readonly values: readonly ChartValue[];
  /** Where values of it stand: a mapping of their own, in a document or in a text inside one, and the keys from there. */
  readonly layers: readonly {
    readonly file: FileId;
    /** Where that mapping begins. */
    readonly start: number;
    readonly path: readonly string[];
  }[];
}

/** A value that the chart does something with. */
export interface ChartValue {
  /** `master.resources.limits.memory` */
  readonly path: string;
  /** Markdown: what the chart does with it, and what that does to fork memory. */
  readonly text: string;
  /** What it is where nobody writes it; undefined where the chart sets nothing. */
  readonly defaultText: string | undefined;
  /** Keys by which somebody wrote it. */
  readonly written: readonly Place[];
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
