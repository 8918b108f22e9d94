/**
 * Spans of text. Offsets are UTF-16 code units, as in JavaScript strings and LSP; the end is exclusive.
 *
 * There are three kinds of offset, and the compiler keeps them apart:
 * - plain numbers count in a text of its own, such as the decoded text of a scalar;
 * - **stable** offsets count in a document that keeps its base while others in its file move. Places, trees and facts
 *   use them, so that a memoised result stays valid while the user types elsewhere;
 * - **present** offsets count in the file as the user sees it now. Editors and reports use them.
 *
 * Only `Project.now` and `Project.stable` convert between the last two.
 */

declare const STABLE: unique symbol;
declare const PRESENT: unique symbol;

/** An offset in a document that keeps its base. In a redis.conf it equals the present offset. */
export type StableOffset = number & { readonly [STABLE]: true };
/** An offset in the current text of a file. */
export type PresentOffset = number & { readonly [PRESENT]: true };

export interface Span<Offset extends number = number> {
  readonly start: Offset;
  readonly end: Offset;
}

export type StableSpan = Span<StableOffset>;
export type PresentSpan = Span<PresentOffset>;

/**
 * A file as its URI with every escape decoded (`file:///srv/my redis.conf`), so that one file has one id. The core
 * never opens it.
 */
export type FileId = string;

/** A span of one file, in stable offsets. */
export interface Place {
  readonly file: FileId;
  readonly span: StableSpan;
}

/** A span of the current text of one file. */
export interface PresentPlace {
  readonly file: FileId;
  readonly span: PresentSpan;
}

/** For code that computes an offset of a document from another one or from a base. */
export const stableOffset = (offset: number): StableOffset => offset as StableOffset;
export const stableSpan = (start: number, end: number): StableSpan => ({
  start: stableOffset(start),
  end: stableOffset(end),
});

/** For code that takes an offset from the whole text of a file or from an editor. */
export const presentOffset = (offset: number): PresentOffset => offset as PresentOffset;
export const presentSpan = (start: number, end: number): PresentSpan => ({
  start: presentOffset(start),
  end: presentOffset(end),
});

/** @returns the offset `by` characters further on */
export const advance = <Offset extends number>(offset: Offset, by: number): Offset => (offset + by) as Offset;

export const spanOf = (start: number, end: number): Span => ({ start, end });

/** @returns the span `by` characters further on */
export const shift = <Offset extends number>(span: Span<Offset>, by: number): Span<Offset> => ({
  start: advance(span.start, by),
  end: advance(span.end, by),
});

export const contains = <Offset extends number>(outer: Span<Offset>, offset: NoInfer<Offset>): boolean =>
  outer.start <= offset && offset <= outer.end;

export const overlaps = <Offset extends number>(a: Span<Offset>, b: Span<NoInfer<Offset>>): boolean =>
  a.start < b.end && b.start < a.end;

/** The smallest span that covers both. */
export const cover = <Offset extends number>(a: Span<Offset>, b: Span<NoInfer<Offset>>): Span<Offset> => ({
  start: Math.min(a.start, b.start) as Offset,
  end: Math.max(a.end, b.end) as Offset,
});

export const samePlace = (a: Place, b: Place): boolean =>
  a.file === b.file && a.span.start === b.span.start && a.span.end === b.span.end;

/** A key that is equal for places with the same start. */
export const placeKey = ({ file, span }: Place): string => `${file}#${span.start}`;
