/** Directives that stand in YAML as keys with values, or as items of a list, as configuration text with every place. */

import { type ConfigText, readConfigText } from '../../../directives/config-text';
import { type Segment, SourceMap } from '../../../text/source-map';
import { type FileId, type StableSpan, stableSpan } from '../../../text/span';
import { wordMap } from '../../../word-map';
import type { MapEntry, ScalarTree } from '../../../yaml/tree';

/** A stretch of YAML whose text is known. */
interface Piece {
  readonly text: string;
  readonly source: StableSpan;
  /** Character for character. */
  readonly exact: boolean;
}

/** Directives whose arguments are groups: each group is a line of its own in every version. */
const GROUPS = wordMap<number>({ save: 2, 'client-output-buffer-limit': 4 });

/**
 * `maxmemory: 1gb` as `maxmemory 1gb`, an empty value as `""`.
 * @param splits the operator writes each group of arguments on a line of its own
 */
export function entryText(entry: MapEntry, scalar: ScalarTree, splits: boolean): ConfigText {
  const { file, span } = entry.keyPlace;
  const name = { text: entry.key, source: span, exact: span.end - span.start === entry.key.length };
  const value = trimmed(scalar, 0, scalar.text.length);
  const groups = splits ? groupsOf(name.text, value) : [value];
  return lines(
    file,
    groups.map((group) => [name, group]),
  );
}

/**
 * `save 900 1 300 10` as CONFIG SET takes it: the value replaces all that was there.
 * @returns undefined for an item without a value, which the operators pass over
 */
export function itemText(item: ScalarTree): ConfigText | undefined {
  const match = /^\s*(\S+)\s+(?=\S)/.exec(item.text);
  if (!match) return undefined;
  const start = match[0].indexOf(match[1] ?? '');
  const name = trimmed(item, start, start + (match[1] ?? '').length);
  const value = trimmed(item, match[0].length, item.text.length);
  const groups = value.text === '""' ? [value] : groupsOf(name.text, value);
  const cleared = name.text.toLowerCase() === 'save' && value.text !== '""';
  const nothing = { ...value, text: '""', exact: false };
  return lines(item.place.file, [
    ...(cleared ? [[name, nothing] as const] : []),
    ...groups.map((group) => [name, group] as const),
  ]);
}

function groupsOf(name: string, value: Piece): Piece[] {
  const size = GROUPS.get(name.toLowerCase());
  const words = [...value.text.matchAll(/\S+/g)];
  if (size === undefined || words.length <= size || words.length % size !== 0) return [value];
  const groups: Piece[] = [];
  for (let first = 0; first < words.length; first += size) {
    const last = words[first + size - 1];
    const [start, end] = [words[first]?.index ?? 0, (last?.index ?? 0) + (last?.[0].length ?? 0)];
    const source = value.exact
      ? stableSpan(value.source.start + start, value.source.start + end)
      : value.source;
    groups.push({ ...value, text: value.text.slice(start, end), source });
  }
  return groups;
}

/** A stretch of a scalar without the blanks around it; `""` for nothing. */
function trimmed(scalar: ScalarTree, from: number, to: number): Piece {
  const raw = scalar.text.slice(from, to);
  const text = raw.trim();
  if (text === '') return { text: '""', source: scalar.place.span, exact: false };
  const start = from + raw.indexOf(text);
  const { span, exact } = scalar.map.map({ start, end: start + text.length });
  const whole = exact && !text.includes('\n') && span.end - span.start === text.length;
  return whole
    ? { text, source: span, exact }
    : { text: text.replace(/\s*\n\s*/g, ' '), source: scalar.place.span, exact: false };
}

function lines(file: FileId, directives: readonly (readonly [name: Piece, value: Piece])[]): ConfigText {
  const segments: Segment[] = [];
  let text = '';
  const append = (piece: Piece): void => {
    const decoded = { start: text.length, end: text.length + piece.text.length };
    segments.push({ decoded, source: piece.source, exact: piece.exact });
    text += piece.text;
  };
  for (const [name, value] of directives) {
    if (text !== '') text += '\n';
    append(name);
    text += ' ';
    append(value);
  }
  return readConfigText(text, SourceMap.of(file, segments));
}
