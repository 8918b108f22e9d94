/** A decoded text in which every character knows its place, also after text is inserted or cut out. */

import type { Piece } from '../../text/piece';
import { type Segment, SourceMap } from '../../text/source-map';
import { advance, cover, type Place, type StableSpan, stableSpan } from '../../text/span';
import type { ScalarTree } from '../tree';

interface Char {
  readonly span: StableSpan;
  /** False for characters that replace the text at `span`. */
  readonly exact: boolean;
}

export class MappedText {
  private constructor(
    readonly text: string,
    readonly chars: readonly Char[],
    readonly scalar: ScalarTree,
  ) {}

  /** @param source text around the scalar; undefined if no places are needed */
  static of(scalar: ScalarTree, source: Piece | undefined): MappedText {
    return new MappedText(scalar.text, (source && aligned(scalar, source)) ?? mapped(scalar), scalar);
  }

  slice(start: number, end: number): MappedText {
    return new MappedText(this.text.slice(start, end), this.chars.slice(start, end), this.scalar);
  }

  /** Replacement text, whose characters all map to the whole span of the original. */
  static instead(text: string, of: MappedText): MappedText {
    const span = of.#span() ?? of.scalar.place.span;
    return new MappedText(
      text,
      Array.from({ length: text.length }, () => ({ span, exact: false })),
      of.scalar,
    );
  }

  static join(parts: readonly MappedText[], scalar: ScalarTree): MappedText {
    return new MappedText(
      parts.map(({ text }) => text).join(''),
      parts.flatMap(({ chars }) => chars),
      scalar,
    );
  }

  /** The text as a scalar in the style of the original one. */
  toScalar(place: Place = this.place): ScalarTree {
    const map = this.text === '' ? SourceMap.coarse(place.file, 0, place.span) : this.map;
    return { ...this.scalar, text: this.text, null: false, place, map };
  }

  get place(): Place {
    return { file: this.scalar.map.file, span: this.#span() ?? this.scalar.place.span };
  }

  get map(): SourceMap {
    const { file } = this.scalar.map;
    const segments: Segment[] = [];
    for (const [index, { span, exact }] of this.chars.entries()) {
      const last = segments.at(-1);
      const continues = exact ? span.start === last?.source.end : span.start === last?.source.start;
      if (last && last.exact === exact && continues) {
        const decoded = { start: last.decoded.start, end: index + 1 };
        segments[segments.length - 1] = { decoded, source: cover(last.source, span), exact };
      } else segments.push({ decoded: { start: index, end: index + 1 }, source: span, exact });
    }
    return SourceMap.of(file, segments);
  }

  #span(): StableSpan | undefined {
    const [first, last] = [this.chars[0], this.chars.at(-1)];
    return first && last && cover(first.span, last.span);
  }
}

function mapped({ text, map }: ScalarTree): Char[] {
  return Array.from({ length: text.length }, (_, index) => map.map({ start: index, end: index + 1 }));
}

/** Folding changes only blanks and line breaks, so all other characters appear in the source in the same order. */
function aligned({ text, style, place }: ScalarTree, source: Piece): Char[] | undefined {
  if (style !== 'folded' && !(style === 'plain' && text.length < place.span.end - place.span.start))
    return undefined;
  const lineBreak = source.indexOf('\n', place.span.start);
  let at = style === 'folded' && lineBreak !== -1 ? lineBreak : place.span.start;
  const chars: Char[] = [];
  for (const character of text.split('')) {
    if (/\s/.test(character)) {
      chars.push({ span: stableSpan(at, Math.min(at + 1, place.span.end)), exact: true });
      if (/\s/.test(source.charAt(at))) at = advance(at, 1);
      continue;
    }
    while (/\s/.test(source.charAt(at))) at = advance(at, 1);
    if (source.charAt(at) !== character) return undefined;
    chars.push({ span: stableSpan(at, at + 1), exact: true });
    at = advance(at, 1);
  }
  return chars;
}
