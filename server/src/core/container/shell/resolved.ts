/** What a parameter holds, and what the parts of the expander ask of each other. */

import type { Word } from 'unbash';
import type { Pattern } from './pattern';
import type { Field, State } from './state';
import { isKnown, type Piece, type Source, stringOf, type Text } from './text';
import { type Item, quotedItems } from './word-items';

/** Expands words in a state. */
export interface WordExpander {
  readonly state: State;
  /** Unsplit. */
  text(word: Word): Text;
  /** Unsplit, with its quotes. */
  items(word: Word): Item[];
  /** Undefined where it is not known, or not read. */
  pattern(word: Word): Pattern | undefined;
  /** The value of an arithmetic expression. */
  number(text: string): bigint | undefined;
  source(node: { readonly pos: number; readonly end: number }): Source;
}

/** What a parameter holds. */
export type Resolved =
  | { readonly kind: 'text'; readonly text: Text }
  | { readonly kind: 'unset' }
  | { readonly kind: 'unknown' }
  /** `$@`, `${NAME[@]}`; together as one word for `"$*"`. */
  | { readonly kind: 'fields'; readonly fields: readonly Field[]; readonly together: boolean };

/** The shell ends with an error. */
export function stop(state: State): void {
  state.flow = { kind: 'exit' };
  state.status = 'nonzero';
}

/** Known pieces that now have one place are one piece. */
function merged(text: Text, source: Source): Piece[] {
  const pieces: Piece[] = [];
  for (const piece of text) {
    const last = pieces.at(-1);
    if (last && last.name === undefined && piece.name === undefined)
      pieces[pieces.length - 1] = { text: last.text + piece.text, source };
    else pieces.push({ ...piece, source });
  }
  return pieces;
}

export function itemsOf(text: Text, quoted: boolean, source: Source): Item[] {
  const placed = merged(text, { ...source, exact: false });
  return quoted ? quotedItems(placed) : placed.map((piece) => ({ kind: 'expanded', piece }));
}

/** Whether a text is empty; undefined where that is not known. */
export function isEmptyText(text: Text): boolean | undefined {
  const string = stringOf(text);
  if (string === '') return true;
  return isKnown(string) || /[^\uE000]/.test(string) ? false : undefined;
}
