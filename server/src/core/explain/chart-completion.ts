/** Keys that can be written into the values of a known chart: those that matter to memory and persistence. */

import type { ChartFacts, ChartValue, RedisInstance } from '../model/instance';
import type { FileId } from '../text/span';
import { chartValueMarkdown } from './chart-hover';
import type { Completion } from './completion';

/** Lines looked at above the cursor at most. */
const MOST_LINES = 5000;

/**
 * @param text the whole document
 * @param offset of the cursor, behind what is typed of a key
 */
export function chartCompletionsAt(
  instances: readonly RedisInstance[],
  file: FileId,
  text: string,
  offset: number,
): Completion[] {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const typed = /^([ ]*)([\w-]*)$/.exec(text.slice(start, offset));
  if (!typed) return [];
  const [, blanks = '', word = ''] = typed;
  const keys = keysAbove(text, start, blanks.length);
  const chart = instances.find((instance) => instance.chart && pathIn(instance.chart, file, keys))?.chart;
  const path = chart && pathIn(chart, file, keys);
  if (!chart || !path) return [];
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

/** Keys of the blocks around a line, the outermost first. */
function keysAbove(text: string, start: number, indent: number): string[] {
  const keys: string[] = [];
  let limit = indent;
  let end = start - 1;
  for (let count = 0; end > 0 && limit > 0 && count < MOST_LINES; count += 1) {
    const from = text.lastIndexOf('\n', end - 1) + 1;
    const match = /^([ ]*)(?:- )?["']?([\w.-]+)["']?:(?:\s|$)/.exec(text.slice(from, end));
    if (match && (match[1]?.length ?? 0) < limit) {
      keys.unshift(match[2] ?? '');
      limit = match[1]?.length ?? 0;
    }
    end = from - 1;
  }
  return keys;
}

/** The path inside the values of the chart; undefined where the keys do not lead into them. */
function pathIn({ layers }: ChartFacts, file: FileId, keys: readonly string[]): string[] | undefined {
  const layer = layers
    .filter((one) => one.file === file && one.path.every((key, index) => keys[index] === key))
    .sort((a, b) => b.path.length - a.path.length)[0];
  return layer && keys.slice(layer.path.length);
}

interface Child {
  readonly name: string;
  readonly value: ChartValue | undefined;
  /** Something stands below it. */
  readonly inner: boolean;
}

/** The next key of every known path, each once. */
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
