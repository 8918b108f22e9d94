/** What `echo` and `printf` print. */

import type { Dialect, Field } from './state';
import {
  isKnown,
  knownString,
  literal,
  type Piece,
  type Source,
  stringOf,
  type Text,
  UNKNOWN,
  unknownText,
} from './text';

/** Words with their blanks between; a word that may be several leaves the text unknown where it stands. */
function joinedWords(words: readonly Field[]): Text {
  return words.flatMap(({ text }, index): Piece[] => (index === 0 ? [...text] : [{ text: ' ' }, ...text]));
}

/**
 * Only bash leaves backslashes alone without `-e`. Where it is not known which shell runs, they are read: a server starts
 * with what comes out then only, as no directive has a backslash in its name.
 */
export function echoed(words: readonly Field[], dialect: Dialect, source: Source): Text {
  const { flags, rest } = echoFlags(words, dialect);
  const text = joinedWords(rest);
  const reads = dialect === 'bash' ? flags.includes('e') && !/e[^e]*E[^e]*$/.test(flags) : true;
  const read: Escaped = reads ? withEscapes(text, dialect === 'dash' ? 'dash' : 'bash', source) : text;
  if (read.stopped || flags.includes('n')) return read;
  return [...read, lineBreak(read, source)];
}

interface Escaped extends ReadonlyArray<Piece> {
  /** `\c`: nothing more is printed. */
  readonly stopped?: boolean;
}

const lineBreak = (text: Text, source: Source): Piece => ({
  text: '\n',
  source: text.at(-1)?.source?.exact ? afterLast(text, source) : source,
});

/** Behind the last character that is written, so that the line ends where its text does. */
function afterLast(text: Text, source: Source): Source {
  const last = text.at(-1)?.source ?? source;
  return { ...last, span: { start: last.span.end, end: last.span.end }, exact: false };
}

function echoFlags(words: readonly Field[], dialect: Dialect): { flags: string; rest: readonly Field[] } {
  const pattern = dialect === 'dash' ? /^-n$/ : /^-[neE]+$/;
  let count = 0;
  let flags = '';
  while (count < words.length && (dialect !== 'dash' || count === 0)) {
    const word = knownString(words[count]?.text ?? []);
    if (word === undefined || !pattern.test(word)) break;
    flags += word.slice(1);
    count += 1;
  }
  return { flags, rest: words.slice(count) };
}

/** The text with its escapes read, as one piece where there are any. */
function withEscapes(text: Text, style: EscapeStyle, source: Source): Escaped {
  const string = stringOf(text);
  if (!string.includes('\\')) return text;
  const read = readEscapes(string, style);
  if (!read) return unknownText('text', source);
  const pieces: Piece[] = [...literal(read.text, source)];
  return read.stopped ? Object.assign(pieces, { stopped: true }) : pieces;
}

type EscapeStyle = 'bash' | 'dash' | 'format';

const LETTERS: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** @returns undefined for an escape that shells read differently */
function readEscapes(string: string, style: EscapeStyle): { text: string; stopped: boolean } | undefined {
  let text = '';
  let from = 0;
  for (let at = string.indexOf('\\'); at !== -1; at = string.indexOf('\\', from)) {
    text += string.slice(from, at);
    const next = string.charAt(at + 1);
    if (next === 'c' && style !== 'format') return { text, stopped: true };
    const read = escapeAt(string.slice(at + 1, at + 5), style);
    if (!read) return undefined;
    text += read.text;
    from = at + 1 + read.length;
  }
  return { text: text + string.slice(from), stopped: false };
}

