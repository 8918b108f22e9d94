/**
 * A YAML file cut at its document markers, so that an edit costs the one document that it touches.
 *
 * `---` at the start of a line ends whatever stands before it, also inside scalars; `...` and what follows it belong to
 * the document before, `%` lines to the one after. Parsing the pieces gives the documents that parsing the whole gives.
 */

import type { Blocks } from '../../text/blocks';
import type { Span } from '../../text/span';

const MARKER = /^---(?=[ \t\r\n]|$)/gm;

/** Pieces that cover the text without a gap, in order; at least one. */
export function cutChunks(text: string): Span[] {
  const starts = [0];
  if (text.includes('---')) {
    for (const { index } of text.matchAll(MARKER)) {
      const start = withDirectives(text, index);
      if (start > 0) starts.push(start);
    }
  }
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? text.length }));
}

const END_MARK = /^\.\.\.(?=[ \t\r\n]|$)/;

/**
 * Directives (`%YAML 1.2`) and the comments between them stand before the marker of their document: at the start of the
 * file or after `...`. Anywhere else a per cent sign is content of the document before.
 */
function withDirectives(text: string, marker: number): number {
  let start = marker;
  for (let at = marker; at > 0; ) {
    // A position below zero would be taken as the start.
    const line = at < 2 ? 0 : text.lastIndexOf('\n', at - 2) + 1;
    const content = text.slice(line, at).replace(/^\ufeff/, '');
    if (content.startsWith('%')) start = line;
    else if (END_MARK.test(content)) return start;
    else if (!/^\s*(?:#.*)?\r?\n?$/.test(content)) return marker;
    at = line;
  }
  return start;
}

/** A text as it was cut. */
export interface CutText<T> {
  readonly text: Blocks;
  readonly chunks: readonly T[];
}

/** As updatePieces, for the documents of a file: only around the change is the text looked at and cut again. */
export function updateChunks<T extends { readonly text: string }>(
  before: CutText<T>,
  text: Blocks,
  create: (text: string, instead?: T) => T,
): T[] {
  const { head, tail, from, to } = untouched(before, text);
  const { chunks } = before;
  const around = text.slice(from, to);
  const middle = updatePieces(
    chunks.slice(head, chunks.length - tail),
    around,
    cutChunks(around),
    (piece, _, instead) => create(piece, instead),
    (old) => old,
  );
  return [...chunks.slice(0, head), ...middle, ...chunks.slice(chunks.length - tail)];
}

/** How many pieces stand as they did at both ends of a text, and the stretch between them. */
function untouched({ text: old, chunks }: CutText<{ readonly text: string }>, text: Blocks) {
  const shared = text.sharedWith(old);
  const lengthOf = (index: number): number => chunks[index]?.text.length ?? 0;
  // A slice shares the text, and comparing two strings is faster than looking for one in the other.
  const stands = (index: number, start: number): boolean =>
    text.slice(start, start + lengthOf(index)) === chunks[index]?.text;
  const atHead = (index: number, start: number): boolean =>
    start + lengthOf(index) <= shared.head || stands(index, start);
  const atTail = (index: number, start: number): boolean =>
    start >= text.length - shared.tail || stands(index, start);
  let [head, from] = [0, 0];
  // What ends the text may be the beginning of a longer word now.
  for (; head < chunks.length - 1 && atHead(head, from); head += 1) from += lengthOf(head);
  let [tail, to] = [0, text.length];
  // The first piece needs no marker, and a marker needs a line of its own.
  for (let index = chunks.length - 1; index >= Math.max(head, 1); index -= 1, tail += 1) {
    const start = to - lengthOf(index);
    if (start < from || !atTail(index, start) || (start > 0 && text.charAt(start - 1) !== '\n')) break;
    to = start;
  }
  // Lines before a marker decide where its document begins, and a new end of one may open the next.
  if (head > 0) {
    head -= 1;
    from -= lengthOf(head);
  }
  if (tail > 0) {
    to += lengthOf(chunks.length - tail);
    tail -= 1;
  }
  return { head, tail, from, to };
}

/**
 * The pieces of a changed text, with the old piece wherever its text did not change: compared from both ends, so that
 * the cost is that of the change and not of the file.
 * @param spans of the pieces, in order
 * @param create makes a piece, in place of an old one where as many are new as are gone
 * @param reuse makes a piece from an old one, which may have moved
 */
export function updatePieces<T extends { readonly text: string }>(
  before: readonly T[],
  text: string,
  spans: readonly Span[],
  create: (text: string, start: number, instead?: T) => T,
  reuse: (old: T, start: number) => T,
): T[] {
  const same = (old: T | undefined, span: Span | undefined): old is T =>
    old !== undefined &&
    span !== undefined &&
    old.text.length === span.end - span.start &&
    // A slice shares the text, and comparing two strings is faster than looking for one in the other.
    text.slice(span.start, span.end) === old.text;
  let head = 0;
  while (same(before[head], spans[head])) head += 1;
  let tail = 0;
  while (
    tail < before.length - head &&
    tail < spans.length - head &&
    same(before.at(-1 - tail), spans.at(-1 - tail))
  )
    tail += 1;
  const oneForOne = spans.length === before.length;
  return spans.map((span, index) => {
    const isHead = index < head;
    const isTail = index >= spans.length - tail;
    const old = isHead || isTail ? before[isHead ? index : before.length - spans.length + index] : undefined;
    if (old) return reuse(old, span.start);
    return create(text.slice(span.start, span.end), span.start, oneForOne ? before[index] : undefined);
  });
}
