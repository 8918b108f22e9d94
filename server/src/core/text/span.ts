/** Stretches of text. Offsets are UTF-16 code units, as in JavaScript strings and LSP; the end is exclusive. */

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A file as its URI with every escape decoded (`file:///srv/my redis.conf`), so that one file has one id. The core never opens it. */
export type FileId = string;

/** A stretch of one file, in offsets of the document that the user edits. */
export interface Place {
  readonly file: FileId;
  readonly span: Span;
}

export const spanOf = (start: number, end: number): Span => ({ start, end });

export const shift = (span: Span, by: number): Span => ({ start: span.start + by, end: span.end + by });

export const contains = (outer: Span, offset: number): boolean =>
  outer.start <= offset && offset <= outer.end;

export const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

/** The smallest span that covers both. */
export const cover = (a: Span, b: Span): Span => ({
  start: Math.min(a.start, b.start),
  end: Math.max(a.end, b.end),
});

export const samePlace = (a: Place, b: Place): boolean =>
  a.file === b.file && a.span.start === b.span.start && a.span.end === b.span.end;

/** The same for places that begin at the same character. */
export const placeKey = ({ file, span }: Place): string => `${file}#${span.start}`;
