/** Writing a value at a path: into what is there, else as the keys that are missing, in the style around it. */

import type { Edit } from '../../../model/finding';
import { advance, type Place, type Span } from '../../../text/span';
import { indentOf, insertEntry, removeEntry, type TextOf, writeScalar } from '../../../yaml/edit/edit';
import { at, type MapEntry, type MapTree, type Tree } from '../../../yaml/tree';
import type { ValuesLayer } from './values';

export type NewValue =
  | { readonly kind: 'text'; readonly lines: readonly string[] }
  | { readonly kind: 'scalar'; readonly value: string; readonly string: boolean }
  | { readonly kind: 'flag'; readonly value: boolean }
  | { readonly kind: 'list'; readonly values: readonly string[] }
  /** A mapping as it is written elsewhere, without what stands before each of its lines. */
  | { readonly kind: 'block'; readonly lines: readonly string[] }
  | { readonly kind: 'entries'; readonly entries: readonly (readonly [string, NewValue])[] }
  /** Items that are mappings of one level. */
  | { readonly kind: 'maps'; readonly items: readonly (readonly (readonly [string, string])[])[] };

/** @returns nothing where the text does not stand in the document one for one */
export function setValue(layer: ValuesLayer, keys: readonly string[], value: NewValue, text: TextOf): Edit[] {
  const path = [...layer.path, ...keys];
  let here: Tree | undefined = layer.root;
  if (!here) return emptyFile(layer.place, path, value, text);
  for (const [index, key] of path.entries()) {
    if (here.kind !== 'map') return [];
    const entry: MapEntry | undefined = here.entries.get(key);
    const rest = path.slice(index);
    if (!entry) return insertInto(here, rest, value, text);
    if (entry.others || !isWritten(entry, here, text)) return [];
    if (rest.length === 1) return replaceAt(entry, value, text);
    if (isEmpty(entry.value)) return writeAfter(entry, path.slice(index + 1), value, text);
    here = entry.value;
  }
  return [];
}

/** Aliases and merge keys bring what is written elsewhere, for others too. */
function isWritten({ key, keyPlace, value }: MapEntry, map: MapTree, text: TextOf): boolean {
  const { span } = keyPlace;
  const inside = value.place.span.start >= span.end && value.place.span.end <= map.place.span.end;
  return text(keyPlace).of(span).includes(key) && (inside || isEmpty(value));
}

const isEmpty = (tree: Tree): boolean =>
  (tree.kind === 'scalar' && tree.null) || (tree.kind === 'map' && tree.entries.size === 0);

/**
 * Puts a value under another key: the key is renamed where both stand in the same mapping, else the value moves.
 * @returns nothing where something stands there already, or the value is no block of its own
 */
export function moveValue(
  layer: ValuesLayer,
  from: readonly string[],
  to: readonly string[],
  text: TextOf,
): Edit[] {
  const keys = [...layer.path, ...from];
  const map = at(layer.root, ...keys.slice(0, -1));
  const entry = map?.kind === 'map' ? map.entries.get(keys.at(-1) ?? '') : undefined;
  if (map?.kind !== 'map' || !entry || map.flow || entry.others || !isWritten(entry, map, text)) return [];
  if (at(layer.root, ...layer.path, ...to) !== undefined) return [];
  if (from.length === to.length && from.slice(0, -1).every((key, index) => key === to[index]))
    return [{ ...entry.keyPlace, newText: to.at(-1) ?? '' }];
  const { value } = entry;
  if (value.kind !== 'map' || value.flow || value.entries.size === 0) return [];
  const { span } = value.place;
  const source = text(value.place);
  const indent = indentOf(source, span.start);
  // With the comments between the key and what it holds.
  const begin = advance(source.lineEnd(entry.keyPlace.span.end), 1);
  if (begin > span.start) return [];
  const lines = source.slice(begin, span.end).trimEnd().split(/\r?\n/);
  const block = lines.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()));
  const written = setValue(layer, to, { kind: 'block', lines: block }, text);
  const removed = removeEntry(map, entry, text);
  const apart = written.every((one) => removed.every((other) => isApart(one.span, other.span)));
  return written.length > 0 && removed.length > 0 && apart ? [...written, ...removed] : [];
}

const isApart = (a: Span, b: Span): boolean => a.end <= b.start || b.end <= a.start;

function insertInto(map: MapTree, keys: readonly string[], value: NewValue, text: TextOf): Edit[] {
  const last = [...map.entries.values()].at(-1);
  if (last && !text(last.keyPlace).of(last.keyPlace.span).includes(last.key)) return [];
  return insertEntry(map, linesOf(keys, value), flowOf(keys, value), text);
}

