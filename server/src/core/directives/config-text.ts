/**
 * A redis.conf text as lines, before any version has an opinion: which lines are directives, their arguments, and
 * what templates leave open. The text may be a file, a block scalar or joined command-line options.
 *
 * Lines end at `\n` and are trimmed of blanks, tabs and carriage returns; a `#` is a comment only as the first
 * character left (`loadServerConfigFromString`, config.c:451 in 8.8.0).
 */

import type { SourceMap } from '../text/source-map';
import type { Place, Span } from '../text/span';
import { findHoles, type Hole } from '../text/template-holes';
import { type SplitLine, splitArguments, type Token } from './split-arguments';

/** Stands for a template hole in the masked text; never part of a real configuration. */
const HOLE_MARK = '\uFFFC';

export interface DirectiveLine {
  readonly kind: 'directive';
  /** From 0, in the text that was split. */
  readonly number: number;
  /** The trimmed line, in offsets of the decoded text. */
  readonly span: Span;
  /** Lower case. */
  readonly name: string;
  readonly nameToken: Token;
  readonly args: readonly Token[];
  readonly problem?: SplitLine['problem'];
  /** Stands between template control tags: may be absent, or one of several. */
  readonly conditional: boolean;
  /** A script decides whether the server gets it. */
  readonly mayBeAbsent?: true;
  /** A template hole among the arguments: neither their number nor their text is known. */
  readonly templated: boolean;
}

export interface CommentLine {
  readonly kind: 'comment';
  readonly number: number;
  readonly span: Span;
}

/** A line that a template fills: any directive may come out of it. */
export interface OpaqueLine {
  readonly kind: 'opaque';
  readonly number: number;
  readonly span: Span;
}

/** A line that says something to the server. */
export type ConfigLine = DirectiveLine | OpaqueLine;

export interface ConfigText {
  readonly text: string;
  readonly map: SourceMap;
  readonly lines: readonly ConfigLine[];
  /** Looked for when somebody asks: most of a stock file is comments, and few readers want them. */
  readonly comments: () => readonly CommentLine[];
  readonly holes: readonly Hole[];
  /** A template by the name of its file. */
  readonly template: boolean;
}

/**
 * Reads the lines of a configuration. Never throws; costs time linear in the text.
 * @param template the file is a template by its name
 */
export function readConfigText(text: string, map: SourceMap, template = false): ConfigText {
  const holes = findHoles(text);
  const read = holes.length > 0 ? readTemplate(text, holes) : undefined;
  let comments = read?.comments;
  return {
    text,
    map,
    lines: read?.lines ?? linesIn(text),
    comments: () => {
      comments ??= commentsIn(text);
      return comments;
    },
    holes,
    template,
  };
}

/** The directives of a text without template holes. */
export function linesIn(text: string): DirectiveLine[] {
  const lines: DirectiveLine[] = [];
  eachLine(text, (number, start, end) => {
    if (isComment(text, start)) return;
    const line = readLine(text, number, { start, end });
    if (line?.kind === 'directive') lines.push(line);
  });
  return lines;
}

function readTemplate(text: string, holes: readonly Hole[]) {
  const reader = new TemplateReader(text, holes);
  const lines: ConfigLine[] = [];
  const comments: CommentLine[] = [];
  eachLine(text, (number, start, end) => {
    const line = reader.read(number, { start, end });
    if (line?.kind === 'comment') comments.push(line);
    else if (line) lines.push(line);
  });
  return { lines, comments };
}

/** @param take gets each line that is not blank, trimmed; numbers, because most lines of a stock file are comments */
function eachLine(text: string, take: (number: number, start: number, end: number) => void): void {
  let number = 0;
  for (let from = 0; from <= text.length; number += 1) {
    const newline = text.indexOf('\n', from);
    const to = newline === -1 ? text.length : newline;
    const start = trimmedStart(text, from, to);
    if (start < to) take(number, start, trimmedEnd(text, start, to));
    from = to + 1;
  }
}

const isComment = (text: string, start: number): boolean => text.charCodeAt(start) === HASH;
const HASH = 0x23;

/** The comments of a text without template holes. */
export function commentsIn(text: string): CommentLine[] {
  const comments: CommentLine[] = [];
  eachLine(text, (number, start, end) => {
    if (isComment(text, start)) comments.push({ kind: 'comment', number, span: { start, end } });
  });
  return comments;
}

