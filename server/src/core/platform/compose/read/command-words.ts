/**
 * A command written as one string, split the way Compose does it (mattn/go-shellwords, without expansions): quotes,
 * backslashes, and an end at the first operator of a shell, because there is no shell.
 */

import { MappedText } from '../../../yaml/edit/mapped-text';
import type { ScalarTree } from '../../../yaml/tree';

/** @returns undefined for a string that Compose refuses */
export function splitWords(line: MappedText): ScalarTree[] | undefined {
  const words: ScalarTree[] = [];
  let at = 0;
  while (at < line.text.length) {
    if (/\s/.test(line.text.charAt(at))) at += 1;
    else if (/[;&|<>]/.test(line.text.charAt(at))) break;
    else {
      const word = readWord(line, at);
      if (!word) return undefined;
      words.push(word.scalar);
      at = word.end;
    }
  }
  return words;
}

function readWord(line: MappedText, start: number): { scalar: ScalarTree; end: number } | undefined {
  const pieces: MappedText[] = [];
  const { text } = line;
  let quote = '';
  let at = start;
  for (; at < text.length && (quote !== '' || !ENDS_WORD.test(text.charAt(at))); at += 1) {
    const character = text.charAt(at);
    if (quote === '' && REFUSED.test(character)) return undefined;
    if (quote === '' ? QUOTE.test(character) : character === quote) {
      quote = quote === '' ? character : '';
      continue;
    }
    if (character === '\\' && quote !== "'" && !continues(text, at, quote)) at += 1;
    pieces.push(line.slice(at, at + 1));
  }
  if (quote !== '' || at > text.length) return undefined;
  const word = MappedText.join(pieces, line.scalar);
  return { scalar: word.toScalar(line.slice(start, at).place), end: at };
}

/**
 * A backslash at the end of a line in double quotes is there for the shell that the word is given to. The Compose of
 * Python leaves it to that one; the one of Go takes it away, which nobody means.
 */
const continues = (text: string, at: number, quote: string): boolean =>
  quote === '"' && text.charAt(at + 1) === '\n';

const ENDS_WORD = /[\s;&|<>]/;
const QUOTE = /["']/;
const REFUSED = /[()]/;
