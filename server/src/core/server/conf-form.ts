/**
 * Writes directives into the lines of a redis.conf; keeps line endings and inserts where readers expect a directive.
 */

import type { ConfigText } from '../directives/config-text';
import type { Entry } from '../directives/entry';
import type { Edit } from '../model/finding';
import { advance, type Span } from '../text/span';
import { wordMap } from '../word-map';
import type { Form } from './form';

/** Directives next to which a new one belongs if the caller gives no place. */
const NEIGHBOURS = wordMap<readonly string[]>({
  maxmemory: ['maxmemory-policy', 'maxmemory-samples'],
  'maxmemory-clients': ['maxmemory', 'maxmemory-policy'],
  save: ['stop-writes-on-bgsave-error', 'rdbcompression', 'dbfilename', 'appendonly'],
  'repl-backlog-size': ['replicaof', 'repl-diskless-sync'],
});

/** How lines are written in the document. */
export interface LineStyle {
  /** Prefix of each line: the indentation of a block scalar. */
  readonly indent: string;
  readonly newline: string;
}

export class ConfForm implements Form {
  readonly #config: ConfigText;
  readonly #style: LineStyle;
  readonly #newline: string;

  constructor(config: ConfigText, style?: LineStyle) {
    this.#config = config;
    this.#style = style ?? { indent: '', newline: /\r\n/.test(config.text) ? '\r\n' : '\n' };
    this.#newline = this.#style.newline + this.#style.indent;
  }

  insert(name: string, args: readonly string[], near?: Entry): readonly Edit[] {
    const lines = args.map((one) => `${name} ${one}`).join(this.#newline);
    const end = this.#config.text.trimEnd().length;
    const last = end === 0 ? undefined : { start: end, end };
    const after = near?.source === this.#config ? near.line.span : (this.#placeFor(name) ?? last);
    if (after) return editIn(this.#config, { start: after.end, end: after.end }, `${this.#newline}${lines}`);
    return editIn(this.#config, { start: 0, end: 0 }, `${lines}${this.#newline}`);
  }

  replace(entry: Entry, args: string): readonly Edit[] {
    const [first, last] = [entry.line.args[0], entry.line.args.at(-1)];
    if (!first || !last) {
      const at = entry.line.nameToken.span.end;
      return editIn(entry.source, { start: at, end: at }, ` ${args}`);
    }
    return editIn(entry.source, { start: first.span.start, end: last.span.end }, args);
  }

  rename(entry: Entry, name: string): readonly Edit[] {
    return editIn(entry.source, entry.line.nameToken.span, name);
  }

  remove(entries: readonly Entry[]): readonly Edit[] {
    const sources = [...new Set(entries.map(({ source }) => source))];
    return sources.flatMap((source) => {
      const lines = entries.filter((entry) => entry.source === source).map(({ line }) => line.span);
      const indent = source === this.#config ? this.#style.indent.length : 0;
      return wholeLines(source.text, lines).flatMap((span) =>
        editIn(source, span, '').map((edit) => ({
          ...edit,
          span: { start: advance(edit.span.start, -indent), end: edit.span.end },
        })),
      );
    });
  }

  show(name: string, args: string): string {
    return `${name} ${args}`;
  }

  /** After a commented-out example of the directive, as in stock files, or after a directive of the same group. */
  #placeFor(name: string): Span | undefined {
    const pattern = new RegExp(`^#\\s?${name}\\s+[^\\s]+(?:\\s+\\d+)*$`, 'i');
    const example = this.#config
      .comments()
      .findLast(({ span }) => pattern.test(this.#config.text.slice(span.start, span.end)));
    if (example) return example.span;
    const neighbours = NEIGHBOURS.get(name) ?? [];
    return this.#config.lines.findLast((line) => line.kind === 'directive' && neighbours.includes(line.name))
      ?.span;
  }
}

/** Empty if the text does not map to the document exactly, because the edit would be at a wrong place. */
function editIn({ map }: ConfigText, span: Span, newText: string): Edit[] {
  return map.map(span).exact ? [{ ...map.place(span), newText }] : [];
}

/** Lines with their line endings, adjacent ones merged; at the end of the text, with the preceding line ending. */
function wholeLines(text: string, spans: readonly Span[]): Span[] {
  const lines = spans.map(({ start, end }) => {
    const newline = text.indexOf('\n', end);
    return { start: text.lastIndexOf('\n', start - 1) + 1, end: newline === -1 ? text.length : newline + 1 };
  });
  const merged: Span[] = [];
  for (const line of lines.sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && last.end >= line.start)
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, line.end) };
    else merged.push(line);
  }
  return merged.map(({ start, end }) => {
    if (end < text.length || text.endsWith('\n') || start === 0) return { start, end };
    return { start: start - (text.charAt(start - 2) === '\r' ? 2 : 1), end };
  });
}
