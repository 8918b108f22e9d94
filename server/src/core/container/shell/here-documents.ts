/** Here-documents: lines of a script that a redirection takes, after the line that announces them. */

import { expand, type Word } from './unit-words';

export interface Announced {
  readonly delimiter: Word;
  /** `<<-`: tabs at the start of lines are dropped. */
  readonly strip: boolean;
}

/**
 * @param from where the lines begin
 * @param variables what `$NAME` is known to be
 * @returns the lines as a word, and the offset after the line that ends them
 */
export function readHereDocument(
  script: string,
  from: number,
  { delimiter, strip }: Announced,
  variables: ReadonlyMap<string, string>,
): { readonly body: Word; readonly end: number } {
  const { last, end } = endOf(script, from, delimiter.value, strip);
  const raw = script.slice(from, last);
  const text = strip ? raw.replace(/^\t+/gm, '') : raw;
  const expanded = delimiter.exact ? expand(text, variables) : { value: text, certain: true };
  const body: Word = { ...expanded, span: { start: from, end: last }, exact: expanded.value === raw };
  return { body, end };
}

function endOf(
  script: string,
  from: number,
  delimiter: string,
  strip: boolean,
): { last: number; end: number } {
  for (let at = from; at < script.length; ) {
    const newline = script.indexOf('\n', at);
    const end = newline === -1 ? script.length : newline;
    const line = script.slice(at, end).replace(/\r$/, '');
    if ((strip ? line.replace(/^\t+/, '') : line) === delimiter) return { last: at, end };
    at = end + 1;
  }
  return { last: script.length, end: script.length };
}
