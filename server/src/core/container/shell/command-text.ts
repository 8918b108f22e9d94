/** Options of a server that is started in a script, or in a command that is one string: written word for word. */

import type { Entry } from '../../directives/entry';
import { splitArguments } from '../../directives/split-arguments';
import type { Edit } from '../../model/finding';
import { advance, type Place, type Span, type StableSpan, stableSpan } from '../../text/span';
import type { TextOf } from '../../yaml/edit/edit';
import { shellQuote } from './quote';

/** Where the command stands. */
export interface TextPlace {
  /** The last word of the command. */
  readonly last: Place;
  /** The whole scalar or word that holds the command. */
  readonly whole: Place;
  /** The quotes of YAML around it, if any. */
  readonly yamlQuote: string;
  /** The quotes of a shell around it, if it is one word of a longer command. */
  readonly shellQuote: string;
}

export class CommandText {
  constructor(
    readonly place: TextPlace,
    readonly text: TextOf,
  ) {}

  insert(words: readonly string[]): Edit[] {
    const { file, span } = this.place.last;
    const written = this.#written(words);
    if (!this.#isPrecise({ file, span }) || written === undefined) return [];
    return [{ file, span: { start: span.end, end: span.end }, newText: ` ${written}` }];
  }

  replace(entry: Entry, args: string): Edit[] {
    const [first, last] = [entry.line.args[0], entry.line.args.at(-1)];
    if (!first || !last) return [];
    const at = this.#placeOf(entry, { start: first.span.start, end: last.span.end });
    const written = this.#written(splitArguments(args).tokens.map(({ value }) => value));
    return at && written !== undefined ? [{ ...at, newText: written }] : [];
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

  /** @returns undefined where the quotes around it would end */
  #written(words: readonly string[]): string | undefined {
    const { yamlQuote, shellQuote: outer } = this.place;
    const written = words.map(shellQuote).join(' ');
    if (outer !== '' && written.includes(outer)) return undefined;
    if (yamlQuote === "'") return written.replaceAll("'", "''");
    return yamlQuote === '"' ? JSON.stringify(written).slice(1, -1) : written;
  }
}
