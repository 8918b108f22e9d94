/**
 * Cuts a YAML file at its document markers, so that an edit reparses only the document that it touches.
 *
 * `---` at the start of a line ends the text before it, also inside scalars. `...` and the text after it belong to the
 * document before, `%` lines to the document after. Parsing the chunks yields the same documents as parsing the whole
 * file.
 */

import type { Blocks } from '../../text/blocks';
import type { Span } from '../../text/span';

const MARKER = /^---(?=[ \t\r\n]|$)/gm;

/** Spans that cover the text without gaps, in order; at least one. */
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
 * Directives (`%YAML 1.2`) and the comments between them precede the marker of their document, at the start of the file
 * or after `...`. A per cent sign anywhere else is content of the previous document.
 */
function withDirectives(text: string, marker: number): number {
  let start = marker;
  for (let at = marker; at > 0; ) {
    // A negative position would count as 0.
    const line = at < 2 ? 0 : text.lastIndexOf('\n', at - 2) + 1;
    const content = text.slice(line, at).replace(/^\ufeff/, '');
    if (content.startsWith('%')) start = line;
    else if (END_MARK.test(content)) return start;
    else if (!/^\s*(?:#.*)?\r?\n?$/.test(content)) return marker;
    at = line;
  }
  return start;
}

/** A text and its chunks. */
export interface CutText<T> {
  readonly text: Blocks;
  readonly chunks: readonly T[];
}

/** Like `updatePieces`, for the documents of a file. Reads and cuts only the text around the change. */
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

/** The number of unchanged chunks at both ends, and the span between them. */
function untouched({ text: old, chunks }: CutText<{ readonly text: string }>, text: Blocks) {
  const shared = text.sharedWith(old);
  const lengthOf = (index: number): number => chunks[index]?.text.length ?? 0;
  // Slices share memory, and comparing two strings is faster than searching one in the other.
  const stands = (index: number, start: number): boolean =>
    text.slice(start, start + lengthOf(index)) === chunks[index]?.text;
  const atHead = (index: number, start: number): boolean =>
    start + lengthOf(index) <= shared.head || stands(index, start);
  const atTail = (index: number, start: number): boolean =>
    start >= text.length - shared.tail || stands(index, start);
  let [head, from] = [0, 0];
  // The last chunk is never kept: its last line may have grown into a longer word.
  for (; head < chunks.length - 1 && atHead(head, from); head += 1) from += lengthOf(head);
  let [tail, to] = [0, text.length];
  // The first chunk needs no marker, and a marker has to begin a line.
  for (let index = chunks.length - 1; index >= Math.max(head, 1); index -= 1, tail += 1) {
    const start = to - lengthOf(index);
    if (start < from || !atTail(index, start) || (start > 0 && text.charAt(start - 1) !== '\n')) break;
    to = start;
  }
  // Cut one more chunk at both ends: lines before a marker decide where its document begins, and a change at the end of
  // a chunk can affect the next one.
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
 * The pieces of a changed text, where pieces with unchanged text are reused. Compares from both ends, so that the cost
 * depends on the size of the change.
 * @param spans of the pieces, in order
 * @param create makes a piece; `instead` is the old piece that it replaces if the number of pieces did not change
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
    // Slices share memory, and comparing two strings is faster than searching one in the other.
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
