/** Backslashes in words of unit files, as C has them (`cunescape_one`, escape.c). */
import { wordMap } from '../../../word-map';

const SIMPLE = wordMap({
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
  s: ' ',
});
const NUMERIC = /^(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([0-3][0-7]{2}))/i;

export interface Escape {
  readonly text: string;
  /** Characters after the backslash. */
  readonly length: number;
}

/**
 * @param rest of the text after a backslash
 * @returns undefined for a sequence that means nothing
 */
export function readEscape(rest: string): Escape | undefined {
  const simple = SIMPLE.get(rest.charAt(0));
  if (simple !== undefined) return { text: simple, length: 1 };
  const [whole = '', hex, short, long, octal] = NUMERIC.exec(rest) ?? [];
  const code =
    octal === undefined ? Number.parseInt(hex ?? short ?? long ?? '', 16) : Number.parseInt(octal, 8);
  // No text holds a NUL, nor half of a character.
  if (!(code > 0 && code <= 0x10ffff)) return undefined;
  return { text: String.fromCodePoint(code), length: whole.length };
}
