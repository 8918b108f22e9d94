/**
 * Source maps of scalars. They are exact where every decoded character has a place of its own: in literal blocks, and
 * in plain or quoted scalars on one line without escapes. All others map to the whole scalar, never to a wrong place.
 *
 * The maps lead to the parsed text; `SourceMap.moved` and `SourceMap.through` lead on to the document.
 */

import { type Segment, SourceMap } from '../../text/source-map';
import { type FileId, type Span, stableSpan } from '../../text/span';

/** A scalar in the parsed text, with offsets of that text. */
export interface WrittenScalar {
  readonly file: FileId;
  /** The whole parsed text. */
  readonly text: string;
  /** Includes the quotes or the block header. */
  readonly span: Span;
  /** Start of the lines of a block scalar. */
  readonly contentStart: number | undefined;
  readonly decoded: string;
}

/** Maps to the whole scalar, for text in which decoding moves characters. */
export const mapCoarse = ({ file, decoded, span }: WrittenScalar): SourceMap => coarse(file, decoded, span);

export function mapPlain({ file, text, span, decoded }: WrittenScalar): SourceMap {
  return text.slice(span.start, span.end) === decoded
    ? exact(file, decoded, span.start)
    : coarse(file, decoded, span);
}

/** Without escapes and line breaks, the text between the quotes is the value. */
export function mapQuoted({ file, text, span, decoded }: WrittenScalar): SourceMap {
  return text.slice(span.start + 1, span.end - 1) === decoded
    ? exact(file, decoded, span.start + 1)
    : coarse(file, decoded, span);
}

/** Maps line by line; `indent` is the indentation that the block removes. */
export function mapLiteral(scalar: WrittenScalar): { map: SourceMap; indent: string } {
  const { file, text, span, decoded, contentStart } = scalar;
  const whole = { map: coarse(file, decoded, span), indent: '' };
  if (contentStart === undefined) return whole;
  const segments: Segment[] = [];
  let indent: string | undefined;
  let source = contentStart;
  for (let start = 0; start < decoded.length; ) {
    const newline = decoded.indexOf('\n', start);
    const end = newline === -1 ? decoded.length : newline;
    const line = decoded.slice(start, end);
    const written = lineAt(text, source);
    if (
      !written.text.endsWith(line) ||
      written.text.slice(0, written.text.length - line.length).trim() !== ''
    )
      return whole;
    const offset = source + written.text.length - line.length;
    if (line !== '') indent ??= text.slice(source, offset);
    segments.push({
      decoded: { start, end: end + 1 },
      source: stableSpan(offset, Math.min(written.next, text.length)),
      exact: true,
    });
    start = end + 1;
    source = written.next;
  }
  return {
    map: SourceMap.of(
      file,
      segments.length > 0
        ? segments
        : [
            {
              decoded: { start: 0, end: 0 },
              source: stableSpan(contentStart, contentStart),
              exact: true,
            },
          ],
    ),
    indent: indent ?? '',
  };
}

function coarse(file: FileId, decoded: string, { start, end }: Span): SourceMap {
  return SourceMap.coarse(file, decoded.length, stableSpan(start, end));
}

function lineAt(text: string, start: number): { text: string; next: number } {
  const newline = text.indexOf('\n', start);
  const end = newline === -1 ? text.length : newline;
  const visible = text.charAt(end - 1) === '\r' && end > start ? end - 1 : end;
  return { text: text.slice(start, visible), next: end + 1 };
}

function exact(file: FileId, decoded: string, start: number): SourceMap {
  const span = stableSpan(start, start + decoded.length);
  return SourceMap.of(file, [{ decoded: { start: 0, end: decoded.length }, source: span, exact: true }]);
}
