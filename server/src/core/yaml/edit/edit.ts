/** Minimal edits of YAML: quotes, comments, indentation and flow style stay as they are. */

import type { Edit } from '../../model/finding';
import { newlineAt } from '../../text/newline';
import type { Piece } from '../../text/piece';
import { advance, type Place, type StableOffset, type StableSpan, stableSpan } from '../../text/span';
import type { ListTree, MapEntry, MapTree, ScalarStyle, ScalarTree, Tree } from '../tree';

/** The text that contains a place, to look at what is next to a node. */
export type TextOf = (place: Place) => Piece;

/**
 * Whether a place is inside the source text of a map or list. Overlays and aliases combine nodes from different places;
 * only a node inside can get a new sibling next to it.
 */
export const standsIn = (outer: MapTree | ListTree, { file, span }: Place): boolean =>
  outer.place.file === file && outer.place.span.start <= span.start && span.end <= outer.place.span.end;

/** Words that every YAML version reads as a string when they are plain. */
const SAFE_PLAIN = /^(?!(?:yes|no|on|off|true|false|null|y|n|~)$)[A-Za-z./_][\w./@-]*$/i;
/** Redis memory values: digits with a unit are a string in every YAML version, too. */
const MEMORY = /^\d+(?:b|[kmg]b?)$/i;
/** Plain text that is safe in fields that are not of type string, such as quantities and numbers. */
const SAFE_VALUE = /^(?!(?:yes|no|on|off|true|false|null|y|n|~)$)[A-Za-z0-9./_][\w./@-]*$/i;

/** @param string the field has type string, so a bare number or `yes` needs quotes */
export function writeScalar(value: string, style: ScalarStyle, string: boolean): string {
  if (style === 'single' && !value.includes('\n')) return `'${value.replaceAll("'", "''")}'`;
  if (style === 'plain' && (string ? SAFE_PLAIN : SAFE_VALUE).test(value)) return value;
  return JSON.stringify(value);
}

/** Replaces the value and keeps the quotes. */
export function replaceScalar(scalar: ScalarTree, value: string, string = true): Edit[] {
  const asIs = scalar.style === 'plain' && MEMORY.test(value);
  return [{ ...scalar.place, newText: asIs ? value : writeScalar(value, scalar.style, string) }];
}

/** Adds items after an item of a list, or at its end. */
export function insertItems(
  list: ListTree,
  values: readonly string[],
  text: TextOf,
  after: Tree | undefined = list.items.at(-1),
): Edit[] {
  const { file, span } = list.place;
  const source = text(list.place);
  if (after && !standsIn(list, after.place)) return [];
  const style = styleOf(list);
  const written = values.map((value) => writeScalar(value, style, true));
  if (!after)
    return list.flow
      ? [{ file, span: stableSpan(span.start + 1, span.end - 1), newText: written.join(', ') }]
      : [];
  const end = after.place.span.end;
  if (list.flow) return [insertAt(after.place, end, `, ${written.join(', ')}`)];
  const indent = itemIndent(source, after.place.span.start);
  return [
    insertAt(
      after.place,
      endOfLine(source, end),
      written.map((one) => `${newlineAt(source, end)}${indent}- ${one}`).join(''),
    ),
  ];
}

/** The quote style of most items. */
function styleOf({ items }: ListTree): ScalarStyle {
  const styles = items.flatMap((item) => (item.kind === 'scalar' ? [item.style] : []));
  const quoted = styles.filter((style) => style === 'double' || style === 'single');
  return quoted.length * 2 >= styles.length && quoted[0] ? quoted[0] : 'plain';
}

/** Removes items with their lines or, in flow style, with their commas. */
export function removeItems(list: ListTree, items: readonly Tree[], text: TextOf): Edit[] {
  const source = text(list.place);
  if (!items.every(({ place }) => standsIn(list, place))) return [];
  const { file } = list.place;
  if (!list.flow)
    return items.map(({ place }) => ({ file, span: wholeLines(source, place.span), newText: '' }));
  return neighbours(list, items).map((span) => ({ file, span: withComma(source, span), newText: '' }));
}

/** Spans of adjacent items, which share the commas between them. */
function neighbours({ items }: ListTree, wanted: readonly Tree[]): StableSpan[] {
  const runs: StableSpan[] = [];
  items.forEach((item, index) => {
    if (!wanted.includes(item)) return;
    const { span } = item.place;
    const before = items[index - 1];
    const run = before && wanted.includes(before) ? runs.pop() : undefined;
    runs.push(run ? { start: run.start, end: span.end } : span);
  });
  return runs;
}

function withComma(source: Piece, span: StableSpan): StableSpan {
  const before = advance(source.start, source.slice(source.start, span.start).trimEnd().length - 1);
  if (source.charAt(before) === ',') return { start: before, end: span.end };
  const after = /^\s*,\s*/.exec(source.slice(span.end));
  return { start: span.start, end: advance(span.end, after?.[0].length ?? 0) };
}

