/**
 * Variables in the words of a command, put in when it starts (`replace_env_argv`, env-util.c). `$NAME` as a word of its
 * own becomes as many words as its value has; `${NAME}` is replaced inside a word; `$$` is a dollar sign; anything else
 * with a dollar sign stays as it is.
 */

import { hole } from '../../../container/open-text';
import { MappedText } from '../../../yaml/edit/mapped-text';
import { splitWords } from './words';

/** The value of a variable; undefined where it is not known. */
export type Values = (name: string) => string | undefined;

const ALONE = /^\$([^${].*|)$/s;
const INSIDE = /\$(?:(\$)|\{([A-Za-z_]\w*)\})/g;

/** @returns the words that a word becomes: none for a variable that holds nothing */
export function expandWord(word: MappedText, values: Values): MappedText[] {
  if (!word.text.includes('$')) return [word];
  const alone = ALONE.exec(word.text)?.[1];
  return alone === undefined ? [expandInside(word, values)] : expandAlone(word, values(alone), alone);
}

function expandAlone(word: MappedText, value: string | undefined, name: string): MappedText[] {
  if (value === undefined) return [MappedText.instead(hole(/\W/.test(name) ? 'variable' : name), word)];
  const words = splitWords({ ...word.toScalar(), text: value, map: word.map }, 'systemd');
  return (words ?? []).map(({ text }) => MappedText.instead(text.text, word));
}

function expandInside(word: MappedText, values: Values): MappedText {
  const parts: MappedText[] = [];
  let at = 0;
  for (const { index, 0: found, 1: dollar, 2: name = '' } of word.text.matchAll(INSIDE)) {
    const end = index + found.length;
    const value = dollar ?? values(name) ?? hole(name);
    parts.push(word.slice(at, index), MappedText.instead(value, word.slice(index, end)));
    at = end;
  }
  return MappedText.join([...parts, word.slice(at, word.text.length)], word.scalar);
}
