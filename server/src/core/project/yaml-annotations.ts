/** `# forkguard:` comments in YAML: at the end of a line for that line, on a line of their own for the next one. */

import { type Annotation, readAnnotation } from '../annotations';
import type { FileId, Span } from '../text/span';
import type { YamlFile } from '../yaml/yaml-file';

export interface YamlAnnotation extends Annotation {
  /** The line that it speaks of. */
  readonly line: Span;
  /** Start of the document in which it stands. */
  readonly chunk: number;
}

/** One array for all files without any: results that depend on it stay valid. */
const NONE: YamlAnnotation[] = [];

const COMMENT = /(^|[ \t])(#+[ \t]*forkguard[ \t]*:[^\r\n]*)/gim;

export function yamlAnnotations({ file, text, chunks }: YamlFile): YamlAnnotation[] {
  if (!/forkguard[ \t]*:/i.test(text)) return NONE;
  return chunks.flatMap((chunk) =>
    [...chunk.text.matchAll(COMMENT)].flatMap((match) => read(file, text, chunk.start, match)),
  );
}

function read(file: FileId, text: string, chunk: number, match: RegExpMatchArray): YamlAnnotation[] {
  const comment = match[2] ?? '';
  const start = chunk + (match.index ?? 0) + (match[1]?.length ?? 0);
  const annotation = readAnnotation(comment.trimEnd(), (span) => ({
    file,
    span: { start: start + span.start, end: start + span.end },
  }));
  return annotation ? [{ ...annotation, chunk, line: targetLine(text, start) }] : [];
}

/** The line itself where something stands before the comment, else the next one that is not a comment. */
function targetLine(text: string, comment: number): Span {
  let start = text.lastIndexOf('\n', comment - 1) + 1;
  if (text.slice(start, comment).trim() !== '') return lineAt(text, start);
  do start = lineAt(text, start).end + 1;
  while (start < text.length && /^\s*#/.test(text.slice(start, lineAt(text, start).end)));
  return lineAt(text, Math.min(start, text.length));
}

function lineAt(text: string, start: number): Span {
  const newline = text.indexOf('\n', start);
  return { start, end: newline === -1 ? text.length : newline };
}
