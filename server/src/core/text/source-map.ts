/**
 * Maps decoded text back to the document that contains it.
 *
 * The text of a redis.conf may be a whole file, the content of a YAML block scalar or a list of container arguments. A
 * source map is a sorted list of segments. In an exact segment every character maps to its own place; in a coarse one
 * (folded or quoted scalars, where decoding moves characters) everything maps to the whole segment, never to a wrong
 * place.
 */

import { cover, type FileId, type Place, type Span, type StableSpan, shift, stableSpan } from './span';

export interface Segment {
  /** Span of the decoded text. Segments are sorted and do not overlap. */
  readonly decoded: Span;
  /** The corresponding span of the document; as long as `decoded` when exact. */
  readonly source: StableSpan;
  readonly exact: boolean;
  /** Set if the segment comes from another file than the rest. */
  readonly file?: FileId;
}

export interface MappedSpan {
  readonly span: StableSpan;
  /** False when the span is the whole scalar that contains the text; such a span must not be edited. */
  readonly exact: boolean;
}

export class SourceMap {
  readonly file: FileId;
  readonly #segments: readonly Segment[];

  private constructor(file: FileId, segments: readonly Segment[]) {
    this.file = file;
    this.#segments = segments;
  }

  /** A map for text that is the document itself. */
  static identity(file: FileId, length: number): SourceMap {
    const whole = stableSpan(0, length);
    return new SourceMap(file, [{ decoded: whole, source: whole, exact: true }]);
  }

  /** A map of everything to one span. */
  static coarse(file: FileId, length: number, source: StableSpan): SourceMap {
    return new SourceMap(file, [{ decoded: { start: 0, end: length }, source, exact: false }]);
  }

  static of(file: FileId, segments: readonly Segment[]): SourceMap {
    return new SourceMap(file, segments);
  }

  /** The map of concatenated texts. */
  static concat(
    file: FileId,
    parts: readonly { readonly map: SourceMap; readonly length: number }[],
  ): SourceMap {
    const segments: Segment[] = [];
    let at = 0;
    for (const { map, length } of parts) {
      for (const segment of map.#segments)
        segments.push({
          ...segment,
          decoded: shift(segment.decoded, at),
          ...((segment.file ?? map.file) === file ? {} : { file: segment.file ?? map.file }),
        });
      at += length;
    }
    return new SourceMap(file, segments);
  }

  /** The map of a part of the text, with offsets from the start of the part. */
  slice({ start, end }: Span): SourceMap {
    const whole = { decoded: { start: 0, end: end - start }, source: stableSpan(start, end), exact: true };
    return new SourceMap(this.file, [whole]).through(this);
  }

  /** The document span of a decoded span. A span across several segments maps to one that covers all of them. */
  map(decoded: Span): MappedSpan {
    const first = this.#segmentAt(decoded.start);
    if (!first) return { span: stableSpan(0, 0), exact: false };
    const from = mapWithin(first, decoded);
    if (decoded.end <= first.decoded.end) return { span: from, exact: first.exact };
    // The end belongs to the preceding segment; the next one may begin after an indentation.
    const last = this.#segmentAt(decoded.end - 1) ?? first;
    return { span: cover(from, mapWithin(last, decoded)), exact: first.exact && last.exact };
  }

  /** Composes this map with an outer one, for text embedded in embedded text. */
  through(outer: SourceMap): SourceMap {
    return new SourceMap(
      outer.file,
      this.#segments.flatMap((segment) => outer.#pieces(segment)),
    );
  }

  /** Splits a segment in this map's text by the segments that it covers. */
  #pieces(segment: Segment): Segment[] {
    const { decoded, source, exact } = segment;
    if (!exact || source.end === source.start) {
      const found = this.map(source);
      return [{ ...segment, source: found.span, exact: exact && found.exact }];
    }
    const pieces: Segment[] = [];
    for (let index = this.#indexAt(source.start); index < this.#segments.length; index += 1) {
      const under = this.#segments[index];
      if (!under || under.decoded.start >= source.end) break;
      const start = Math.max(source.start, under.decoded.start);
      const piece = { start, end: Math.min(source.end, under.decoded.end) };
      if (piece.start >= piece.end) continue;
      pieces.push({
        decoded: shift(piece, decoded.start - source.start),
        source: mapWithin(under, piece),
        exact: under.exact,
        ...(under.file === undefined ? {} : { file: under.file }),
      });
    }
    return pieces;
  }

  /** The same map for text that begins `by` characters later. */
  moved(by: number): SourceMap {
    if (by === 0) return this;
    return new SourceMap(
      this.file,
      this.#segments.map((segment) => ({ ...segment, source: shift(segment.source, by) })),
    );
  }

  /** A span across two files belongs to the file in which it begins. */
  place(decoded: Span): Place {
    const first = this.#segmentAt(decoded.start);
    const last = this.#segmentAt(Math.max(decoded.start, decoded.end - 1));
    const file = first?.file ?? this.file;
    const leaves = first && (last?.file ?? this.file) !== file;
    const end = leaves ? Math.min(decoded.end, first.decoded.end) : decoded.end;
    return { file, span: this.map({ start: decoded.start, end }).span };
  }

  /** The last segment that starts at or before the offset. */
  #segmentAt(offset: number): Segment | undefined {
    return this.#segments[this.#indexAt(offset)];
  }

  #indexAt(offset: number): number {
    let low = 0;
    let high = this.#segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#segments[middle]?.decoded.start ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function mapWithin(segment: Segment, decoded: Span): StableSpan {
  if (!segment.exact) return segment.source;
  const start = Math.max(decoded.start, segment.decoded.start);
  const end = Math.min(decoded.end, segment.decoded.end);
  const by = segment.source.start - segment.decoded.start;
  // The final line break may be longer in the document (CRLF) than in the text.
  if (start < end && end === segment.decoded.end) return stableSpan(start + by, segment.source.end);
  return stableSpan(start + by, Math.max(start, end) + by);
}
