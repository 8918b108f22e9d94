/** The lines of a file, for what looks at them one by one; those that are left alone stay where they are written. */

import type { UnknownPart } from '../files';
import { type Content, mergeChunks, shownText, sliceChunk, type TextChunk } from './content';

/** A line with its line break, if it has one. */
export interface ContentLine {
  readonly kind: 'line';
  /** Without the line break; `UNKNOWN` for what is not known. */
  readonly text: string;
  readonly ended: boolean;
  readonly maybe: boolean;
  /** What it is made of. */
  readonly chunks: readonly Slice[];
}

interface Slice {
  readonly chunk: TextChunk;
  readonly start: number;
  readonly end: number;
}

export type Line = ContentLine | UnknownPart;

export function linesOf(content: Content): Line[] {
  const lines: Line[] = [];
  let open: Slice[] = [];
  const close = (ended: boolean): void => {
    if (open.length > 0) lines.push(lineOf(open, ended));
    open = [];
  };
  for (const chunk of content) {
    if (chunk.kind === 'unknown') {
      close(false);
      lines.push(chunk);
      continue;
    }
    for (let start = 0; start < chunk.text.length; ) {
      const newline = chunk.text.indexOf('\n', start);
      const end = newline === -1 ? chunk.text.length : newline + 1;
      open.push({ chunk, start, end });
      if (newline !== -1) close(true);
      start = end;
    }
  }
  close(false);
  return lines;
}

function lineOf(chunks: readonly Slice[], ended: boolean): ContentLine {
  const whole = chunks
    .map(({ chunk, start, end }) => {
      const holes = chunk.holes.flatMap((hole) =>
        hole.start >= start && hole.end <= end ? [{ start: hole.start - start, end: hole.end - start }] : [],
      );
      return shownText({ text: chunk.text.slice(start, end), holes });
    })
    .join('');
  const maybe = chunks.some(({ chunk }) => chunk.maybe);
  return { kind: 'line', text: ended ? whole.slice(0, -1) : whole, ended, maybe, chunks };
}

/** The same line, which may be absent. */
export const maybeLine = (line: Line): Line =>
  line.kind === 'unknown' || line.maybe
    ? line
    : {
        ...line,
        maybe: true,
        chunks: line.chunks.map((slice) => ({ ...slice, chunk: maybeChunk(slice.chunk) })),
      };

const maybeChunk = (chunk: TextChunk): TextChunk => ({ ...chunk, maybe: true });

/** A line of its own. */
export const lineFrom = (chunk: TextChunk): ContentLine =>
  lineOf([{ chunk, start: 0, end: chunk.text.length }], chunk.text.endsWith('\n'));

/** Puts lines together again: neighbours of one chunk become one stretch of it. */
export function contentFrom(lines: readonly Line[]): Content {
  const result: (TextChunk | UnknownPart)[] = [];
  let open: Slice | undefined;
  const close = (): void => {
    if (open) result.push(sliceChunk(open.chunk, open.start, open.end));
    open = undefined;
  };
  for (const line of lines) {
    if (line.kind === 'unknown') {
      close();
      result.push(line);
      continue;
    }
    const [first] = line.chunks;
    if (!first || line.chunks.length > 1) {
      close();
      const merged = mergeChunks(line.chunks.map(({ chunk, start, end }) => sliceChunk(chunk, start, end)));
      if (merged) result.push(merged);
    } else if (open && joins(open, first)) open = { ...open, end: first.end };
    else {
      close();
      open = first;
    }
  }
  close();
  return result;
}

/** Maybe-lines are copies of their chunk: they stay lines of their own. */
const joins = (open: Slice, next: Slice): boolean => open.chunk === next.chunk && open.end === next.start;
