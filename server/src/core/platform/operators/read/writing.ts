/** Directives as the text of YAML scalars: values of a mapping of strings, items of a list. */

import { splitArguments } from '../../../directives/split-arguments';
import type { Edit } from '../../../model/finding';
import { insertItems, type TextOf, writeScalar } from '../../../yaml/edit/edit';
import type { ListTree, ScalarStyle, ScalarTree } from '../../../yaml/tree';

/** In a mapping of strings a bare number would be one. */
export const mustBeQuoted = (value: string): boolean => value === '' || Number.isFinite(Number(value));

export const valueText = (value: string): string =>
  value === '""' ? `'""'` : writeScalar(value, 'plain', mustBeQuoted(value));

/** Arguments as an operator gets them: one quoted word without its quotes. */
export function unquoted(args: string): string {
  const { tokens } = splitArguments(args);
  return tokens.length === 1 && /^["']/.test(args) ? (tokens[0]?.value ?? args) : args;
}

/** Words with blanks between them need no quotes; a text with quotes in it is easiest to read in the other ones. */
export function itemText(item: string, style: ScalarStyle): string {
  if (item.includes('"')) return `'${item.replaceAll("'", "''")}'`;
  if (style === 'double') return JSON.stringify(item);
  if (style === 'single') return `'${item}'`;
  return /^\w[\w-]*(?: [\w./-]+)+$/.test(item) ? item : JSON.stringify(item);
}

export const replaceItem = (scalar: ScalarTree, item: string): Edit[] => [
  { ...scalar.place, newText: itemText(item, scalar.style) },
];

/** At the end of a list that has items, in the quotes of its first one. */
export function addItem(list: ListTree, item: string, text: TextOf): Edit[] {
  const first = list.items.find((one): one is ScalarTree => one.kind === 'scalar');
  const written = itemText(item, first?.style ?? 'plain');
  return insertItems(list, [''], text).map((edit) => ({
    ...edit,
    newText: edit.newText.replace(/(?:""|'')$/, () => written),
  }));
}

/** `a.b.c` as `a.b` and `c`. */
export function lastOf(path: string): readonly [holder: string, field: string] {
  const dot = path.lastIndexOf('.');
  return dot === -1 ? ['', path] : [path.slice(0, dot), path.slice(dot + 1)];
}
