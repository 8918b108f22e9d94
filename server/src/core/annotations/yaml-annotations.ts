/**
 * `# forkguard:` comments in YAML: a comment at the end of a line is about that line, one on its own line about the
 * next.
 */

import { Memo } from '../memo';
import { Piece } from '../text/piece';
import { advance, type FileId, type StableOffset, type StableSpan, shift, stableSpan } from '../text/span';
import type { Chunk, YamlFile } from '../yaml/incremental/yaml-file';
import { type Annotation, readAnnotation } from './annotation';

export interface YamlAnnotation extends Annotation {
  /** The line that the comment is about. */
  readonly line: StableSpan;
  /** Base of the document that contains it. */
  readonly chunk: StableOffset;
}

const COMMENT = /(^|[ \t])(#+[ \t]*forkguard[ \t]*:[^\r\n]*)/gim;

/** The annotations of files, read once per document. */
export class YamlAnnotations {
  readonly #read = new Memo<Chunk['memory'], readonly YamlAnnotation[]>();

  of({ file, chunks }: YamlFile): readonly YamlAnnotation[] {
    return chunks
      .filter(({ annotated }) => annotated)
      .flatMap(({ text, base, memory }) =>
        this.#read.get(memory, [], () => annotationsIn(new Piece(text, base), file)),
      );
  }
}

const annotationsIn = (piece: Piece, file: FileId): YamlAnnotation[] =>
  [...piece.text.matchAll(COMMENT)].flatMap((match) => read(file, piece, match));

function read(file: FileId, piece: Piece, match: RegExpMatchArray): YamlAnnotation[] {
  const comment = match[2] ?? '';
  const start = advance(piece.start, (match.index ?? 0) + (match[1]?.length ?? 0));
  const annotation = readAnnotation(comment.trimEnd(), (span) => ({
    file,
    span: shift(stableSpan(span.start, span.end), start),
  }));
  return annotation ? [{ ...annotation, chunk: piece.start, line: targetLine(piece, start) }] : [];
}

/** The comment's own line if it has content, otherwise the next line that is not a comment. */
function targetLine(piece: Piece, comment: StableOffset): StableSpan {
  let start = piece.lineStart(comment);
  if (piece.slice(start, comment).trim() !== '') return lineAt(piece, start);
  do start = advance(piece.lineEnd(start), 1);
  while (start < piece.end && /^\s*#/.test(piece.of(lineAt(piece, start))));
  return lineAt(piece, start < piece.end ? start : piece.end);
}

const lineAt = (piece: Piece, start: StableOffset): StableSpan => ({ start, end: piece.lineEnd(start) });
