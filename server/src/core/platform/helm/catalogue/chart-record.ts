/** What is known of a chart: the shape of the entries in data/charts.json. */

import type { Condition } from '../../../catalogue/conditions';
import type { Product } from '../../../model/version';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Dots separate keys: `master.resources.limits.memory`. The empty path is the whole. */
export type ValuePath = string;

/** The shape of data/charts.json. */
export interface ChartsFile {
  readonly $schema?: string;
  readonly charts: readonly ChartRecord[];
}

export interface ChartRecord {
  /** `bitnami/redis`: where it comes from and its name. */
  readonly id: string;
  readonly name: string;
  readonly product: Product;
  /** The engine does not fork to save: nothing is said about its servers. */
  readonly forkless?: boolean;
  /** Its image numbers versions on its own. */
  readonly ownVersions?: boolean;
  /** Without protocol and slash at the end. */
  readonly repositories: readonly string[];
  readonly provenance: { readonly source: string; readonly commit: string; readonly version: string };
  /** Paths that few other charts have: two of them are enough in a file with a telling name. */
  readonly signature: readonly ValuePath[];
  readonly image: { readonly registry?: ValuePath; readonly repository: ValuePath; readonly tag: ValuePath };
  /** Versions below this one are laid out as another chart. */
  readonly older?: { readonly below: string; readonly chart: string };
  /** The first version that is laid out as this entry says; nothing is known of the servers of earlier ones. */
  readonly oldest?: string;
  readonly renamed?: readonly { readonly below: string; readonly from: string; readonly to: string }[];
  readonly servers: readonly ChartServer[];
  readonly ignored: readonly IgnoredValue[];
  /** Turns transparent huge pages off on the node, where the command says so. */
  readonly hostPrepared?: { readonly when: readonly Condition[]; readonly command: ValuePath };
  readonly notes: readonly ValueNote[];
}

/** Something that not every version of a chart does. */
export interface InVersions {
  /** A range, as dependencies name them: `>=0.16.2`. */
  readonly versions?: string;
  readonly when?: readonly Condition[];
}

export interface ChartServer extends InVersions {
  readonly id: string;
  readonly role: 'primary' | 'replica' | 'any';
  /** Where it is configured. */
  readonly block: ValuePath;
  /** Pods: a number, or where it stands. */
  readonly count: number | ValuePath;
  /** Pods beside those that `count` gives. */
  readonly more?: number;
  /** Replicas that follow each primary of this set. */
  readonly followers?: { readonly path: ValuePath; readonly less?: number };
  readonly resources?: ValuePath;
  readonly preset?: ValuePath;
  /** In the order in which the server reads them. */
  readonly config: readonly ConfigStep[];
  /** With any of these written, more than this entry knows decides about the configuration. */
  readonly open: readonly ValuePath[];
  /** With any of these written, the server is started with something else: what this entry knows of it may not hold. */
  readonly replaced?: readonly ValuePath[];
  /** The image brings a configuration that was not read, or the templates were not. */
  readonly unread?: boolean;
  /** Where a directive of one's own goes, the best place first. */
  readonly write: readonly WriteTarget[];
  /** Directives that go elsewhere than to the first place. */
  readonly writeFirst?: Readonly<Record<string, ValuePath>>;
  readonly persistence?: ValuePath;
  readonly medium?: ValuePath;
  readonly sysctls?: ValuePath;
}

/**
 * - `text`: lines of a redis.conf
 * - `map`: a directive for each key, several times for a list
 * - `lines`: a list of lines
 * - `options`: arguments of the server
 * - `option-maps`: a list of mappings from directive to arguments
 * - `directive`: the arguments of one directive; empty leaves it out
 * - `points`: save points in one text; empty turns them off
 * - `environment`: variables of a bitnami container
 * - `percent-of-limit`: a memory value as a share of the limit
 */
export type StepForm =
  | 'text'
  | 'map'
  | 'lines'
  | 'options'
  | 'option-maps'
  | 'directive'
  | 'points'
  | 'environment'
  | 'percent-of-limit';

export interface ConfigStep extends InVersions {
  /** What the chart or its image writes by itself. */
  readonly lines?: readonly string[];
  readonly path?: ValuePath;
  readonly as?: StepForm;
  /** The directive, for forms that are one. */
  readonly name?: string;
  /** Read through `--include` under this name, not as part of the same text. */
  readonly include?: string;
  /** Of the environment: the prefix of the image's variables, those that are read, and what to do instead of others. */
  readonly prefix?: string;
  readonly variables?: readonly string[];
  readonly instead?: string;
}

export interface WriteTarget {
  readonly path: ValuePath;
  readonly as: StepForm;
  /** Only this directive. */
  readonly name?: string;
  readonly variable?: string;
  /** What the variable is for these arguments; it cannot say others. */
  readonly values?: Readonly<Record<string, string>>;
  /** Only where the user wrote it. */
  readonly onlyWritten?: boolean;
  /** What has to be set besides. */
  readonly and?: Readonly<Record<ValuePath, boolean>>;
}

export interface IgnoredValue extends InVersions {
  readonly path: ValuePath;
  /** Only when one of these stands in it. */
  readonly keys?: readonly string[];
  /** A sentence without its full stop. */
  readonly message: string;
  /** The value that the chart reads instead. */
  readonly instead?: ValuePath;
  /** The key of a server's own block at which the chart reads it. */
  readonly own?: string;
}

export interface ValueNote {
  readonly path: ValuePath;
  /** Sentences in Markdown: what the chart does with it, and what that does to fork memory. */
  readonly text: string;
}
