/** What a rule says, in the form that every shell (editor, command line, SARIF) can show. */

import type { Place, PresentPlace } from '../text/span';

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

/** `At` tells which offsets it has: stable ones inside the core, present ones in what is shown. */
export interface Edit<At extends Place | PresentPlace = Place> {
  readonly file: At['file'];
  readonly span: At['span'];
  readonly newText: string;
  /** `newText` with `${1:…}` around what the user will want to change, for editors that understand snippets. */
  readonly snippet?: string;
}

export interface Fix<At extends Place | PresentPlace = Place> {
  readonly title: string;
  readonly safety: Safety;
  /** Do not overlap. */
  readonly edits: readonly Edit<At>[];
}

export interface Related<At extends Place | PresentPlace = Place> {
  readonly place: At;
  readonly message: string;
}

export type Tag = 'unnecessary' | 'deprecated';

/** What the server makes of the line; only findings about the file itself have it. */
export type Outcome = 'refuses' | 'misreads' | 'ignores';

interface Shown<At extends Place | PresentPlace> {
  readonly rule: string;
  readonly severity: Severity;
  /** Without the subject. */
  readonly message: string;
  /** The server that it is about, where a manifest names it: `StatefulSet/cache › redis`. */
  readonly subject?: string;
  readonly place: At;
  readonly related: readonly Related<At>[];
  readonly tags: readonly Tag[];
  readonly outcome?: Outcome;
}

/** A finding as editors and reports show it, in the files as they are now. */
export interface Finding extends Shown<PresentPlace> {
  readonly fixes: readonly Fix<PresentPlace>[];
}

/** A finding inside the core. Its fixes are computed on demand: few are asked for while the user types. */
export interface Found extends Shown<Place> {
  readonly fixes: () => readonly Fix[];
}

/** What is shown: the server by its name, and what was found. */
export const fullMessage = ({ subject, message }: Pick<Finding, 'subject' | 'message'>): string =>
  subject === undefined ? message : `${subject}: ${message}`;
