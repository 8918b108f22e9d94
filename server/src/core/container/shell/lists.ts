/** Words of a shell script that are no command: what an array holds, and what stands between `for` or `case` and its body. */

import { readWords, type Word } from './unit-words';

type Variables = ReadonlyMap<string, string>;

/** @param from the opening parenthesis of `NAME=(…)` */
export function readArray(
  script: string,
  from: number,
  variables: Variables,
): { readonly words: readonly Word[]; readonly end: number } {
  const words: Word[] = [];
  let at = from + 1;
  while (at < script.length && script.charAt(at) !== ')') {
    if (script.charAt(at) === '#') {
      const newline = script.indexOf('\n', at);
      at = newline === -1 ? script.length : newline;
      continue;
    }
    const read = readWords(script, at, variables);
    words.push(...read.words);
    at = Math.max(at + 1, read.whole.span.end);
  }
  return { words, end: at + 1 };
}

/**
 * `for NAME in words` and `case word in`.
 * @param from behind the keyword
 * @returns the first word, and where what runs begins
 */
export function readHead(
  what: 'for' | 'case',
  script: string,
  from: number,
  variables: Variables,
): { readonly first: string | undefined; readonly end: number } {
  let at = from;
  let first: string | undefined;
  while (/[^\n;&|()<>]/.test(script.charAt(at))) {
    if (/\s/.test(script.charAt(at))) {
      at += 1;
      continue;
    }
    const { value, span } = readWords(script, at, variables).whole;
    at = span.end;
    if (what === 'case' && value === 'in') break;
    first ??= value;
  }
  return { first, end: at };
}
