/** A word between expansion and splitting: pieces with their quotes, and the ends of fields inside it. */

import type { PatternPiece } from './pattern';
import type { Field } from './state';
import { isKnown, type Piece, partOf, type Source, type Text } from './text';

/** - `literal`: written there
 *  - `expanded`: came out of an expansion outside of quotes, and is split */
export interface WordItem {
  readonly kind: 'quoted' | 'literal' | 'expanded';
  readonly piece: Piece;
}

/** A field ends here: `"$@"` has several. */
export type Item = WordItem | 'end of field';

export const quotedItems = (text: Text): WordItem[] => text.map((piece) => ({ kind: 'quoted', piece }));

export const piecesOf = (items: readonly Item[]): Text =>
  items.flatMap((item) => (item === 'end of field' ? [] : [item.piece]));

export const patternPieces = (items: readonly Item[]): PatternPiece[] =>
  items.flatMap((item) =>
    item === 'end of field' ? [] : [{ text: item.piece.text, quoted: item.kind === 'quoted' }],
  );

/** What splitting makes of a word; a field keeps its items, for its patterns. */
export interface SplitField {
  readonly items: readonly WordItem[];
  readonly splits: boolean;
}

/** @param separators the value of IFS */
export function splitFields(items: readonly Item[], separators: string): SplitField[] {
  const splitter = new Splitter(separators);
  for (const item of items) {
    if (item === 'end of field') splitter.end();
    else if (item.kind === 'expanded') splitter.split(item);
    else splitter.add(item);
  }
  splitter.end();
  return splitter.fields;
}

class Splitter {
  readonly fields: SplitField[] = [];
  #items: WordItem[] = [];
  #open = false;
  #splits = false;

  constructor(readonly separators: string) {}

  add(item: WordItem): void {
    this.#items.push(item);
    this.#open = true;
  }

  /** Blanks at the edges of what is expanded end fields, too; other separators count one by one. */
  split(item: WordItem): void {
    const { text } = item.piece;
    let from = 0;
    for (let at = 0; at < text.length; at += 1) {
      const character = text.charAt(at);
      if (!this.separators.includes(character)) continue;
      if (at > from) this.#part(item, from, at);
      // A separator that is no blank ends a field that is empty.
      if (!/[ \t\n]/.test(character)) this.#open = true;
      this.end();
      from = at + 1;
    }
    if (from < text.length) this.#part(item, from, text.length);
  }

  #part(item: WordItem, start: number, end: number): void {
    const piece = partOf(item.piece, start, end);
    this.add({ ...item, piece });
    if (!isKnown(piece.text)) this.#splits = true;
  }

  end(): void {
    if (this.#open) this.fields.push({ items: this.#items, splits: this.#splits });
    this.#items = [];
    this.#open = false;
    this.#splits = false;
  }
}

export const fieldOf = (text: Text, source: Source, splits = false): Field => ({ text, source, splits });
