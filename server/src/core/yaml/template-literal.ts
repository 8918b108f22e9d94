/** The text of a block scalar of a template, with its actions: what a redis.conf in a ConfigMap is before it is rendered. */

import { type Segment, SourceMap } from '../text/source-map';
import type { FileId, Span } from '../text/span';
import { blanksIn, MASK, type MaskedTemplate } from './template-mask';

interface Literal {
  readonly file: FileId;
  readonly original: string;
  readonly masked: MaskedTemplate;
  /** Of the scalar, and where its lines begin. */
  readonly span: Span;
  readonly contentStart: number | undefined;
  readonly indent: string;
}

/** @returns undefined where the scalar has no action */
export function literalOfTemplate(literal: Literal): { text: string; map: SourceMap } | undefined {
  const { file, original, masked, span, contentStart, indent } = literal;
  const touched = blanksIn(masked, span).length > 0 || masked.text.slice(span.start, span.end).includes(MASK);
  if (!touched || contentStart === undefined) return undefined;
  const segments: Segment[] = [];
  let text = '';
  for (let start = contentStart; start < span.end; ) {
    const newline = original.indexOf('\n', start);
    const next = newline === -1 || newline >= span.end ? span.end : newline + 1;
    const line = original.slice(start, next).replace(/\r?\n$/, '');
    // An action may stand further left than the block.
    const own = line.startsWith(indent) ? indent.length : (/^[ \t]*/.exec(line)?.[0].length ?? 0);
    const content = line.slice(own);
    segments.push({
      decoded: { start: text.length, end: text.length + content.length + 1 },
      source: { start: start + own, end: next },
      exact: true,
    });
    text += `${content}\n`;
    start = next;
  }
  return { text, map: SourceMap.of(file, segments) };
}
