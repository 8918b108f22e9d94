/** One YAML document parsed, and its nodes as trees. `yaml` parses; what is ours is what it is given and what is kept. */

import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { SourceMap } from '../text/source-map';
import { type FileId, type Place, type Span, shift } from '../text/span';
import { mapLiteral, mapPlain, mapQuoted, type WrittenScalar } from './scalar-map';
import { literalOfTemplate } from './template-literal';
import { turnsOf } from './template-loop';
import { blanksIn, GONE, MASK, type TemplateAction } from './template-mask';
import { plainScalar, resolvedScalar, TemplateShape, type TemplateText } from './template-shape';
import type { HoleTree, ListTree, MapEntry, MapTree, ScalarStyle, ScalarTree, Tree } from './tree';

/** Anchors can describe more nodes than a machine can hold; a manifest of a million lines has fewer than this. */
const NODE_LIMIT = 200_000;
const DEPTH_LIMIT = 64;

/** @param text of one chunk; may hold several documents where `...` separates them */
export function parseChunk(text: string): readonly Document.Parsed[] {
  const parsed = parseAllDocuments(text, {
    keepSourceTokens: true,
    uniqueKeys: false,
    merge: true,
    logLevel: 'silent',
    prettyErrors: false,
    strict: false,
  });
  return 'empty' in parsed ? [] : parsed;
}

/** Decides for a scalar or a key whether a template made it. */
export type IsHole = (text: string) => boolean;

/** What was parsed, and where it stands. */
export interface TreeSource {
  readonly file: FileId;
  /** The text that was parsed: a piece of the file, or the decoded content of a scalar in it. */
  readonly text: string;
  /** From `text` to the document, where it is a scalar of one. */
  readonly map?: SourceMap;
  /** What stands before each line of that scalar. */
  readonly indent?: string;
  readonly isHole?: IsHole;
  /** The text is a template whose actions gave way to blanks and marks. */
  readonly template?: TemplateText;
}

/**
 * @param start stable offset of the parsed text in its file
 * @returns undefined for an empty document, or one that does not parse
 */
export function treeOf(document: Document.Parsed, source: TreeSource, start = 0): Tree | undefined {
  if (document.errors.length > 0 || document.contents === null) return undefined;
  return new TreeBuilder(document, source, start).root();
}

/** The documents inside a scalar: values and patches that are written as text. */
export function treesInside(scalar: ScalarTree, isHole?: IsHole): Tree[] {
  const { text, map, indent } = scalar;
  const source: TreeSource = { file: map.file, text, map, indent, ...(isHole ? { isHole } : {}) };
  return parseChunk(text).flatMap((document) => treeOf(document, source) ?? []);
}

class TreeBuilder {
  #nodes = 0;
  readonly #template: TemplateShape | undefined;

  constructor(
    readonly document: Document.Parsed,
    readonly source: TreeSource,
    readonly start: number,
  ) {
    this.#template = source.template && new TemplateShape(source.template.masked);
  }

  isHole(text: string): boolean {
    return (
      (this.source.template !== undefined && text.includes(MASK)) || (this.source.isHole?.(text) ?? false)
    );
  }

  root(): Tree {
    const contents = this.document.contents as Node;
    // Blanks behind the last value belong to nobody, and actions may stand in them.
    this.#template?.setEndOf(contents, Number.POSITIVE_INFINITY);
    return this.build(contents, 0);
  }

