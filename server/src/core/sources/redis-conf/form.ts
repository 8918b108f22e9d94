/** Writing directives into the lines of a redis.conf: keeps its line endings and puts things where people look. */

import type { ConfigText } from '../../directives/config-text';
import type { Entry } from '../../directives/load';
import type { Edit } from '../../model/finding';
import type { Form } from '../../model/form';
import type { Span } from '../../text/span';

/** Directives beside which a new one belongs when nothing else says where. */
const NEIGHBOURS: Readonly<Record<string, readonly string[]>> = {
  maxmemory: ['maxmemory-policy', 'maxmemory-samples'],
  'maxmemory-clients': ['maxmemory', 'maxmemory-policy'],
  save: ['stop-writes-on-bgsave-error', 'rdbcompression', 'dbfilename', 'appendonly'],
  'repl-backlog-size': ['replicaof', 'repl-diskless-sync'],
};

export class ConfForm implements Form {
  readonly #config: ConfigText;
  readonly #newline: string;

  constructor(config: ConfigText) {
    this.#config = config;
    this.#newline = /\r\n/.test(config.text) ? '\r\n' : '\n';
  }

  insert(name: string, args: readonly string[], near?: Entry): readonly Edit[] {
    const lines = args.map((one) => `${name} ${one}`).join(this.#newline);
    const after = near?.source === this.#config ? near.line.span : this.#placeFor(name);
    if (after) return [this.#edit({ start: after.end, end: after.end }, `${this.#newline}${lines}`)];
    return [this.#append(lines)];
  }

  replace(entry: Entry, args: string): readonly Edit[] {
    const [first, last] = [entry.line.args[0], entry.line.args.at(-1)];
    if (!first || !last) {
      const at = entry.line.nameToken.span.end;
      return [editIn(entry.source, { start: at, end: at }, ` ${args}`)];
    }
    return [editIn(entry.source, { start: first.span.start, end: last.span.end }, args)];
  }

  rename(entry: Entry, name: string): readonly Edit[] {
    return [editIn(entry.source, entry.line.nameToken.span, name)];
  }

  remove(entries: readonly Entry[]): readonly Edit[] {
    return entries.map((entry) => editIn(entry.source, wholeLine(entry.source.text, entry.line.span), ''));
  }

  show(name: string, args: string): string {
    return `${name} ${args}`;
  }

  /** After a commented-out example of the same directive, as stock files have them, or after a directive that belongs with it. */
  #placeFor(name: string): Span | undefined {
    const example = this.#config.lines.findLast((line) => {
      const text = this.#config.text.slice(line.span.start, line.span.end);
      return line.kind === 'comment' && new RegExp(`^#\\s?${name}\\s+[^\\s]+(?:\\s+\\d+)*$`, 'i').test(text);
    });
    if (example) return example.span;
    const neighbours = NEIGHBOURS[name] ?? [];
    return this.#config.lines.findLast((line) => line.kind === 'directive' && neighbours.includes(line.name))
      ?.span;
  }

  #append(lines: string): Edit {
    const { text } = this.#config;
    const end = text.length;
    const separator = text === '' || text.endsWith('\n') ? '' : this.#newline;
    return this.#edit({ start: end, end }, `${separator}${lines}${separator === '' ? this.#newline : ''}`);
  }

  #edit(span: Span, newText: string): Edit {
    return editIn(this.#config, span, newText);
  }
}

function editIn(config: ConfigText, span: Span, newText: string): Edit {
  const place = config.map.place(span);
  return { file: place.file, span: place.span, newText };
}

/** The line with its line ending; at the end of the text, with the one before it. */
function wholeLine(text: string, span: Span): Span {
  const start = text.lastIndexOf('\n', span.start - 1) + 1;
  const newline = text.indexOf('\n', span.end);
  if (newline !== -1) return { start, end: newline + 1 };
  const before = start > 0 ? start - (text.charAt(start - 2) === '\r' ? 2 : 1) : 0;
  return { start: before, end: text.length };
}
