/** The shape of the directive catalogue as it is stored (data/directives.json, made by server/dev/build-catalogue.mjs). */

/**
 * How a server reads the value.
 * `special`: its own parser (save, bind, client-output-buffer-limit …).
 * `statement`: acts at once instead of setting a value (include, loadmodule, rename-command, user, sentinel).
 * `ignored`: accepted with one argument, without any effect.
 * `unparsed`: known to exist, but only in versions whose parser was not read for types.
 */
export type ValueType =
  | 'bool'
  | 'enum'
  | 'integer'
  | 'memory'
  | 'memory-or-percent'
  | 'octal'
  | 'string'
  | 'special'
  | 'statement'
  | 'ignored'
  | 'unparsed';

/** What holds for a directive in one version. Numbers are decimal strings: some exceed 2^53. */
export interface DirectiveTraits {
  readonly type: ValueType;
  /** Enum names, in the order in which the server lists them. */
  readonly values?: readonly string[];
  /** Inclusive range of numeric types. */
  readonly min?: string;
  readonly max?: string;
  /** Compared as unsigned 64-bit by the server (numericBoundaryCheck). */
  readonly unsigned?: boolean;
  /** As CONFIG GET prints it; null when it has none or depends on the machine. */
  readonly default: string | null;
  /** CONFIG SET can change it. */
  readonly runtime: boolean;
  /** Takes any number of arguments (MULTI_ARG_CONFIG). */
  readonly multi?: boolean;
  /** Not shown by CONFIG GET *. */
  readonly hidden?: boolean;
}

/** A sentence or two on each directive (data/summaries.json, data/fork-notes.json), written by hand. @public by name: its schema is made from it */
export type DirectiveTexts = Readonly<Record<string, string>>;

/** One directive of one product through time: traits as of the newest version, and what was different before. */
export interface DirectiveRecord extends DirectiveTraits {
  /** First version that accepts it, `major.minor.patch`. */
  readonly since: string;
  /** First version that refuses it again; absent when the newest still accepts it. */
  readonly removed?: string;
  /**
   * Later release lines that got it with a patch, as older ones did: `{"7.2": "7.2.11"}`; null for a line that never did.
   */
  readonly lines?: Readonly<Record<string, string | null>>;
  /** Other names for it and since when each is accepted; the primary name too where it came later than the directive. */
  readonly names?: Readonly<Record<string, { since: string; removed?: string }>>;
  /** Needs a server built with this (`tls`, …). */
  readonly build?: string;
  /** Newest first. Before `version`, the traits in `before` held. */
  readonly changes?: readonly { readonly version: string; readonly before: Partial<DirectiveTraits> }[];
}

export interface CatalogueData {
  readonly $schema?: string;
  /** Newest patch of every release line read, oldest first. */
  readonly lines: { readonly redis: readonly string[]; readonly valkey: readonly string[] };
  /** Lines with a release candidate only. */
  readonly upcoming: { readonly redis?: string; readonly valkey?: string };
  readonly directives: {
    readonly redis: Readonly<Record<string, DirectiveRecord>>;
    readonly valkey: Readonly<Record<string, DirectiveRecord>>;
  };
}
