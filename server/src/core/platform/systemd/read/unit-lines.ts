/**
 * The lines of a unit file as their reader joins them: comments left out, continued lines together, template tags
 * taken for what they may become.
 *
 * systemd (`config_parse`, conf-parser.c) joins with a blank; Quadlet (`Parse`, unitfile.go) trims each line first and
 * joins with nothing. Both leave out comment lines between the parts.
 */

import { findHoles, type Hole, mayHaveHoles } from '../../../text/template-holes';

/** Who reads the file. */
export type Reader = 'systemd' | 'quadlet';

/** A stretch of the file that is part of a line. End exclusive. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

export interface LogicalLine {
  /** In order; at least one. Between two of them stands what joins them. */
  readonly parts: readonly [Part, ...Part[]];
  /** A template may leave it out. */
  readonly conditional: boolean;
}

export interface UnitLines {
  /** The text with holes of templates filled: `HOLE` for each character that a template replaces. */
  readonly masked: string;
  readonly lines: readonly LogicalLine[];
}

/** Stands for a character of something that a template writes. */
export const HOLE = '\uE000';
/** Between two parts that systemd joins. */
export const JOINT: Readonly<Record<Reader, string>> = { systemd: ' ', quadlet: '' };

/** `@bindir@` in `redis.service.in`. */
const PLACEHOLDER = /@[A-Za-z_][\w-]*@/g;

/** @param template the file is a template by its name */
export function readLines(text: string, reader: Reader, template: boolean): UnitLines {
  const tags = mayHaveHoles(text) ? findHoles(text).filter((hole) => !isVariable(text, hole)) : [];
  const masked = maskHoles(text, tags, template);
  const conditions = conditionalSpans(tags, text.length);
  const isConditional = (offset: number): boolean =>
    conditions.some(({ start, end }) => start <= offset && offset < end);
  const lines: LogicalLine[] = [];
  let open: Part[] = [];
  for (const line of physicalLines(masked)) {
    const shown = masked.slice(line.start, line.end);
    if (/^\s*[#;]/.test(shown) || isTagLine(text, shown, line)) continue;
    const trimmed = reader === 'quadlet' ? trim(masked, line) : line;
    const continues = isContinued(masked.slice(trimmed.start, trimmed.end), reader);
    const part = continues ? { start: trimmed.start, end: trimmed.end - 1 } : trimmed;
    if (continues && line.end < masked.length) open.push(part);
    else {
      const [first = part, ...rest] = [...open, part];
      if (open.length > 0 || shown.trim() !== '')
        lines.push({ parts: [first, ...rest], conditional: isConditional(first.start) });
      open = [];
    }
  }
  // The last line may ask for another one.
  const [first, ...rest] = open;
  if (first) lines.push({ parts: [first, ...rest], conditional: isConditional(first.start) });
  return { masked, lines };
}

/** `${NAME}` is a variable to systemd. */
const isVariable = (text: string, { span }: Hole): boolean => text.startsWith('${', span.start);

/** Tags that print nothing become blanks; what prints something becomes holes. */
function maskHoles(text: string, tags: readonly Hole[], template: boolean): string {
  let masked = '';
  let at = 0;
  for (const { span, kind } of tags) {
    const filler = kind === 'text' ? HOLE : ' ';
    const inside = text.slice(span.start, span.end).replace(/[^\n]/g, filler);
    masked += text.slice(at, span.start) + inside;
    at = span.end;
  }
  const all = masked + text.slice(at);
  return template ? all.replace(PLACEHOLDER, (found) => HOLE.repeat(found.length)) : all;
}

/** From each opening tag to the one that closes it; to the end of the text where nothing does. */
function conditionalSpans(tags: readonly Hole[], length: number): Part[] {
  const spans: Part[] = [];
  const open: number[] = [];
  for (const { kind, span } of tags) {
    if (kind === 'open') open.push(span.start);
    const start = kind === 'close' ? open.pop() : undefined;
    if (start !== undefined) spans.push({ start, end: span.end });
  }
  return [...spans, ...open.map((start) => ({ start, end: length }))];
}

function* physicalLines(text: string): Iterable<Part> {
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  while (start <= text.length) {
    const newline = text.indexOf('\n', start);
    const next = newline === -1 ? text.length : newline;
    yield { start, end: text.charAt(next - 1) === '\r' && next > start ? next - 1 : next };
    start = next + 1;
  }
}

/** A line with nothing but tags is gone in the result. */
const isTagLine = (text: string, masked: string, { start, end }: Part): boolean =>
  masked.trim() === '' && text.slice(start, end).trim() !== '';

function trim(text: string, { start, end }: Part): Part {
  const line = text.slice(start, end);
  const from = start + (line.length - line.trimStart().length);
  return { start: from, end: Math.max(from, start + line.trimEnd().length) };
}

/** systemd counts backslashes, so that two are one that is meant; to Quadlet the last one continues. */
function isContinued(line: string, reader: Reader): boolean {
  const backslashes = /\\*$/.exec(line)?.[0].length ?? 0;
  return reader === 'quadlet' ? backslashes > 0 : backslashes % 2 === 1;
}