/** What follows a backslash. */
function escapeAt(rest: string, style: EscapeStyle): { text: string; length: number } | undefined {
  const next = rest.charAt(0);
  if (/[xuUeEc]/.test(next)) return undefined;
  if (/[0-7]/.test(next)) {
    const octal = (style === 'format' ? /^[0-7]{1,3}/ : /^0[0-7]{0,3}/).exec(rest)?.[0];
    const code = Number.parseInt(octal ?? '', 8);
    // What is not ASCII depends on the locale.
    return octal !== undefined && code > 0 && code < 128
      ? { text: String.fromCharCode(code), length: octal.length }
      : undefined;
  }
  if (style === 'format' && /["']/.test(next)) return { text: next, length: 1 };
  return { text: LETTERS[next] ?? `\\${next}`, length: next === '' ? 0 : 1 };
}

/** `%s`, `%d`, `%i`, `%b`, `%c` and `%%`, with a width; the format is used again while arguments are left. */
export function formatted(words: readonly Field[], source: Source): Text | undefined {
  const [first, ...rest] = words[0] && knownString(words[0].text) === '--' ? words.slice(1) : words;
  const format = first && !first.splits ? knownString(first.text) : undefined;
  if (first === undefined || format === undefined || format.startsWith('-')) return undefined;
  const values = [...rest];
  if (values.some(({ splits }) => splits)) return undefined;
  const parts = partsOf(format);
  if (!parts) return undefined;
  const takes = parts.some(({ kind }) => kind === 'value');
  const pieces: Piece[] = [];
  do {
    const round = formatOnce(parts, values, first, source);
    if (!round) return undefined;
    pieces.push(...round);
    if (round.stopped) break;
  } while (takes && values.length > 0);
  return pieces;
}

/** @param values from which those that are used are taken */
function formatOnce(
  parts: readonly FormatPart[],
  values: Field[],
  format: Field,
  source: Source,
): Escaped | undefined {
  const pieces: Piece[] = [];
  for (const part of parts) {
    const value =
      part.kind === 'text'
        ? literal(part.text, format.source)
        : converted(part, values.shift()?.text, source);
    if (!value) return undefined;
    pieces.push(...value);
    if ('stopped' in value) return Object.assign(pieces, { stopped: true });
  }
  return pieces;
}

type FormatPart =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'value';
      readonly letter: string;
      readonly left: boolean;
      readonly zero: boolean;
      readonly width: number;
    };

function partsOf(format: string): FormatPart[] | undefined {
  const parts: FormatPart[] = [];
  const pattern = /%(-?)(0?)(\d{0,3})([sdibc%])|%|[^%]+/g;
  for (const [whole, left = '', zero = '', width = '', letter] of format.matchAll(pattern)) {
    if (whole === '%') return undefined;
    if (letter === undefined) {
      const read = readEscapes(whole, 'format');
      if (!read || read.stopped) return undefined;
      parts.push({ kind: 'text', text: read.text });
    } else if (letter === '%') parts.push({ kind: 'text', text: '%' });
    else parts.push({ kind: 'value', letter, left: left !== '', zero: zero !== '', width: Number(width) });
  }
  return parts;
}

function converted(
  part: Extract<FormatPart, { kind: 'value' }>,
  value: Text | undefined,
  source: Source,
): Escaped | undefined {
  const { letter, width } = part;
  if (letter === 'b') return value ? withEscapes(value, 'bash', source) : [];
  if (letter === 's' && width === 0) return value ?? [];
  const string = value ? stringOf(value) : '';
  if (!isKnown(string)) return width === 0 ? [{ text: UNKNOWN, name: 'number', source }] : undefined;
  if (letter === 'c') return width > 0 ? undefined : literal(string.charAt(0), source);
  const text = letter === 's' ? string : digitsOf(string, part);
  return text === undefined ? undefined : literal(padded(text, part), source);
}

/** @returns undefined for what shells read in different ways */
function digitsOf(string: string, { zero }: Extract<FormatPart, { kind: 'value' }>): string | undefined {
  if (!/^-?(?:0|[1-9]\d{0,17})?$/.test(string) || string === '-') return undefined;
  return zero && string.startsWith('-') ? undefined : string || '0';
}

const padded = (
  text: string,
  { letter, left, zero, width }: Extract<FormatPart, { kind: 'value' }>,
): string => (left ? text.padEnd(width) : text.padStart(width, zero && letter !== 's' ? '0' : ' '));