/**
 * Adds an entry to a mapping, after one of its entries or at its end.
 * @param lines the entry in block style, without the indentation of the mapping; the first one is `key: value` or
 *   `key:`
 * @param flow the same entry in flow style
 */
export function insertEntry(
  map: MapTree,
  lines: readonly string[],
  flow: string,
  text: TextOf,
  after?: MapEntry,
): Edit[] {
  const { file, span } = map.place;
  const source = text(map.place);
  if (map.readOnly) return [];
  const own = [...map.entries.values()].filter(({ keyPlace }) => standsIn(map, keyPlace));
  const last = after && own.includes(after) ? after : own.at(-1);
  if (map.flow) {
    if (last && !standsIn(map, last.value.place)) return [];
    const end = last ? last.value.place.span.end : advance(span.start, 1);
    return [{ file, span: { start: end, end }, newText: last ? `, ${flow}` : flow }];
  }
  if (!last) return [];
  const indent = indentOf(source, last.keyPlace.span.start);
  const newText = lines.map((line) => `${newlineAt(source, span.start)}${indent}${line}`).join('');
  return [insertAt({ file, span }, endOfEntry(source, last, indent.length), newText)];
}

/**
 * Sets the value of a key that is written without one.
 * @param lines the value in block style, indented below the key; undefined if only the flow style exists
 * @param flow the same value in flow style
 */
export function fillEntry(
  map: MapTree,
  { keyPlace, value }: MapEntry,
  lines: readonly string[],
  flow: string,
  text: TextOf,
): Edit[] {
  if (value.kind !== 'scalar' || !value.null || !standsIn(map, keyPlace) || map.readOnly) return [];
  const { file, span } = value.place;
  const source = text(keyPlace);
  if (span.end > span.start) return [{ file, span, newText: flow }];
  const end = advance(source.indexOf(':', keyPlace.span.end), 1) as StableOffset;
  if (map.flow || lines.length === 0) return [insertAt(keyPlace, end, ` ${flow}`)];
  const before = `${newlineAt(source, end)}${indentOf(source, keyPlace.span.start)}  `;
  return [insertAt(keyPlace, endOfLine(source, end), lines.map((line) => `${before}${line}`).join(''))];
}

/** The end of the key if the value comes from elsewhere, such as an alias. */
const knownEnd = ({ keyPlace, value }: MapEntry): StableOffset =>
  value.place.file === keyPlace.file && value.place.span.start >= keyPlace.span.end
    ? value.place.span.end
    : keyPlace.span.end;

/** Removes an entry with its lines. */
export function removeEntry(map: MapTree, entry: MapEntry, text: TextOf): Edit[] {
  const { file, span } = entry.keyPlace;
  const source = text(entry.keyPlace);
  if (!standsIn(map, entry.keyPlace) || !standsIn(map, entry.value.place)) return [];
  if (map.flow)
    return [
      { file, span: withComma(source, { start: span.start, end: entry.value.place.span.end }), newText: '' },
    ];
  const end = endOfEntry(source, entry, indentOf(source, span.start).length);
  return [{ file, span: wholeLines(source, { start: span.start, end }), newText: '' }];
}

/** End of the last line of an entry; everything indented more than its key belongs to it. */
function endOfEntry(source: Piece, entry: MapEntry, indent: number): StableOffset {
  let end = endOfLine(source, knownEnd(entry));
  for (let start = advance(end, 1); start < source.end; ) {
    const lineEnd = endOfLine(source, start);
    const line = source.slice(start, lineEnd);
    if (line.trim() !== '' && (/^ */.exec(line)?.[0].length ?? 0) <= indent) break;
    if (line.trim() !== '') end = lineEnd;
    start = advance(lineEnd, 1);
  }
  return end;
}

const insertAt = ({ file }: Place, offset: StableOffset, newText: string): Edit => ({
  file,
  span: { start: offset, end: offset },
  newText,
});

/** Offset of the line break; a carriage return counts as part of it. */
function endOfLine(source: Piece, from: StableOffset): StableOffset {
  const end = source.lineEnd(from);
  const before = advance(end, -1);
  return end > from && source.charAt(before) === '\r' ? before : end;
}

function wholeLines(source: Piece, span: StableSpan): StableSpan {
  return stableSpan(source.lineStart(span.start), Math.min(source.lineEnd(span.end) + 1, source.end));
}

/** Indentation of a key. A `- ` before it counts as blanks, because the other keys of the item align with it. */
export function indentOf(source: Piece, offset: StableOffset): string {
  return source.slice(source.lineStart(offset), offset).replace(/[^ ]/g, ' ');
}

/** Indentation of the dash of a list item. */
export function itemIndent(source: Piece, offset: StableOffset): string {
  return /^[ ]*/.exec(source.slice(source.lineStart(offset), offset))?.[0] ?? '';
}
