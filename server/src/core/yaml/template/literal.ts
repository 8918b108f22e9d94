/**
 * The text of a block scalar in a template, including its actions, such as a redis.conf in a ConfigMap before
 * rendering.
 */

import { type Segment, SourceMap } from '../../text/source-map';
import { type FileId, type Place, type Span, shift, stableSpan } from '../../text/span';
import type { ScalarTree } from '../tree';
import { turnsOf } from './loop';
import { actionsIn, blanksIn, CLOSES, GONE, type MaskedTemplate, OPENS, type TemplateAction } from './mask';
import type { Names } from './names';
import type { ResolveAction } from './shape';

interface Literal {
  readonly file: FileId;
  readonly original: string;
  readonly masked: MaskedTemplate;
  /** Of the scalar; `contentStart` is the start of its lines. */
  readonly span: Span;
  readonly contentStart: number | undefined;
  readonly indent: string;
  /** Stable offset of the template. */
  readonly base: number;
  readonly place: Place;
  readonly resolve?: ResolveAction;
}

interface LiteralText {
  readonly text: string;
  readonly map: SourceMap;
}

/**
 * @returns the text with known actions resolved; the value itself if one action produces the whole text; undefined if
 *   the scalar has no action
 */
export function literalOfTemplate(literal: Literal): LiteralText | ScalarTree | undefined {
  const { original, masked, span, contentStart, place, resolve } = literal;
  const parsed = masked.text.slice(span.start, span.end);
  const touched = blanksIn(masked, span).length > 0 || parsed !== original.slice(span.start, span.end);
  if (!touched || contentStart === undefined) return undefined;
  const [only] = actionsIn(masked, { start: contentStart, end: span.end });
  const all = original.slice(contentStart, span.end).trim();
  if (only && all === original.slice(only.span.start, only.span.end)) {
    const written = resolve?.(only, place);
    if (written?.kind === 'scalar') return written;
  }
  return new Builder(literal, contentStart).run();
}

const LEFT_OUT = new RegExp(`^[ \\t]*${GONE}[ \\t${GONE}]*$`);
const STAYS = new RegExp(`[^${GONE}]+`, 'g');

/** Quotes are syntax in YAML, but part of the text in a block. */
const QUOTED = /(?:^|\|\s*)(s?quote|toJson)\b(?!.*\|)/;

function closerOf(masked: MaskedTemplate, opener: TemplateAction, to: number): TemplateAction | undefined {
  let depth = 0;
  for (const action of actionsIn(masked, { start: opener.span.start, end: to })) {
    if (OPENS.test(action.body)) depth += 1;
    else if (CLOSES.test(action.body)) depth -= 1;
    if (depth === 0) return action.body === 'end' ? action : undefined;
    if (depth === 1 && /^else\b/.test(action.body)) return undefined;
  }
  return undefined;
}

class Builder {
  readonly #segments: Segment[] = [];
  #text = '';

  constructor(
    readonly literal: Literal,
    readonly contentStart: number,
  ) {}

  run(): LiteralText {
    const { file, span } = this.literal;
    this.#lines({ start: this.contentStart, end: span.end }, undefined);
    return { text: this.#text, map: SourceMap.of(file, this.#segments) };
  }

  /** @param names set inside a loop, whose text is rendered several times and therefore not editable */
  #lines({ start: from, end: to }: Span, names: Names | undefined): void {
    const { original, indent } = this.literal;
    for (let start = from; start < to; ) {
      const newline = original.indexOf('\n', start);
      const next = newline === -1 || newline >= to ? to : newline + 1;
      const behind = this.#loop({ start, end: next }, to, names);
      if (behind !== undefined) {
        start = behind;
        continue;
      }
      const line = original.slice(start, next).replace(/\r?\n$/, '');
      // An action may be indented less than the block.
      const own = line.startsWith(indent) ? indent.length : (/^[ \t]*/.exec(line)?.[0].length ?? 0);
      // A line that contains only tags produces no output, not even an empty line, because tags trim whitespace.
      if (!LEFT_OUT.test(line)) this.#line({ start: start + own, end: start + line.length }, next, names);
      start = next;
    }
  }

  /** @returns the offset after a loop whose tags are on lines of their own; undefined for any other line */
  #loop(line: Span, to: number, names: Names | undefined): number | undefined {
    const { masked, original, place, resolve } = this.literal;
    const alone = ({ span }: TemplateAction, around: Span) =>
      original.slice(around.start, around.end).trim() === original.slice(span.start, span.end);
    const [opener] = actionsIn(masked, line);
    if (!resolve || !opener?.body.startsWith('range ') || !alone(opener, line)) return undefined;
    const closer = closerOf(masked, opener, to);
    const turns = closer && turnsOf(opener, resolve, place, names);
    if (!closer || !turns) return undefined;
    const last = original.lastIndexOf('\n', closer.span.start) + 1;
    const newline = original.indexOf('\n', closer.span.end);
    const behind = newline === -1 || newline >= to ? to : newline + 1;
    if (!alone(closer, { start: last, end: behind })) return undefined;
    for (const turn of turns) this.#lines({ start: line.end, end: last }, turn);
    return behind;
  }

  /** @param next start of the following line */
  #line(span: Span, next: number, names: Names | undefined): void {
    const exact = names === undefined;
    let at = span.start;
    for (const { action, value } of this.#known(span, names)) {
      if (action.span.start > at) this.#own({ start: at, end: action.span.start }, exact);
      this.#value(value, QUOTED.exec(action.body)?.[1] ?? '');
      at = action.span.end;
    }
    this.#own({ start: at, end: span.end }, exact);
    this.#add('\n', { start: span.end, end: next }, exact);
  }

  /** Actions of a line with known output. Only an action alone on its line may produce several lines. */
  #known(line: Span, names: Names | undefined): { action: TemplateAction; value: ScalarTree }[] {
    const { masked, original, place, resolve } = this.literal;
    const alone = original.slice(line.start, line.end).trim();
    return actionsIn(masked, line).flatMap((action) => {
      const { start, end } = action.span;
      const value = start < line.start || end > line.end ? undefined : resolve?.(action, place, names);
      if (value?.kind !== 'scalar') return [];
      return value.text.includes('\n') && alone !== original.slice(start, end) ? [] : [{ action, value }];
    });
  }

  #own({ start, end }: Span, exact: boolean): void {
    const text = this.literal.original.slice(start, end);
    for (const { 0: kept, index } of text.matchAll(STAYS))
      this.#add(kept, { start: start + index, end: start + index + kept.length }, exact);
  }

  /** Every line maps to its place in the values, inexactly, because quoting may change the text. */
  #value({ text, map }: ScalarTree, quote: string): void {
    const mark = quote === '' ? '' : quote === 'squote' ? "'" : '"';
    let start = 0;
    const lines = text.replace(/\n+$/, '').split('\n');
    for (const [index, line] of lines.entries()) {
      const place = map.place({ start, end: start + line.length });
      const end = index + 1 < lines.length ? '\n' : '';
      this.#add(mark + line + mark + end, shift(place.span, -this.literal.base), false, place.file);
      start += line.length + 1;
    }
  }

  #add(text: string, source: Span, exact: boolean, file?: FileId): void {
    if (text === '') return;
    const decoded = { start: this.#text.length, end: this.#text.length + text.length };
    this.#segments.push({
      decoded,
      source: stableSpan(source.start, source.end),
      exact,
      ...(file === undefined ? {} : { file }),
    });
    this.#text += text;
  }
}
