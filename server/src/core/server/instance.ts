/** One Redis or Valkey server as configured, with all facts that the files contain about it. */

import type { Loaded, SaveLoaded } from '../directives/load';
import type { Directives } from '../directives/view';
import type { Budget, BudgetInput } from '../memory/budget';
import type { Fact } from '../model/fact';
import type { Role, StatedFacts } from '../model/stated';
import type { ServerVersion } from '../model/version';
import type { LiveView } from '../observations';
import type { FileId, Place } from '../text/span';
import type { ChartFacts } from './chart-facts';
import type { Form } from './form';
import type { Placement } from './placement';

export interface VersionChoice {
  /** The version that messages, defaults and value checks use. */
  readonly chosen: ServerVersion;
  /** For messages; includes the patch only if a version is stated. */
  readonly name: string;
  /** Every version that the server may have; exactly one if it is stated. */
  readonly candidates: readonly ServerVersion[];
  /** A sentence for the hover: which version is used and why. */
  readonly reason: string;
  /** The version comes from an annotation, the project file or the image. */
  readonly stated: boolean;
}

/** A reason for this instance to fork, with the place that causes it. */
export interface ForkTrigger {
  readonly kind: 'save-points' | 'aof-rewrite' | 'replication' | 'slot-migration' | 'modules' | 'backup';
  /** Completes "This server forks for …". */
  readonly what: string;
  readonly place: Place | undefined;
  /** False if it depends on something unknown. */
  readonly certain: boolean;
}

export interface RedisInstance {
  /** For messages and lists: `redis.conf`. */
  readonly name: string;
  readonly file: FileId;
  readonly kind: 'server' | 'sentinel';
  /** Where findings about missing settings are shown: the first line of the configuration. */
  readonly anchor: Place;
  readonly version: VersionChoice;
  readonly role: Fact<Role>;
  /** Settings as the chosen version reads them. */
  readonly directives: Directives;
  /** Settings as another version reads them. */
  loadAs(version: ServerVersion): Loaded;
  /** Save points as another version reads them. */
  saveAs(version: ServerVersion): SaveLoaded;
  readonly stated: StatedFacts;
  readonly limit: Fact<number>;
  /** Peak size of the data, in bytes: stated, otherwise maxmemory. Unknown if unbounded. */
  readonly dataset: Fact<number>;
  readonly forkTriggers: readonly ForkTrigger[];
  readonly budgetInput: BudgetInput;
  readonly budget: Budget | undefined;
  readonly form: Form;
  /** No workload that uses this configuration is known, so limits are unknown. */
  readonly withoutWorkload: boolean;
  /** Mounted into a container whose server does not load it, so its settings have no effect. */
  readonly notLoaded?: boolean;
  /** The overlay that builds this variant. */
  readonly overlay?: Overlay;
  /** The chart that it comes from. */
  readonly chart?: ChartFacts;
  /** A vendored chart or values for chart tests: all findings are downgraded to hints. */
  readonly downgraded?: boolean;
  /** The server that it follows, if the project contains it. */
  readonly primary?: RedisInstance;
  /** Servers of other workloads that follow it, built without knowledge of their primary. */
  readonly followedBy?: readonly RedisInstance[];
  /** Where it runs, if a manifest shows that. */
  readonly placement?: Placement;
  /** Observations of the running server that the user has mapped to it. */
  readonly live?: LiveView;
}

/** One of several builds of the same workload. */
export interface Overlay {
  /** The folder that distinguishes it from the others: `overlays/prod`. */
  readonly label: string;
  readonly place: Place;
  /** The number of builds. */
  readonly among: number;
}