  /** @param near what stands before a node that is not there */
  build(node: Node | null | undefined, depth: number, near?: Node | null): Tree {
    this.#nodes += 1;
    if (!node) return this.#nothing(near);
    if (this.#nodes > NODE_LIMIT || depth > DEPTH_LIMIT) return this.#hole(node);
    if (isAlias(node))
      return this.build((node as Alias).resolve(this.document) as Node | undefined, depth + 1, node);
    if (isMap(node)) return this.#map(node as YAMLMap<Node, Node | null>, depth);
    if (isSeq(node)) return this.#list(node as YAMLSeq<Node>, depth);
    return isScalar(node) ? this.#scalar(node as Scalar) : this.#hole(node);
  }

  #map(node: YAMLMap<Node, Node | null>, depth: number): MapTree {
    const entries = new Map<string, MapEntry>();
    let open = false;
    const former = new Map<string, Tree[]>();
    for (const [index, pair] of node.items.entries()) {
      const key = keyText(pair);
      if (key === '<<') continue;
      if (key === undefined || this.isHole(key)) {
        open = true;
        continue;
      }
      const before = entries.get(key);
      const value = this.#entryValue(node, index, before !== undefined, depth);
      const entry: MapEntry = { key, keyPlace: this.#place(pair.key), value };
      const others = former.get(key) ?? [];
      if (before) former.set(key, others);
      if (before) others.push(before.value);
      entries.set(key, before ? { ...entry, others } : entry);
    }
    for (const pair of node.items)
      if (keyText(pair) === '<<') open = this.#merge(entries, pair.value, depth) || open;
    // Without the values of its chart nobody knows what else a template brings.
    const { template } = this.source;
    const readable = template?.resolve !== undefined || template?.masked.jinja === true;
    open ||= this.#template !== undefined && (!readable || this.#template.opens(node));
    const place = this.#place(node);
    return { kind: 'map', entries, place, flow: node.flow === true, open, ...this.#sealOf(node) };
  }

  /** What its conditions leave out of it now they may bring back with other values. */
  #sealOf(node: Node): Pick<MapTree, 'sealed'> {
    const { template } = this.source;
    const { start, end } = this.#span(node);
    return template?.original.slice(start, end).includes(GONE) ? { sealed: true } : {};
  }

  /** What a template may leave out, or gives twice, is not known. */
  #entryValue(map: YAMLMap<Node, Node | null>, index: number, again: boolean, depth: number): Tree {
    const pair = map.items[index];
    if (!pair) return this.#nothing(map);
    const template = this.#template;
    if (!template) return this.build(pair.value, depth + 1, pair.key);
    // A service that may be left out is, where it is not, what stands there.
    const named = depth <= 1 && template.masked.jinja && isMap(pair.value);
    if (again || (!named && template.isConditional(pair, map))) return this.#hole(pair.value ?? pair.key);
    const written = template.writtenFor(map, index);
    const isName = NAME_KEY.test(keyText(pair) ?? '');
    if (written.kind === 'nothing')
      return isName && isScalar(pair.value)
        ? this.#nameOf(pair.value as Scalar, depth)
        : this.build(pair.value, depth + 1, pair.key);
    if (written.kind !== 'one') return this.#hole(pair.key);
    const { action } = written;
    const place = this.#place(pair.key);
    const resolved = this.source.template?.resolve?.(action, place);
    return resolved ?? (isName ? this.#nameAt(action.span, place) : this.#hole(pair.key));
  }

  /** Names are compared, not read: two that are written by the same action are the same. */
  #nameOf(node: Scalar, depth: number): Tree {
    const built = this.build(node, depth + 1);
    return built.kind === 'hole' && this.source.template
      ? this.#nameAt(this.#span(node), this.#place(node))
      : built;
  }

  #nameAt({ start, end }: Span, place: Place): ScalarTree {
    const written = this.source.template?.original.slice(start, end) ?? '';
    const text = written.replaceAll(GONE, '').replace(/^["']|["']$/g, '');
    return plainScalar(text.replace(/\s+/g, ' '), place);
  }

  /** What `<<` brings counts only where the map itself says nothing. */
  #merge(entries: Map<string, MapEntry>, value: Node | null, depth: number): boolean {
    const tree = this.build(value, depth + 1);
    let open = false;
    for (const source of tree.kind === 'list' ? tree.items : [tree]) {
      if (source.kind !== 'map') open = true;
      else for (const [key, entry] of source.entries) if (!entries.has(key)) entries.set(key, entry);
    }
    return open;
  }

  #list(node: YAMLSeq<Node>, depth: number): ListTree {
    const loops = new Set<TemplateAction>();
    const looped = node.items.map((item) => this.#looped(item, loops));
    const place = this.#place(node);
    const openers = this.#template?.openersOf(node, loops) ?? [];
    const added = openers.map((action) => ({ action, tree: this.source.template?.resolve?.(action, place) }));
    const open = added.some(({ tree }) => tree?.kind !== 'list' || tree.open);
    const groups = node.items.map((item, index) => ({
      at: item?.range?.[0] ?? 0,
      items: looped[index] ?? [this.build(item, depth + 1)],
    }));
    for (const { action, tree } of open ? [] : added)
      if (tree?.kind === 'list') groups.push({ at: action.span.start, items: [...tree.items] });
    const items = groups.sort((a, b) => a.at - b.at).flatMap((group) => group.items);
    return { kind: 'list', items, place, flow: node.flow === true, open };
  }

