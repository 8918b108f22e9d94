/** Options of a server that is started in a script, or in a command that is one string: written word for word. */

import type { Entry } from '../../directives/entry';
import { splitArguments } from '../../directives/split-arguments';
import type { Edit } from '../../model/finding';
import { advance, type Place, type Span, type StableSpan, stableSpan } from '../../text/span';
import type { TextOf } from '../../yaml/edit/edit';

/** Where the command stands. */
export interface TextPlace {
  /** The last word of the command. */
  readonly last: Place;
  /** The whole scalar or word that holds the command. */
  readonly whole: Place;
  /** Words as they are written there; undefined where quotes around them would end, or nothing can mean them. */
  readonly write: (words: readonly string[]) => string | undefined;
}

export class CommandText {
  constructor(
    readonly place: TextPlace,
    readonly text: TextOf,
  ) {}

  insert(words: readonly string[]): Edit[] {
    const { file, span } = this.place.last;
    const written = this.place.write(words);
    if (!this.#isPrecise({ file, span }) || written === undefined) return [];
    return [{ file, span: { start: span.end, end: span.end }, newText: ` ${written}` }];
  }

  replace(entry: Entry, args: string): Edit[] {
    const [first, last] = [entry.line.args[0], entry.line.args.at(-1)];
    if (!first || !last) return [];
    const words = splitArguments(args).tokens.map(({ value }) => value);
    const at = this.#placeOf(entry, { start: first.span.start, end: last.span.end });
    const written = this.place.write(words);
    if (written !== undefined) return at ? [{ ...at, newText: written }] : [];
    // Where the values alone cannot be written, they may be together with their option.
    const whole = this.#placeOf(entry, entry.line.span);
    const together = this.place.write([`--${entry.line.nameToken.value}`, ...words]);
    return whole && together !== undefined ? [{ ...whole, newText: together }] : [];
  }

  rename(entry: Entry, name: string): Edit[] {
    const { nameToken } = entry.line;
    const at = this.#placeOf(entry, nameToken.span);
    if (!at) return [];
    const old = this.text(at).of(at.span);
    if (old === nameToken.value) return [{ ...at, newText: name }];
    return old === `--${nameToken.value}` ? [{ ...at, newText: `--${name}` }] : [];
  }

  /** With the blanks before it, or with the line that it takes up alone. */
  remove(entries: readonly Entry[]): Edit[] {
    return entries.flatMap((entry) => {
      const at = this.#placeOf(entry, entry.line.span);
      return at ? [{ file: at.file, span: this.#withSurroundings(at), newText: '' }] : [];
    });
  }

  #withSurroundings(at: Place): StableSpan {
    const piece = this.text(at);
    const { start, end } = at.span;
    const [lineStart, lineEnd] = [piece.lineStart(start), piece.lineEnd(end)];
    const before = piece.slice(lineStart, start);
    const after = piece.slice(end, lineEnd);
    const isFirst = /^[ \t]*$/.test(before) && lineStart > this.place.whole.span.start;
    if (!isFirst) return { start: advance(start, -(/[ \t]*$/.exec(before)?.[0].length ?? 0)), end };
    // The indentation is the block's.
    if (!/^[ \t]*\\?\r?$/.test(after))
      return { start, end: advance(end, /^[ \t]*/.exec(after)?.[0].length ?? 0) };
    // The line goes on below: it is not missed.
    if (after.includes('\\')) return stableSpan(lineStart, Math.min(lineEnd + 1, piece.end));
    const above = /[ \t]*\\?\r?\n$/.exec(piece.slice(this.place.whole.span.start, lineStart))?.[0] ?? '';
    return { start: advance(lineStart, -above.length), end };
  }

  /** Whole words have places of their own, and what stands inside one is known where it stands one for one. */
  #placeOf({ source }: Entry, span: Span): Place | undefined {
    const place = source.map.place(span);
    return this.#isPrecise(place) ? place : undefined;
  }

  #isPrecise({ file, span }: Place): boolean {
    const { whole } = this.place;
    return (
      file === whole.file &&
      span.start >= whole.span.start &&
      span.end <= whole.span.end &&
      span.end - span.start < whole.span.end - whole.span.start
    );
  }
}
