/** `# forkguard:` comments in a text of lines: at the end of a line for that line, on a line of their own for the next one. */

import { mayAnnotate } from '../text/own-comment';
import { type Piece, wholePiece } from '../text/piece';
import { advance, type FileId, type StableOffset, type StableSpan, shift, stableSpan } from '../text/span';
import { type Annotation, readAnnotation } from './annotation';

export interface LineAnnotation extends Annotation {
  /** The line that it speaks of. */
  readonly line: StableSpan;
}

const COMMENT = /(^|[ \t])(#+[ \t]*forkguard[ \t]*:[^\r\n]*)/gim;
const OWN_LINE = /(^[ \t]*)(#+[ \t]*forkguard[ \t]*:[^\r\n]*)/gim;

/** Of YAML, where a comment may end a line. */
export const annotationsIn = (piece: Piece, file: FileId): LineAnnotation[] =>
  [...piece.text.matchAll(COMMENT)].flatMap((match) => read(file, piece, match));

/** Of a file in which a comment takes a line of its own, such as a unit of systemd. */
export function lineAnnotations(text: string, file: FileId): LineAnnotation[] {
  if (!mayAnnotate(text)) return [];
  const piece = wholePiece(text);
  return [...text.matchAll(OWN_LINE)].flatMap((match) => read(file, piece, match));
}

function read(file: FileId, piece: Piece, match: RegExpMatchArray): LineAnnotation[] {
  const comment = match[2] ?? '';
  const start = advance(piece.start, (match.index ?? 0) + (match[1]?.length ?? 0));
  const annotation = readAnnotation(comment.trimEnd(), (span) => ({
    file,
    span: shift(stableSpan(span.start, span.end), start),
  }));
  return annotation ? [{ ...annotation, line: targetLine(piece, start) }] : [];
}

/** The line itself where something stands before the comment, else the next one that is not a comment. */
function targetLine(piece: Piece, comment: StableOffset): StableSpan {
  let start = piece.lineStart(comment);
  if (piece.slice(start, comment).trim() !== '') return lineAt(piece, start);
  do start = advance(piece.lineEnd(start), 1);
  while (start < piece.end && /^\s*#/.test(piece.of(lineAt(piece, start))));
  return lineAt(piece, start < piece.end ? start : piece.end);
}

const lineAt = (piece: Piece, start: StableOffset): StableSpan => ({ start, end: piece.lineEnd(start) });
