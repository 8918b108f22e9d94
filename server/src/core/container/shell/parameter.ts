/** `$name` and `${name…}` in all their forms. */

import type { ParameterExpansionPart, SimpleExpansionPart, Word } from 'unbash';
import { operated } from './parameter-operations';
import { itemsOf, type Resolved, stop, type WordExpander } from './resolved';
import type { Field, State, Value } from './state';
import { EMPTY, knownString, literal, type Source, stringOf, type Text, unknownText } from './text';
import { fieldOf, type Item } from './word-items';

type Part = SimpleExpansionPart | ParameterExpansionPart;

export function expandParameter(part: Part, quoted: boolean, expander: WordExpander): Item[] {
  const source = expander.source(part);
  const found = resolveParameter(part, expander);
  const name = nameOf(part);
  if (part.type === 'ParameterExpansion') {
    if (part.prefix === '#') return itemsOf(lengthOf(found, source), quoted, source);
    if (part.operation) {
      const result = operated(part.operation, found, { name, quoted, source, expander });
      return isItems(result) ? result : itemsOfResolved(result, name, quoted, source, expander.state);
    }
  }
  if (found.kind === 'unset' && expander.state.options.nounset) stop(expander.state);
  return itemsOfResolved(found, name, quoted, source, expander.state);
}

const isItems = (result: Resolved | Item[]): result is Item[] => Array.isArray(result);

const nameOf = (part: Part): string =>
  part.type === 'ParameterExpansion' ? part.parameter : part.text.slice(1);

export function resolveParameter(part: Part, expander: WordExpander): Resolved {
  const { state } = expander;
  if (part.type === 'SimpleExpansion') return named(nameOf(part), state);
  const { parameter, index, prefix } = part;
  if (prefix === '!') {
    const found = index ? { kind: 'unknown' as const } : named(parameter, state);
    const target = found.kind === 'text' ? knownString(found.text) : undefined;
    return target !== undefined && /^(?:[A-Za-z_]\w*|\d+)$/.test(target)
      ? named(target, state)
      : { kind: 'unknown' };
  }
  return index ? indexed(parameter, index, expander) : named(parameter, state);
}

function named(name: string, state: State): Resolved {
  if (/^\d+$/.test(name)) return positional(Number(name), state);
  switch (name) {
    case '@':
    case '*':
      return { kind: 'fields', fields: state.parameters, together: name === '*' };
    case '#':
      return countOf(state.parameters);
    case '?':
      return typeof state.status === 'number'
        ? textResult(String(state.status))
        : { kind: 'text', text: unknownText('?') };
    case '$':
    case '!':
    case '-':
      return { kind: 'text', text: unknownText(name) };
    case 'PWD':
      return state.variables.has('PWD')
        ? resolvedValue(state.value(name))
        : { kind: 'text', text: literal(state.files.folder) };
    case 'LINENO':
    case 'RANDOM':
    case 'SECONDS':
      return { kind: 'text', text: unknownText(name) };
    default:
      return resolvedValue(state.value(name));
  }
}

const textResult = (text: string): Resolved => ({ kind: 'text', text: literal(text) });

/** An array without an index is its first word. */
function resolvedValue(value: Value): Resolved {
  if (value.kind !== 'list') return value;
  const [first] = value.items;
  if (!first) return { kind: 'unset' };
  return first.splits ? { kind: 'unknown' } : { kind: 'text', text: first.text };
}

/** Behind a word that may be several, no number is known. */
function positional(number: number, { parameters, zero }: State): Resolved {
  if (number === 0) return { kind: 'text', text: zero };
  return itemAt(parameters, number - 1);
}

function itemAt(fields: readonly Field[], index: number): Resolved {
  if (fields.slice(0, index + 1).some(({ splits }) => splits)) return { kind: 'unknown' };
  const field = fields[index];
  return field ? { kind: 'text', text: field.text } : { kind: 'unset' };
}

const countOf = (fields: readonly Field[]): Resolved =>
  fields.some(({ splits }) => splits)
    ? { kind: 'text', text: unknownText('#') }
    : textResult(String(fields.length));

function indexed(name: string, index: Word, expander: WordExpander): Resolved {
  const value = expander.state.value(name);
  if (index.text === '@' || index.text === '*') {
    const together = index.text === '*';
    if (value.kind === 'list') return { kind: 'fields', fields: value.items, together };
    if (value.kind === 'unset') return { kind: 'fields', fields: [], together };
    if (value.kind === 'text')
      return { kind: 'fields', fields: [fieldOf(value.text, expander.source(index))], together };
    const field = fieldOf(unknownText(name), expander.source(index), true);
    return { kind: 'fields', fields: [field], together };
  }
  const number = expander.number(stringOf(expander.text(index)));
  if (number === undefined || value.kind === 'unknown') return { kind: 'unknown' };
  if (value.kind === 'unset') return value;
  if (value.kind === 'text') return number === 0n ? value : { kind: 'unset' };
  const at = number < 0n ? value.items.length + Number(number) : Number(number);
  return number < 0n && value.items.some(({ splits }) => splits)
    ? { kind: 'unknown' }
    : itemAt(value.items, at);
}

/** `${#name}`, `${#NAME[@]}`. */
function lengthOf(found: Resolved, source: Source): Text {
  if (found.kind === 'unset') return literal('0', source);
  if (found.kind === 'fields') {
    const count = countOf(found.fields);
    return count.kind === 'text' ? count.text : EMPTY;
  }
  const text = found.kind === 'text' ? knownString(found.text) : undefined;
  return text === undefined ? unknownText('length', source) : literal(String([...text].length), source);
}

function itemsOfResolved(
  found: Resolved,
  name: string,
  quoted: boolean,
  source: Source,
  state: State,
): Item[] {
  if (found.kind === 'unset') return [];
  if (found.kind === 'unknown') return itemsOf(unknownText(name), quoted, source);
  if (found.kind === 'text') return itemsOf(found.text, quoted, source);
  return itemsOfFields(found, quoted, source, state);
}

function itemsOfFields(
  { fields, together }: Extract<Resolved, { kind: 'fields' }>,
  quoted: boolean,
  source: Source,
  state: State,
): Item[] {
  const separator = together && quoted ? separatorOf(state) : undefined;
  return fields.flatMap((field, index): Item[] => {
    const kind = quoted && !field.splits ? 'quoted' : 'expanded';
    const items: Item[] = field.text.map((piece) => ({ kind, piece }));
    if (quoted && items.length === 0) items.push({ kind: 'quoted', piece: { text: '' } });
    if (index === 0) return items;
    return separator === undefined
      ? ['end of field', ...items]
      : [...itemsOf(separator, true, source), ...items];
  });
}

/** What `"$*"` puts between words. */
function separatorOf(state: State): Text {
  const value = state.variables.get('IFS')?.value;
  if (!value || value.kind === 'unset') return literal(' ');
  const text = value.kind === 'text' ? knownString(value.text) : undefined;
  return text === undefined ? unknownText('IFS') : literal(text.slice(0, 1));
}