  /**
   * What a loop over known values makes of the one item in it.
   * @param loops gets it
   */
  #looped(item: Node, loops: Set<TemplateAction>): Tree[] | undefined {
    const { template } = this.source;
    const loop = template?.resolve && isScalar(item) ? this.#template?.loopAround(item) : undefined;
    if (!template?.resolve || !loop) return undefined;
    const [span, place] = [this.#span(item), this.#place(item)];
    const text = String((item as Scalar).source ?? '');
    const trees = turnsOf(loop, template.resolve, place)?.map((names) =>
      resolvedScalar(template, text, span, place, names),
    );
    if (!trees || trees.includes(undefined)) return undefined;
    loops.add(loop);
    return trees.flatMap((tree) => tree ?? []);
  }

  #scalar(node: Scalar): Tree {
    const style = STYLES[node.type ?? 'PLAIN'] ?? 'plain';
    const text = style === 'plain' ? (node.source ?? '') : String(node.value ?? '');
    if (style === 'folded' && this.#isPartial(node)) return this.#hole(node);
    if (this.#template && (style === 'literal' || text.includes(MASK))) {
      const written = style === 'literal' ? this.#templateLiteral(node) : this.#templateScalar(node, text);
      if (written) return written;
    }
    if (this.isHole(text)) return this.#hole(node);
    const { file, text: parsed, map: outer, indent: outerIndent = '' } = this.source;
    const span = this.#span(node);
    const contentStart = this.#contentStart(node);
    const own = mapScalar(style, { file, text: parsed, span, contentStart, decoded: text });
    const map = outer ? own.map.through(outer) : own.map.moved(this.start);
    const indent = own.indent === '' ? '' : outerIndent + own.indent;
    const place = this.#place(node);
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

  /** A block with actions in it keeps them: what reads its text knows what they leave open. */
  #templateLiteral(node: Scalar): ScalarTree | undefined {
    const { template, file } = this.source;
    if (!template) return undefined;
    const [own, contentStart] = [this.#span(node), this.#contentStart(node)];
    const { indent } = mapLiteral({
      file,
      text: this.source.text,
      span: own,
      contentStart,
      decoded: String(node.value ?? ''),
    });
    const span = { ...own, end: this.#template?.reachOf(node, own.end) ?? own.end };
    const place = this.#place(node);
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

  /** Actions write a part of a folded block. */
  #isPartial(node: Scalar): boolean {
    const { template } = this.source;
    const span = this.#span(node);
    const reach = this.#template?.reachOf(node, span.end) ?? span.end;
    return template !== undefined && (reach > span.end || blanksIn(template.masked, span).length > 0);
  }

  /** A value that actions write, as far as what they write is known. */
  #templateScalar(node: Scalar, text: string): Tree | undefined {
    const { template } = this.source;
    return template && resolvedScalar(template, text, this.#span(node), this.#place(node));
  }

  /** After the header of a block scalar, comment and line break included. */
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

  /** A key without a value, as in `{ a, b }`. */
  #nothing(near: Node | null | undefined): ScalarTree {
    const { file, span } = this.#place(near);
    const place = { file, span: { start: span.end, end: span.end } };
    const map = SourceMap.coarse(this.source.file, 0, place.span);
    return { kind: 'scalar', text: '', null: true, place, style: 'plain', map, indent: '' };
  }

  #hole(node: Node | null | undefined): HoleTree {
    return { kind: 'hole', place: this.#place(node) };
  }

  #place(node: Node | null | undefined): Place {
    const span = this.#span(node);
    return this.source.map?.place(span) ?? { file: this.source.file, span: shift(span, this.start) };
  }

  /** In the parsed text. Without what follows a block: trailing blank lines belong to nobody. */
  #span(node: Node | null | undefined): Span {
    const [start = 0, to = 0] = node?.range ?? [];
    let end = to;
    while (end > start && /\s/.test(this.source.text.charAt(end - 1))) end -= 1;
    return { start, end };
  }
}

const STYLES: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

/** Of objects, volumes and containers, and of what refers to them. */
const NAME_KEY = /^(?:name|[a-z]+Name)$/;

function mapScalar(style: ScalarStyle, written: WrittenScalar): { map: SourceMap; indent: string } {
  switch (style) {
    case 'literal':
      return mapLiteral(written);
    case 'plain':
      return { map: mapPlain(written), indent: '' };
    case 'folded':
      return { map: SourceMap.coarse(written.file, written.decoded.length, written.span), indent: '' };
    default:
      return { map: mapQuoted(written), indent: '' };
  }
}

function keyText({ key }: Pair<Node, Node | null>): string | undefined {
  return isScalar(key) ? String((key as Scalar).source ?? (key as Scalar).value) : undefined;
}