function replaceAt(entry: MapEntry, value: NewValue, text: TextOf): Edit[] {
  const { value: old } = entry;
  const inline = old.kind === 'scalar' && old.style !== 'literal' && old.style !== 'folded';
  const fits = old.kind === 'scalar' && (old.style === 'plain' || old.style === 'single');
  if (value.kind === 'scalar' && inline && !old.null && (fits || !value.value.includes('"')))
    return [{ ...old.place, newText: quoted(value.value, value.string, old.style) }];
  return writeAfter(entry, [], value, text);
}

/** Behind the colon of a key, in place of what stands there. */
function writeAfter(
  { value: old, keyPlace }: MapEntry,
  keys: readonly string[],
  value: NewValue,
  text: TextOf,
): Edit[] {
  const newText = after(keyPlace, keys, value, text);
  const source = text(keyPlace);
  const colon = source.indexOf(':', keyPlace.span.end);
  if (colon === -1) return [];
  const start = advance(colon, 1);
  const blank = /^[ \t]*/.exec(source.slice(start))?.[0].length ?? 0;
  const end = old.kind === 'scalar' && old.null ? advance(start, blank) : old.place.span.end;
  const replaced = source.slice(start, end);
  if (/^\s*[&*!]/.test(replaced)) return [];
  const gap = newText.startsWith('\n') || newText.startsWith('\r') ? '' : ' ';
  return [{ file: keyPlace.file, span: { start, end }, newText: gap + newText }];
}

/** What stands behind the colon of a key. */
function after(keyPlace: Place, keys: readonly string[], value: NewValue, text: TextOf): string {
  const source = text(keyPlace);
  const indent = indentOf(source, keyPlace.span.start);
  const [head = '', ...lines] = linesOf(['', ...keys], value);
  const newline = source.includes('\r\n') ? '\r\n' : '\n';
  return [head.replace(/^: ?/, ''), ...lines.map((line) => `${indent}${line}`)].join(newline);
}

/** `a:` / `  b: value`, without the indentation of what they go into. */
function linesOf(keys: readonly string[], value: NewValue): string[] {
  const [key = '', ...rest] = keys;
  if (rest.length > 0) return [`${key}:`, ...linesOf(rest, value).map((line) => `  ${line}`)];
  switch (value.kind) {
    case 'scalar':
      return [`${key}: ${quoted(value.value, value.string)}`];
    case 'text':
      return [`${key}: |-`, ...value.lines.map((line) => (line === '' ? '' : `  ${line}`))];
    case 'block':
      return [`${key}:`, ...value.lines.map((line) => (line === '' ? '' : `  ${line}`))];
    case 'flag':
      return [`${key}: ${value.value}`];
    case 'entries':
      return [
        `${key}:`,
        ...value.entries.flatMap(([name, one]) => linesOf([name], one).map((line) => `  ${line}`)),
      ];
    case 'list':
      return [`${key}:`, ...value.values.map((one) => `  - ${quoted(one, true)}`)];
    default:
      return [
        `${key}:`,
        ...value.items.flatMap((pairs) =>
          pairs.map(([name, one], index) => `  ${index === 0 ? '- ' : '  '}${name}: ${quoted(one, true)}`),
        ),
      ];
  }
}

function flowOf(keys: readonly string[], value: NewValue): string {
  const [key = '', ...rest] = keys;
  if (rest.length > 0) return `${key}: { ${flowOf(rest, value)} }`;
  switch (value.kind) {
    case 'scalar':
      return `${key}: ${quoted(value.value, value.string)}`;
    case 'text':
      return `${key}: ${JSON.stringify(value.lines.join('\n'))}`;
    case 'block':
      return '';
    case 'flag':
      return `${key}: ${value.value}`;
    case 'entries':
      return `${key}: { ${value.entries.map(([name, one]) => flowOf([name], one)).join(', ')} }`;
    case 'list':
      return `${key}: [${value.values.map((one) => quoted(one, true)).join(', ')}]`;
    default: {
      const items = value.items.map((pairs) => pairs.map(([name, one]) => `${name}: ${quoted(one, true)}`));
      return `${key}: [${items.map((pairs) => `{ ${pairs.join(', ')} }`).join(', ')}]`;
    }
  }
}

/** Quotes of a redis.conf stay readable inside single ones. */
function quoted(value: string, string: boolean, style: Parameters<typeof writeScalar>[1] = 'plain'): string {
  if (value.includes('"') && !value.includes("'") && style !== 'double') return `'${value}'`;
  return writeScalar(value, style, string);
}

function emptyFile(place: Place, path: readonly string[], value: NewValue, text: TextOf): Edit[] {
  const { text: source, end } = text(place);
  const gap = source === '' || source.endsWith('\n') ? '' : '\n';
  return [
    {
      file: place.file,
      span: { start: end, end },
      newText: `${gap}${linesOf(path, value).join('\n')}\n`,
    },
  ];
}
