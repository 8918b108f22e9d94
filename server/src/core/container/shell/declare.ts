/** Assignments, and the builtins that declare variables: `export`, `readonly`, `local`, `declare`. */

import type { Assignment, Word } from 'unbash';
import type { Expander } from './expand';
import type { Field, State, Value } from './state';
import { knownString, sliceText, stringOf, type Text, unknownText } from './text';

export const DECLARES: ReadonlySet<string> = new Set(['export', 'readonly', 'local', 'declare', 'typeset']);

export function assign({ name, value, append, index }: Assignment, state: State, expander: Expander): void {
  if (index) {
    assignElement(name, index, value.type === 'Word' ? expander.text(value) : undefined, state, expander);
    return;
  }
  if (value.type === 'ArrayValue') {
    const items = keyed(value.elements) ? undefined : expander.fields(value.elements);
    const before = append ? listOf(state.value(name), expander) : [];
    state.assign(
      name,
      items && before ? { kind: 'list', items: [...before, ...items] } : { kind: 'unknown' },
    );
    return;
  }
  const text = expander.text(value);
  const before = append ? state.value(name) : undefined;
  if (before?.kind === 'list') state.forget(name);
  else if (before?.kind === 'unknown')
    state.assign(name, { kind: 'text', text: [...unknownText(name), ...text] });
  else state.assign(name, { kind: 'text', text: before?.kind === 'text' ? [...before.text, ...text] : text });
}

/** `([key]=value …)`. */
const keyed = (elements: readonly Word[]): boolean => elements.some(({ text }) => text.startsWith('['));

function listOf(value: Value, expander: Expander): readonly Field[] | undefined {
  if (value.kind === 'list') return value.items;
  if (value.kind === 'unset') return [];
  if (value.kind === 'unknown') return undefined;
  return [{ text: value.text, source: expander.source({ pos: 0, end: 0 }), splits: false }];
}

/** Only elements that are there already, or the next one, leave the array known. */
function assignElement(
  name: string,
  index: Word,
  text: Text | undefined,
  state: State,
  expander: Expander,
): void {
  const number = expander.number(stringOf(expander.text(index)));
  const items = listOf(state.value(name), expander);
  const at = number === undefined ? undefined : Number(number);
  if (
    !text ||
    !items ||
    at === undefined ||
    at < 0 ||
    at > items.length ||
    items.some(({ splits }) => splits)
  ) {
    state.forget(name);
    return;
  }
  const item: Field = { text, source: expander.source(index), splits: false };
  state.assign(name, { kind: 'list', items: [...items.slice(0, at), item, ...items.slice(at + 1)] });
}

/** What the options of a declaration say. */
interface Attributes {
  readonly command: string;
  readonly exported: boolean;
  readonly isArray: boolean;
  /** Values are changed in a way that is not read. */
  readonly isOdd: boolean;
}

/** @param words of the command, in which assignments are not expanded yet */
export function declare(
  command: string,
  words: readonly (Word | Assignment)[],
  state: State,
  expander: Expander,
): void {
  let attributes: Attributes = { command, exported: command === 'export', isArray: false, isOdd: false };
  for (const word of words) {
    if (word.type === 'Assignment') declareAssignment(word, attributes, state, expander);
    else
      for (const { text } of expander.fields([word])) {
        const name = knownString(text) ?? '';
        if (/^[-+]/.test(name)) attributes = withOption(attributes, name);
        else declareName(text, attributes, state);
      }
  }
  // Whatever a substitution in it came to.
  state.status = 0;
}

const withOption = (attributes: Attributes, option: string): Attributes => ({
  command: attributes.command,
  exported: option.includes('x') ? option.startsWith('-') : attributes.exported,
  isArray: attributes.isArray || option.includes('a'),
  isOdd:
    attributes.isOdd ||
    /[ilunAf]/.test(option.slice(1)) ||
    (attributes.command === 'export' && option === '-n'),
});

const isLocal = ({ command }: Attributes, state: State): boolean =>
  command === 'local' || (state.locals.length > 0 && /^(?:declare|typeset)$/.test(command));

function declareAssignment(word: Assignment, attributes: Attributes, state: State, expander: Expander): void {
  if (isLocal(attributes, state)) makeLocal(word.name, state);
  if (attributes.isOdd) state.forget(word.name);
  else assign(word, state, expander);
  if (attributes.exported) state.assign(word.name, state.value(word.name), true);
}

function declareName(text: Text, attributes: Attributes, state: State): void {
  const string = stringOf(text);
  const name = /^([A-Za-z_]\w*)(?:=|$)/.exec(string)?.[1];
  if (name === undefined) return;
  const local = isLocal(attributes, state);
  if (local) makeLocal(name, state);
  const equals = string.indexOf('=');
  if (attributes.isOdd) state.forget(name);
  else if (equals !== -1)
    state.assign(name, { kind: 'text', text: sliceText(text, equals + 1, string.length) });
  else if (local) emptyLocal(name, attributes, state);
  if (attributes.exported) state.assign(name, state.value(name), true);
}

/** dash keeps the value of the variable around; bash makes one that is unset. */
function emptyLocal(name: string, { isArray }: Attributes, state: State): void {
  const { dialect } = state.options;
  if (dialect === 'bash') state.assign(name, isArray ? { kind: 'list', items: [] } : { kind: 'unset' });
  else if (dialect === 'sh' && state.value(name).kind !== 'unset') state.forget(name);
}

function makeLocal(name: string, state: State): void {
  const scopes = [...state.locals];
  const inner = new Map(scopes.pop() ?? []);
  if (!inner.has(name)) inner.set(name, state.variables.get(name));
  state.locals = [...scopes, inner];
}