/** Every line that is not blank, in order. */
export const allLines = ({ lines, comments }: ConfigText): (ConfigLine | CommentLine)[] =>
  [...lines, ...comments()].sort((a, b) => a.number - b.number);

/** The same lines, each of which may be absent: nothing is certain about what they set. */
export const asConditional = (config: ConfigText): ConfigText => ({
  ...config,
  lines: config.lines.map((line) => (line.kind === 'directive' ? { ...line, conditional: true } : line)),
});

/** The same lines, none of which the server surely gets: nothing that is wrong in them keeps it from starting. */
export const asOptional = (config: ConfigText): ConfigText => ({
  ...config,
  lines: config.lines.map((line) =>
    line.kind === 'directive' ? { ...line, conditional: true, mayBeAbsent: true } : line,
  ),
});

export const placeInText = (source: ConfigText, span: Span): Place => source.map.place(span);

function trim(text: string, from: number, to: number): Span {
  const start = trimmedStart(text, from, to);
  return { start, end: trimmedEnd(text, start, to) };
}

function trimmedStart(text: string, from: number, to: number): number {
  let start = from;
  while (start < to && isTrimmed(text.charCodeAt(start))) start += 1;
  return start;
}

function trimmedEnd(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && isTrimmed(text.charCodeAt(end - 1))) end -= 1;
  return end;
}

const isTrimmed = (code: number): boolean => code === 0x20 || code === 0x09 || code === 0x0d;

function readLine(
  text: string,
  number: number,
  span: Span,
  conditional = false,
): ConfigLine | CommentLine | undefined {
  if (isComment(text, span.start)) return { kind: 'comment', number, span };
  const { tokens, problem } = splitArguments(text, span.start, span.end);
  const [nameToken, ...args] = tokens;
  if (!nameToken) return undefined;
  const line = {
    kind: 'directive' as const,
    number,
    span,
    name: nameToken.value.toLowerCase(),
    nameToken,
    args,
    conditional,
    templated: args.some((arg) => arg.value.includes(HOLE_MARK)),
  };
  return problem ? { ...line, problem } : line;
}

/** Reads the lines of a text with template holes, in order. */
class TemplateReader {
  readonly #masked: string;
  readonly #holes: readonly Hole[];
  #next = 0;
  #depth = 0;

  constructor(text: string, holes: readonly Hole[]) {
    this.#holes = holes;
    this.#masked = mask(text, holes);
  }

  read(number: number, span: Span): ConfigLine | CommentLine | undefined {
    const conditional = this.#depth > 0;
    const inLine = this.#take(span);
    const masked = trim(this.#masked, span.start, span.end);
    const content = this.#masked.slice(masked.start, masked.end);
    if (content === '') return undefined;
    const onlyHoles = /^[\uFFFC\s]*$/.test(content);
    if (onlyHoles)
      return inLine.some((hole) => hole.kind === 'text') ? { kind: 'opaque', number, span } : undefined;
    const line = readLine(this.#masked, number, masked, conditional);
    return line?.kind === 'directive' && line.name.includes(HOLE_MARK)
      ? { kind: 'opaque', number, span }
      : line;
  }

  /** The holes that touch a line; keeps count of how deep in control tags the next line stands. */
  #take(span: Span): Hole[] {
    while ((this.#holes[this.#next]?.span.end ?? span.end) <= span.start) this.#next += 1;
    const touching: Hole[] = [];
    for (let index = this.#next; index < this.#holes.length; index += 1) {
      const hole = this.#holes[index];
      if (!hole || hole.span.start >= span.end) break;
      touching.push(hole);
      if (hole.span.start < span.start) continue;
      if (hole.kind === 'open') this.#depth += 1;
      if (hole.kind === 'close') this.#depth = Math.max(0, this.#depth - 1);
    }
    return touching;
  }
}

/**
 * The text at the same length with every hole filled: blanks where nothing comes out, marks elsewhere, so that quotes
 * and blanks inside a hole never split an argument.
 */
function mask(text: string, holes: readonly Hole[]): string {
  let masked = '';
  let at = 0;
  for (const { span, kind } of holes) {
    const filler = kind === 'nothing' ? ' ' : HOLE_MARK;
    masked += text.slice(at, span.start);
    masked += text.slice(span.start, span.end).replace(/[^\n]/g, filler);
    at = span.end;
  }
  return masked + text.slice(at);
}
