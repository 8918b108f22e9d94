/** Builds the trees of scalars, holes and missing values. */

import type { Node, Scalar } from 'yaml';
import { SourceMap } from '../../text/source-map';
import { type Place, type Span, shift, stableSpan } from '../../text/span';
import { wordMap } from '../../word-map';
import { literalOfTemplate } from '../template/literal';
import { blanksIn, MASK } from '../template/mask';
import { resolvedScalar, type TemplateShape } from '../template/shape';
import type { HoleTree, ScalarStyle, ScalarTree, Tree } from '../tree';
import { mapCoarse, mapLiteral, mapPlain, mapQuoted, type WrittenScalar } from './scalar-map';
import type { TreeSource } from './tree-source';

export class ScalarBuilder {
  readonly #template: TemplateShape | undefined;

  /** @param start stable offset of the parsed text in its file */
  constructor(
    readonly source: TreeSource,
    readonly start: number,
    template: TemplateShape | undefined,
  ) {
    this.#template = template;
  }

  isHole(text: string): boolean {
    return (
      (this.source.template !== undefined && text.includes(MASK)) || (this.source.isHole?.(text) ?? false)
    );
  }

  build(node: Scalar): Tree {
    const style = STYLES.get(node.type ?? 'PLAIN') ?? 'plain';
    const text = style === 'plain' ? (node.source ?? '') : String(node.value ?? '');
    if (style === 'folded' && this.#isPartial(node)) return this.hole(node);
    if (this.#template && (style === 'literal' || text.includes(MASK))) {
      const written = style === 'literal' ? this.#templateLiteral(node) : this.#templateScalar(node, text);
      if (written) return written;
    }
    if (this.isHole(text)) return this.hole(node);
    const { file, text: parsed, map: outer, indent: outerIndent = '' } = this.source;
    const span = this.span(node);
    const contentStart = this.#contentStart(node);
    const own = mapScalar(style, { file, text: parsed, span, contentStart, decoded: text });
    const map = outer ? own.map.through(outer) : own.map.moved(this.start);
    const indent = own.indent === '' ? '' : outerIndent + own.indent;
    const place = this.place(node);
    return {
      kind: 'scalar',
      text,
      null: style === 'plain' && node.value === null,
      place,
      style,
      map,
      indent,
    };
  }

  /** A literal block keeps its actions, because the reader of its text knows how to treat holes. */
  #templateLiteral(node: Scalar): ScalarTree | undefined {
    const { template, file } = this.source;
    if (!template) return undefined;
    const [own, contentStart] = [this.span(node), this.#contentStart(node)];
    const { indent } = mapLiteral({
      file,
      text: this.source.text,
      span: own,
      contentStart,
      decoded: String(node.value ?? ''),
    });
    const span = { ...own, end: this.#template?.reachOf(node, own.end) ?? own.end };
    const place = this.place(node);
    const found = literalOfTemplate({
      ...template,
      file,
      span,
      contentStart,
      indent,
      base: this.start,
      place,
    });
    if (!found || 'kind' in found) return found;
    const { text, map } = found;
    return { kind: 'scalar', text, map: map.moved(this.start), null: false, place, style: 'literal', indent };
  }

  /** Whether actions produce a part of a folded block. */
  #isPartial(node: Scalar): boolean {
    const { template } = this.source;
    const span = this.span(node);
    const reach = this.#template?.reachOf(node, span.end) ?? span.end;
    return template !== undefined && (reach > span.end || blanksIn(template.masked, span).length > 0);
  }

  /** A value with actions, resolved as far as their output is known. */
  #templateScalar(node: Scalar, text: string): Tree | undefined {
    const { template } = this.source;
    return template && resolvedScalar(template, text, this.span(node), this.place(node));
  }

  /** Offset after the header of a block scalar, including its comment and line break. */
  #contentStart(node: Scalar): number | undefined {
    const token = node.srcToken;
    if (token?.type !== 'block-scalar') return undefined;
    const header = token.props.reduce(
      (length, prop) => length + ('source' in prop ? prop.source.length : 0),
      0,
    );
    const first = token.props[0];
    return first ? first.offset + header : undefined;
  }

  /** The value of a key without one, as in `{ a, b }`. */
  nothing(near: Node | null | undefined): ScalarTree {
    const { file, span } = this.place(near);
    const place = { file, span: { start: span.end, end: span.end } };
    const map = SourceMap.coarse(this.source.file, 0, place.span);
    return { kind: 'scalar', text: '', null: true, place, style: 'plain', map, indent: '' };
  }

  hole(node: Node | null | undefined): HoleTree {
    return { kind: 'hole', place: this.place(node) };
  }

  place(node: Node | null | undefined): Place {
    const span = this.span(node);
    const inText = stableSpan(span.start, span.end);
    return this.source.map?.place(span) ?? { file: this.source.file, span: shift(inText, this.start) };
  }

  /** In offsets of the parsed text. Excludes blank lines after a block. */
  span(node: Node | null | undefined): Span {
    const [start = 0, to = 0] = node?.range ?? [];
    let end = to;
    while (end > start && /\s/.test(this.source.text.charAt(end - 1))) end -= 1;
    return { start, end };
  }
}

const STYLES = wordMap<ScalarStyle>({
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
});

function mapScalar(style: ScalarStyle, written: WrittenScalar): { map: SourceMap; indent: string } {
  switch (style) {
    case 'literal':
      return mapLiteral(written);
    case 'plain':
      return { map: mapPlain(written), indent: '' };
    case 'folded':
      return { map: mapCoarse(written), indent: '' };
    default:
      return { map: mapQuoted(written), indent: '' };
  }
}
