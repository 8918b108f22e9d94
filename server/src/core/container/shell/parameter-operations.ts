/** What `${name:-…}`, `${name#…}`, `${name/…/…}` and their like make of a value. */

import type { ParameterOperation } from 'unbash';
import { affix, type Pattern, replaced } from './pattern';
import { isEmptyText, itemsOf, type Resolved, stop, type WordExpander } from './resolved';
import { EMPTY, isKnown, knownString, literal, type Source, stringOf, type Text, unknownText } from './text';
import { type Item, piecesOf } from './word-items';

interface Around {
  readonly name: string;
  readonly quoted: boolean;
  readonly source: Source;
  readonly expander: WordExpander;
}

/** Longer texts are compared with patterns that have stars in too many places. */
const MOST_COMPARED = 300;

export function operated(operation: ParameterOperation, found: Resolved, around: Around): Resolved | Item[] {
  if (operation.type === 'Default') return defaulted(operation, found, around);
  if (found.kind === 'unset') return { kind: 'text', text: EMPTY };
  if (found.kind === 'fields') return sliced(operation, found, around);
  const value = found.kind === 'text' ? knownString(found.text) : undefined;
  if (value === undefined) return { kind: 'text', text: unknownText(around.name) };
  const result = changed(operation, value, around.expander);
  return { kind: 'text', text: result === undefined ? unknownText(around.name) : literal(result) };
}

/** `:-`, `-`, `:=`, `=`, `:+`, `+`, `:?`, `?`: with a colon an empty value counts as none. */
function defaulted(
  { operator, operand }: Extract<ParameterOperation, { type: 'Default' }>,
  found: Resolved,
  { name, quoted, source, expander }: Around,
): Resolved | Item[] {
  const isMissing = missing(found, operator.startsWith(':'));
  const kind = operator.replace(':', '');
  if (isMissing === true && kind === '=')
    expander.state.assign(name, { kind: 'text', text: expander.text(operand) });
  if (isMissing === true && kind === '?') stop(expander.state);
  if (kind === '?') return found.kind === 'unknown' ? unknown(name) : found;
  if (isMissing === undefined) return unknown(name);
  const takesWord = isMissing !== (kind === '+');
  if (!takesWord) return kind === '+' ? { kind: 'text', text: EMPTY } : found;
  const items = expander.items(operand);
  return quoted ? itemsOf(piecesOf(items), true, source) : items.map((item) => asExpanded(item, source));
}

const unknown = (name: string): Resolved => ({ kind: 'text', text: unknownText(name) });

/** A word that stands in for a value is split like one, apart from its quotes. */
const asExpanded = (item: Item, source: Source): Item =>
  item === 'end of field'
    ? item
    : {
        kind: item.kind === 'quoted' ? 'quoted' : 'expanded',
        piece: { ...item.piece, source: { ...source, exact: false } },
      };

function missing(found: Resolved, orEmpty: boolean): boolean | undefined {
  if (found.kind === 'unset') return true;
  if (found.kind === 'unknown') return undefined;
  if (found.kind === 'fields') {
    if (found.fields.some(({ splits }) => splits)) return undefined;
    if (found.fields.length === 0) return true;
    return orEmpty && found.fields.length === 1 ? isEmptyText(found.fields[0]?.text ?? EMPTY) : false;
  }
  return orEmpty ? isEmptyText(found.text) : false;
}

function changed(operation: ParameterOperation, value: string, expander: WordExpander): string | undefined {
  switch (operation.type) {
    case 'Remove': {
      const pattern = expander.pattern(operation.operand);
      return pattern && removed(pattern, value, operation.operator);
    }
    case 'Replace': {
      const pattern = expander.pattern(operation.pattern);
      const replacement = replacementOf(expander.text(operation.replacement));
      if (!pattern || replacement === undefined) return undefined;
      const plain = pattern.every(({ kind }) => kind === 'character');
      if (value.length > MOST_COMPARED && !plain) return undefined;
      return replaced(pattern, value, replacement, operation.operator);
    }
    case 'Slice': {
      const offset = expander.number(stringOf(expander.text(operation.offset)));
      const length = operation.length && expander.number(stringOf(expander.text(operation.length)));
      if (offset === undefined || (operation.length && length === undefined)) return undefined;
      return sliceOf(value, Number(offset), length === undefined ? undefined : Number(length));
    }
    case 'CaseModification':
      return operation.operand === undefined || operation.operand.text === ''
        ? cased(value, operation.operator)
        : undefined;
    default:
      return undefined;
  }
}

/** bash 5.2 puts what matched in place of `&`; older ones and other shells do not. */
function replacementOf(text: Text): string | undefined {
  const string = stringOf(text);
  return isKnown(string) && !string.includes('&') ? string : undefined;
}

function removed(pattern: Pattern, value: string, operator: '#' | '##' | '%' | '%%'): string | undefined {
  if (value.length > MOST_COMPARED * 10) return undefined;
  const side = operator.startsWith('#') ? 'start' : 'end';
  const length = affix(pattern, value, side, operator.length === 2);
  if (length === undefined) return value;
  return side === 'start' ? value.slice(length) : value.slice(0, value.length - length);
}

function sliceOf(value: string, offset: number, length: number | undefined): string | undefined {
  const start = offset < 0 ? value.length + offset : offset;
  if (start < 0) return '';
  if (length === undefined) return value.slice(start);
  if (length >= 0) return value.slice(start, start + length);
  const end = value.length + length;
  return end < start ? undefined : value.slice(start, end);
}

function cased(value: string, operator: '^' | '^^' | ',' | ',,'): string {
  const change = (text: string) => (operator.startsWith('^') ? text.toUpperCase() : text.toLowerCase());
  return operator.length === 2 ? change(value) : change(value.charAt(0)) + value.slice(1);
}

/** `${@:2}`: the words from a number on. */
function sliced(
  operation: ParameterOperation,
  found: Extract<Resolved, { kind: 'fields' }>,
  { expander, name }: Around,
): Resolved {
  const unknown: Resolved = { kind: 'unknown' };
  if (operation.type !== 'Slice' || found.fields.some(({ splits }) => splits)) return unknown;
  const offset = expander.number(stringOf(expander.text(operation.offset)));
  const length = operation.length && expander.number(stringOf(expander.text(operation.length)));
  if (offset === undefined || offset < 0n || (operation.length && (length === undefined || length < 0n)))
    return unknown;
  const isPositional = name === '@' || name === '*';
  if (isPositional && offset === 0n) return unknown;
  const from = Number(offset) - (isPositional ? 1 : 0);
  const fields = found.fields.slice(from, length === undefined ? undefined : from + Number(length));
  return { ...found, fields };
}
