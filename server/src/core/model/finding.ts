/** Findings, in a form that the editor, the command line and SARIF can all show. */

import type { FileId, Place, PresentPlace } from '../text/span';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/**
 * What applying a fix may change.
 * - `safe`: nothing about what is kept or evicted; only these are preferred and part of fix-all.
 * - `changes-durability`, `changes-eviction`: data that is kept today may be lost; the title says so.
 * - `needs-a-number`: proposes a number that the user has to confirm.
 * - `a-guess`: one of several possible meanings of the text.
 * - `allow`: writes a suppression and leaves the server as it is.
 */
export type Safety =
  | 'safe'
  | 'changes-durability'
  | 'changes-eviction'
  | 'needs-a-number'
  | 'a-guess'
  | 'allow';

/** `At` is the kind of offsets: stable ones inside the core, present ones in what is shown. */
export interface Edit<At extends Place | PresentPlace = Place> {
  readonly file: At['file'];
  readonly span: At['span'];
  readonly newText: string;
  /** `newText` with `${1:…}` around the parts to edit, for editors that support snippets. */
  readonly snippet?: string;
}

export interface Fix<At extends Place | PresentPlace = Place> {
  readonly title: string;
  readonly safety: Safety;
  /** Non-overlapping. */
  readonly edits: readonly Edit<At>[];
}

export interface Related<At extends Place | PresentPlace = Place> {
  readonly place: At;
  readonly message: string;
}

export type Tag = 'unnecessary' | 'deprecated';

/** What the server does with the line; only findings about the file's own syntax have it. */
export type Outcome = 'refuses' | 'misreads' | 'ignores';

interface Shown<At extends Place | PresentPlace> {
  readonly rule: string;
  readonly severity: Severity;
  /** Without the subject. */
  readonly message: string;
  /** The server concerned, where a manifest names it: `StatefulSet/cache › redis`. */
  readonly subject?: string;
  readonly place: At;
  readonly related: readonly Related<At>[];
  readonly tags: readonly Tag[];
  readonly outcome?: Outcome;
}

/** A finding as editors and reports show it, with places in the current text. */
export interface Finding extends Shown<PresentPlace> {
  /** Where only some files are asked about: the one of them that causes this finding in another file. */
  readonly through?: FileId;
  readonly fixes: readonly Fix<PresentPlace>[];
}

/** A finding inside the core. Fixes are computed on demand, because few are used while the user types. */
export interface Found extends Shown<Place> {
  readonly fixes: () => readonly Fix[];
}

/** The message, prefixed with the name of the server. */
export const fullMessage = ({ subject, message }: Pick<Finding, 'subject' | 'message'>): string =>
  subject === undefined ? message : `${subject}: ${message}`;
