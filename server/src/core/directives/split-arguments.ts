/**
 * One line into arguments, exactly as the server does it (`sdssplitargs`, sds.c:1056 in 8.8.0, sds.c in 7.0.15).
 */

import type { Span } from '../text/span';
import { wordMap } from '../word-map';

export interface Token {
  /** What the server gets: quotes gone, escapes applied. */
  readonly value: string;
  /** Where it stands in the text that was split, quotes included. */
  readonly span: Span;
  readonly quoted: boolean;
}

export interface SplitLine {
  readonly tokens: readonly Token[];
  /**
   * `unbalanced`: a quote that never closes; every version refuses the line.
   * `text-after-quote`: something follows a closing quote without a blank. Valkey 9.1 joins it to the argument, every
   * other version refuses the line.
   */
  readonly problem?: { readonly kind: 'unbalanced' | 'text-after-quote'; readonly span: Span };
}

/** What C's isspace takes between arguments. An argument itself ends only at the first four, or at NUL. */
const BLANK = ' \n\r\t\v\f';
const ENDS_ARGUMENT = ' \n\r\t\0';

const ESCAPES = wordMap<string>({ n: '\n', r: '\r', t: '\t', b: '\b', a: '\x07' });

/** Splits `text` between two offsets. Never throws; what can be read is returned along with the problem. */
export function splitArguments(text: string, from = 0, to = text.length): SplitLine {
  const tokens: Token[] = [];
  let problem: SplitLine['problem'];
  let at = from;
  for (;;) {
    while (at < to && BLANK.includes(text.charAt(at))) at += 1;
    // The server's string ends at the first NUL.
    if (at >= to || text.charAt(at) === '\0') break;
    const read = readToken(text, at, to);
    tokens.push(read.token);
    problem ??= read.problem;
    at = read.token.span.end;
  }
  return problem ? { tokens, problem } : { tokens };
}

function readToken(
  text: string,
  start: number,
  to: number,
): { token: Token; problem?: SplitLine['problem'] } {
  let value = '';
  let quoted = false;
  let problem: SplitLine['problem'];
  let at = start;
  while (at < to && !ENDS_ARGUMENT.includes(text.charAt(at))) {
    const character = text.charAt(at);
    if (character !== '"' && character !== "'") {
      value += character;
      at += 1;
      continue;
    }
    quoted = true;
    const inner = character === '"' ? readDoubleQuoted(text, at + 1, to) : readSingleQuoted(text, at + 1, to);
    value += inner.value;
    if (!inner.closed) {
      problem ??= { kind: 'unbalanced', span: { start: at, end: to } };
    } else if (inner.end < to && !`${BLANK}\0`.includes(text.charAt(inner.end))) {
      problem ??= {
        kind: 'text-after-quote',
        span: { start: inner.end, end: endOfWord(text, inner.end, to) },
      };
    } else {
      at = inner.end;
      break;
    }
    at = inner.end;
  }
  const token = { value, span: { start, end: at }, quoted };
  return problem ? { token, problem } : { token };
}

/** Ends at the closing quote, or unclosed at a NUL, which ends the server's string. */
interface Quoted {
  readonly value: string;
  /** Offset after the closing quote. */
  readonly end: number;
  readonly closed: boolean;
}

function readDoubleQuoted(text: string, from: number, to: number): Quoted {
  let value = '';
  let at = from;
  while (at < to && text.charAt(at) !== '\0') {
    const character = text.charAt(at);
    if (character === '"') return { value, end: at + 1, closed: true };
    if (character === '\\' && at + 1 < to) {
      const hex = /^x([0-9a-f]{2})$/i.exec(text.slice(at + 1, Math.min(at + 4, to)));
      const next = text.charAt(at + 1);
      value += hex?.[1] ? String.fromCharCode(Number.parseInt(hex[1], 16)) : (ESCAPES.get(next) ?? next);
      at += hex ? 4 : 2;
    } else {
      value += character;
      at += 1;
    }
  }
  return { value, end: to, closed: false };
}

function readSingleQuoted(text: string, from: number, to: number): Quoted {
  let value = '';
  let at = from;
  while (at < to && text.charAt(at) !== '\0') {
    const character = text.charAt(at);
    if (character === "'") return { value, end: at + 1, closed: true };
    const escaped = character === '\\' && text.charAt(at + 1) === "'" && at + 1 < to;
    value += escaped ? "'" : character;
    at += escaped ? 2 : 1;
  }
  return { value, end: to, closed: false };
}

function endOfWord(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && !BLANK.includes(text.charAt(at))) at += 1;
  return at;
}

const WRITTEN = wordMap<string>({
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\x07': '\\a',
});

/** Writes an argument so that the server reads it back as `value`: bare where that is possible, else in double quotes. */
export function quoteArgument(value: string): string {
  if (value !== '' && !/["'\s\\\0]/.test(value) && !value.startsWith('#')) return value;
  return `"${[...value].map((character) => WRITTEN.get(character) ?? character).join('')}"`;
}
