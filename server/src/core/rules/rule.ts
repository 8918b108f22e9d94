/** What a rule is. One file per rule, read top to bottom: what it says, when, and examples that are tests and docs. */

import type { Fix, Found, Severity } from '../model/finding';
import type { ClientSummary, HostFacts } from '../observations';
import type { RedisInstance } from '../server/instance';
import type { Place } from '../text/span';

/** A finding as a rule gives it; severity overrides, suppression and sorting happen behind `report`. */
export interface NewFinding extends Partial<Omit<Found, 'rule' | 'place' | 'message' | 'fixes'>> {
  readonly at: Place;
  readonly message: string;
  /** As a function where they take more than the finding itself. */
  readonly fixes?: readonly Fix[] | (() => readonly Fix[]);
}

/**
 * - `forks`: what makes the server fork, and how often
 * - `limits`: whether its memory fits; needs to know where the server runs
 * - `host`: settings of the machine
 * - `file`: the configuration as a text
 * - `live`: what a running server says; needs a connection
 */
export type Category = 'forks' | 'limits' | 'host' | 'file' | 'live';

export type Report = (finding: NewFinding) => void;

/**
 * A redis.conf with the stretches that are to be found between ⟦ and ⟧, in order, and the message of each.
 * No messages: the text is good.
 */
export interface Example {
  readonly name: string;
  readonly text: string;
  readonly messages?: readonly string[];
  /** Text after the fix with this title; lints clean for this rule. */
  readonly fixed?: { readonly title: string; readonly text: string };
  /** Other files beside `redis.conf`, by name. */
  readonly files?: Readonly<Record<string, string>>;
  readonly file?: string;
  /** What the running server that this text describes says. */
  readonly live?: ExampleReading;
}

/** Answers of a running server, four minutes old. */
export interface ExampleReading {
  /** Fields of INFO. */
  readonly info?: Readonly<Record<string, string | number>>;
  /** The same five minutes before, where they differ. */
  readonly before?: Readonly<Record<string, string | number>>;
  /** Answers of CONFIG GET. */
  readonly config?: Readonly<Record<string, string>>;
  readonly clients?: ClientSummary;
  readonly host?: HostFacts;
}

export interface Rule {
  /** Reads after "allow …". */
  readonly id: string;
  readonly category: Category;
  /** The default; `report` may say less for a milder case. */
  readonly severity: Severity;
  /** One line for lists and settings, without a full stop. */
  readonly summary: string;
  readonly docs: {
    readonly what: string;
    readonly why: string;
    readonly fix: string;
    readonly references: readonly string[];
  };
  readonly check: (instance: RedisInstance, report: Report) => void;
  readonly examples: readonly Example[];
}

export const defineRule = (rule: Rule): Rule => rule;
