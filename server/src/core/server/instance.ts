/** One Redis or Valkey server as configured, with every fact that the files give about it. */

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
