/** Completes keys in the values of a known chart, limited to those that affect memory and persistence. */

import type { ChartFacts, ChartValue } from '../server/chart-facts';
import type { RedisInstance } from '../server/instance';
import type { Piece } from '../text/piece';
import { advance, type FileId, type StableOffset } from '../text/span';
import type { ManifestPoint } from '../yaml/manifest-point';
import { chartValueMarkdown } from './chart-hover';
import type { Completion } from './completion';

/** Maximum number of lines to read above the cursor. */
const MOST_LINES = 5000;

/** @param point of the cursor, after the typed part of the key */
export function chartCompletionsAt(
  instances: readonly RedisInstance[],
  { file, text, offset }: Pick<ManifestPoint, 'file' | 'text' | 'offset'>,
): Completion[] {
  const start = text.lineStart(offset);
  const typed = /^([ ]*)([\w-]*)$/.exec(text.slice(start, offset));
  if (!typed) return [];
  const [, blanks = '', word = ''] = typed;
  const found = instances.flatMap(({ chart }) => {
    const path = chart && pathIn(chart, file, text, start, blanks.length);
    return path ? [{ chart, path }] : [];
  })[0];
  if (!found) return [];
  const { chart, path } = found;
  return childrenOf(chart, path).map(({ name, value, inner }) => ({
    label: name,
    kind: 'value',
    detail: chart.name,
    documentation: value ? chartValueMarkdown(value, chart) : '',
    snippet: inner ? `${name}:\n${blanks}  ` : `${name}: `,
    deprecated: false,
    replaces: word.length,
  }));
}

/** The path within the values of the chart; undefined if the keys around the line do not lead there. */
function pathIn(
  { layers }: ChartFacts,
  file: FileId,
  text: Piece,
  start: StableOffset,
  indent: number,
): string[] | undefined {
  const mine = layers
    .filter((layer) => layer.file === file && layer.start < start + indent + 1)
    // Prefer text embedded in the document to the document.
    .sort((a, b) => b.start - a.start || b.path.length - a.path.length);
  for (const layer of mine) {
    const keys = keysAbove(text, start, indent, layer.start);
    if (keys && layer.path.every((key, index) => keys[index] === key)) return keys.slice(layer.path.length);
  }
  return undefined;
}

/**
 * Keys of the blocks around a line, the outermost first.
 * @param root start of the outermost mapping
 * @returns undefined if the line is outside of it
 */
function keysAbove(
  text: Piece,
  start: StableOffset,
  indent: number,
  root: StableOffset,
): string[] | undefined {
  const floor = text.lineStart(root);
  const column = root - floor;
  if (indent < column) return undefined;
  const keys: string[] = [];
  let limit = indent;
  let end = advance(start, -1);
  for (let count = 0; end > floor && count < MOST_LINES; count += 1) {
    const from = text.lineStart(end);
    const line = text.slice(from, end);
    const match = /^([ ]*(?:- )?)["']?([\w.-]+)["']?:(?:\s|$)/.exec(line);
    const deep = match?.[1]?.length ?? /\S/.exec(line)?.index;
    if (deep !== undefined && (deep < column || /^(?:---|\.\.\.)/.test(line)) && !/^\s*#/.test(line))
      return undefined;
    if (match && deep !== undefined && deep < limit) {
      keys.unshift(match[2] ?? '');
      limit = deep;
    }
    if (limit <= column && from <= floor) break;
    end = advance(from, -1);
  }
  return keys;
}

interface Child {
  readonly name: string;
  readonly value: ChartValue | undefined;
  /** There are further keys below it. */
  readonly inner: boolean;
}

/** The next key of every known path, without duplicates. */
function childrenOf({ values }: ChartFacts, path: readonly string[]): Child[] {
  const below = values.flatMap((value) => {
    const keys = value.path.split('.');
    const name = keys[path.length];
    return name !== undefined && path.every((key, index) => keys[index] === key)
      ? [{ name, value, keys }]
      : [];
  });
  return [...new Set(below.map(({ name }) => name))].map((name) => {
    const mine = below.filter((one) => one.name === name);
    return {
      name,
      value: mine.find(({ keys }) => keys.length === path.length + 1)?.value,
      inner: mine.some(({ keys }) => keys.length > path.length + 1),
    };
  });
}
