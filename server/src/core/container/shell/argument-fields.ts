/** Words of manifests as words of a shell, and back. */

import { SourceMap } from '../../text/source-map';
import type { ArgumentWord } from './argument-word';
import type { Field } from './state';
import { isKnown, mapOf, type Piece, rendered, stringOf, UNKNOWN } from './text';

/** A word of a manifest as a script gets it: `${NAME}` in one that is not certain stands for something unknown. */
export function fieldOfArgument(argument: ArgumentWord): Field {
  const { value, map, place, certain } = argument;
  const source = { script: { map, place }, span: { start: 0, end: value.length }, exact: true };
  if (certain) return { text: [{ text: value, source }], source, splits: false, argument };
  const text: Piece[] = [];
  let from = 0;
  const add = (to: number): void => {
    if (to > from)
      text.push({ text: value.slice(from, to), source: { ...source, span: { start: from, end: to } } });
  };
  for (const match of value.matchAll(/\$\{(\w+)\??\}/g)) {
    add(match.index);
    from = match.index + match[0].length;
    text.push({
      text: UNKNOWN,
      name: match[1] ?? '',
      source: { ...source, span: { start: match.index, end: from }, exact: false },
    });
  }
  add(value.length);
  return { text, source, splits: false, argument };
}

/** An argument of a program that a script runs. */
export function argumentOfField(field: Field): ArgumentWord {
  if (field.argument) return field.argument;
  const { text, source } = field;
  const { map: script } = source.script;
  const [only] = text;
  const value = rendered(text);
  const certain = isKnown(stringOf(text)) && !field.splits;
  const isWhole =
    text.length === 1 &&
    only?.source?.exact === true &&
    only.source.script === source.script &&
    only.source.span.start === source.span.start &&
    only.source.span.end === source.span.end;
  const place = script.place(source.span);
  const oneForOne =
    isWhole && script.map(source.span).exact && place.span.end - place.span.start === value.length;
  const map = isWhole ? mapOf(text, source) : SourceMap.coarse(place.file, value.length, place.span);
  return { value, place, certain, map, exact: oneForOne ? place : undefined };
}
