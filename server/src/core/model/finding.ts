/** What a rule says, in the form that every shell (editor, command line, SARIF) can show. */

import type { FileId, Place, Span } from '../text/span';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/**
 * What applying a fix may change.
 * - `safe`: nothing about what is kept or evicted; only these are preferred and part of fix-all.
 * - `changes-durability`, `changes-eviction`: data that was kept before may be lost; the title says so.
 * - `needs-a-number`: a proposal whose number somebody has to judge.
 * - `a-guess`: one of several readings of what was meant.
 * - `allow`: writes a suppression, changes nothing of the server.
 */
export type Safety =
  | 'safe'
  | 'changes-durability'
  | 'changes-eviction'
  | 'needs-a-number'
  | 'a-guess'
  | 'allow';

export interface Edit {
  readonly file: FileId;
  readonly span: Span;
  readonly newText: string;
  /** `newText` with `${1:…}` around what the user will want to change, for editors that understand snippets. */
  readonly snippet?: string;
}

export interface Fix {
  readonly title: string;
  readonly safety: Safety;
  /** Do not overlap. */
  readonly edits: readonly Edit[];
}

export interface Related {
  readonly place: Place;
  readonly message: string;
}

export type Tag = 'unnecessary' | 'deprecated';

/** What the server makes of the line; only findings about the file itself have it. */
export type Outcome = 'refuses' | 'misreads' | 'ignores';

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  /** Without the subject. */
  readonly message: string;
  /** The server that it is about, where a manifest names it: `StatefulSet/cache › redis`. */
  readonly subject?: string;
  readonly place: Place;
  readonly related: readonly Related[];
  readonly fixes: readonly Fix[];
  readonly tags: readonly Tag[];
  readonly outcome?: Outcome;
}

/** A finding on its way: its fixes are worked out when somebody asks for them, as few do while others type. */
export interface Found extends Omit<Finding, 'fixes'> {
  readonly fixes: () => readonly Fix[];
}

/** What is shown: the server by its name, and what was found. */
export const fullMessage = ({ subject, message }: Pick<Finding, 'subject' | 'message'>): string =>
  subject === undefined ? message : `${subject}: ${message}`;
