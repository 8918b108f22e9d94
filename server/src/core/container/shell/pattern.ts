/** Patterns of a shell (`*.conf`, `[0-9]?`): what matches them, in time linear in the text for each star. */

/** A stretch of a word that is used as a pattern. */
export interface PatternPiece {
  readonly text: string;
  /** Its characters stand for themselves. */
  readonly quoted: boolean;
}

type Token =
  | { readonly kind: 'character'; readonly character: string }
  | { readonly kind: 'any' | 'star' }
  | {
      readonly kind: 'class';
      readonly negated: boolean;
      readonly members: string;
      readonly ranges: readonly [string, string][];
    };

export type Pattern = readonly Token[];

const CLASSES: Readonly<Record<string, readonly [string, string][]>> = {
  alpha: [
    ['a', 'z'],
    ['A', 'Z'],
  ],
  digit: [['0', '9']],
  alnum: [
    ['a', 'z'],
    ['A', 'Z'],
    ['0', '9'],
  ],
  lower: [['a', 'z']],
  upper: [['A', 'Z']],
  xdigit: [
    ['0', '9'],
    ['a', 'f'],
    ['A', 'F'],
  ],
  space: [
    ['\t', '\r'],
    [' ', ' '],
  ],
  blank: [
    [' ', ' '],
    ['\t', '\t'],
  ],
};

/** @returns undefined for a pattern with more than is read here */
export function patternOf(pieces: readonly PatternPiece[]): Pattern | undefined {
  const tokens: Token[] = [];
  const all = merged(pieces);
  for (const [index, { text, quoted }] of all.entries()) {
    if (quoted) for (const character of text) tokens.push({ kind: 'character', character });
    else if (!addUnquoted(text, index === all.length - 1, tokens)) return undefined;
  }
  return tokens;
}

/** Brackets may come in several pieces. */
function merged(pieces: readonly PatternPiece[]): PatternPiece[] {
  const result: PatternPiece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (last && !last.quoted && !piece.quoted)
      result.splice(-1, 1, { text: last.text + piece.text, quoted: false });
    else result.push(piece);
  }
  return result;
}

/** @param isLast nothing quoted follows, which may be part of a bracket */
function addUnquoted(text: string, isLast: boolean, tokens: Token[]): boolean {
  for (let at = 0; at < text.length; ) {
    const found = text.charAt(at) === '[' ? classAt(text, at) : undefined;
    if (found === 'unknown' || (text.charAt(at) === '[' && !found && !isLast)) return false;
    const { token, length } = found ? { token: found.token, length: found.end - at } : tokenAt(text, at);
    if (token.kind !== 'star' || tokens.at(-1)?.kind !== 'star') tokens.push(token);
    at += length;
  }
  return true;
}

/** Outside of brackets. */
function tokenAt(text: string, at: number): { readonly token: Token; readonly length: number } {
  const character = text.charAt(at);
  if (character === '*') return { token: { kind: 'star' }, length: 1 };
  if (character === '?') return { token: { kind: 'any' }, length: 1 };
  const isEscaped = character === '\\' && at + 1 < text.length;
  return isEscaped
    ? { token: { kind: 'character', character: text.charAt(at + 1) }, length: 2 }
    : { token: { kind: 'character', character }, length: 1 };
}

/** `[a-z_]`, `[!0-9]`, `[[:digit:]]`; undefined where nothing closes it. */
function classAt(text: string, start: number): { token: Token; end: number } | 'unknown' | undefined {
  const match = /^\[([!^]?)(\]?(?:\[:[a-z]+:\]|[^\]])*)\]/.exec(text.slice(start, start + 200));
  if (!match) return undefined;
  const [whole, not = '', inner = ''] = match;
  const ranges: [string, string][] = [];
  let members = '';
  if (/[\\]|\[[.=]/.test(inner)) return 'unknown';
  const rest = inner.replace(/\[:([a-z]+):\]/g, (_, name: string) => {
    for (const [from, to] of CLASSES[name] ?? []) ranges.push([from, to]);
    return '';
  });
  for (let at = 0; at < rest.length; at += 1) {
    const [from = '', dash, to] = [rest.charAt(at), rest.charAt(at + 1), rest.charAt(at + 2)];
    if (dash === '-' && to !== '') {
      ranges.push([from, to]);
      at += 2;
    } else members += from;
  }
  return { token: { kind: 'class', negated: not !== '', members, ranges }, end: start + whole.length };
}

function isOneOf(token: Token, character: string): boolean {
  if (token.kind === 'character') return token.character === character;
  if (token.kind !== 'class') return token.kind === 'any';
  const inside =
    token.members.includes(character) ||
    token.ranges.some(([from, to]) => from <= character && character <= to);
  return inside !== token.negated;
}

/** Whether the whole text matches. A star goes back to where it last began only. */
export function matches(pattern: Pattern, text: string): boolean {
  let [at, position, star, retry] = [0, 0, -1, 0];
  while (position < text.length) {
    const token = pattern[at];
    if (token?.kind === 'star') {
      star = at;
      retry = position;
      at += 1;
    } else if (token && isOneOf(token, text.charAt(position))) {
      at += 1;
      position += 1;
    } else if (star !== -1) {
      retry += 1;
      position = retry;
      at = star + 1;
    } else return false;
  }
  while (pattern[at]?.kind === 'star') at += 1;
  return at === pattern.length;
}

/** The length of a start (or end) of the text that matches; undefined where none does. */
export function affix(
  pattern: Pattern,
  text: string,
  side: 'start' | 'end',
  longest: boolean,
): number | undefined {
  const part = (length: number) =>
    side === 'start' ? text.slice(0, length) : text.slice(text.length - length);
  const lengths = Array.from({ length: text.length + 1 }, (_, index) =>
    longest ? text.length - index : index,
  );
  return lengths.find((length) => matches(pattern, part(length)));
}

/** `${name/pattern/replacement}`. */
export function replaced(
  pattern: Pattern,
  text: string,
  replacement: string,
  where: '/' | '//' | '/#' | '/%',
): string {
  if (where === '/#' || where === '/%') {
    const length = affix(pattern, text, where === '/#' ? 'start' : 'end', true);
    if (length === undefined) return text;
    return where === '/#'
      ? replacement + text.slice(length)
      : text.slice(0, text.length - length) + replacement;
  }
  let result = '';
  for (let at = 0; at < text.length; ) {
    const length = affix(pattern, text.slice(at), 'start', true);
    if (length === undefined || length === 0) {
      result += text.charAt(at);
      at += 1;
      continue;
    }
    result += replacement;
    at += length;
    if (where === '/') return result + text.slice(at);
  }
  return result;
}

/** It holds a character that makes a word a pattern. */
export const isPattern = (text: string): boolean => /[*?]|\[.*\]/s.test(text);
