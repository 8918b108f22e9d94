/** Strings of a shell as far as they are known, with where their characters are written. */

import { SourceMap } from '../../text/source-map';
import type { Place, Span } from '../../text/span';

/** Stands in a string for text that is only known when the script runs; from the private use area of Unicode. */
export const UNKNOWN = '\uE000';

/** A script with where it is written. */
export interface ScriptSource {
  /** From offsets in the script to the document. */
  readonly map: SourceMap;
  /** Of the whole script. */
  readonly place: Place;
  /** A template decides which of its lines are there. */
  readonly conditional?: boolean;
}

/** Where a piece of text is written. */
export interface Source {
  readonly script: ScriptSource;
  /** In the script. */
  readonly span: Span;
  /** The characters at `span` are the text, one for one. */
  readonly exact: boolean;
}

export interface Piece {
  /** `UNKNOWN` alone, or text that may hold `UNKNOWN` where it was computed from something unknown. */
  readonly text: string;
  /** Of the variable whose value is not known. */
  readonly name?: string;
  readonly source?: Source;
}

export type Text = readonly Piece[];

export const EMPTY: Text = [];

export const literal = (text: string, source?: Source): Text =>
  text === '' ? EMPTY : [source ? { text, source } : { text }];

export const unknownText = (name: string, source?: Source): Text => [
  source ? { text: UNKNOWN, name, source } : { text: UNKNOWN, name },
];

/** With `UNKNOWN` where a piece is not known. */
export const stringOf = (text: Text): string =>
  text.length === 1 ? (text[0]?.text ?? '') : text.map((piece) => piece.text).join('');

export const isKnown = (string: string): boolean => !string.includes(UNKNOWN);

/** @returns undefined where a part of it is not known */
export function knownString(text: Text): string | undefined {
  const string = stringOf(text);
  return isKnown(string) ? string : undefined;
}

/** As readers of configurations take what is not known: `${NAME}`. */
export const renderedPiece = ({ text, name }: Piece): string =>
  isKnown(text) ? text : text.replace(/\uE000+/g, `\${${name ?? 'unknown'}}`);

export const rendered = (text: Text): string => text.map(renderedPiece).join('');

/** From the rendered text to the document. */
export function mapOf(text: Text, otherwise: Source): SourceMap {
  const { script } = otherwise;
  const parts = text.map((piece) => {
    const { script: from, span, exact } = piece.source ?? otherwise;
    const { length } = renderedPiece(piece);
    const oneForOne = exact && span.end - span.start === length && isKnown(piece.text);
    if (oneForOne) return { map: from.map.slice(span), length };
    const place = from.map.place(span);
    return { map: SourceMap.coarse(place.file, length, place.span), length };
  });
  return SourceMap.concat(script.map.file, parts);
}

/** Lines of a text; each keeps where its pieces are written. The last one is what follows the last line break. */
export function linesOfText(text: Text): Text[] {
  const lines: Piece[][] = [[]];
  for (const piece of text) {
    let from = 0;
    for (const [index, part] of piece.text.split('\n').entries()) {
      if (index > 0) lines.push([]);
      if (part !== '') lines.at(-1)?.push(partOf(piece, from, from + part.length));
      from += part.length + 1;
    }
  }
  return lines;
}

/** A stretch of a piece, with its own place where every character has one. */
export function partOf(piece: Piece, start: number, end: number): Piece {
  const { source } = piece;
  if (start === 0 && end === piece.text.length) return piece;
  const text = piece.text.slice(start, end);
  if (!source?.exact) return { ...piece, text };
  const from = source.span.start;
  return { ...piece, text, source: { ...source, span: { start: from + start, end: from + end } } };
}

/** A stretch of a text. */
export function sliceText(text: Text, start: number, end: number): Text {
  const found: Piece[] = [];
  let at = 0;
  for (const piece of text) {
    const [from, to] = [Math.max(start - at, 0), Math.min(end - at, piece.text.length)];
    if (from < to) found.push(partOf(piece, from, to));
    at += piece.text.length;
  }
  return found;
}
