/**
 * Converts the nodes of a parsed document to trees: resolves aliases and merge keys, and opens maps and lists to which
 * a template may add.
 */

import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Place, Span } from '../../text/span';
import { MOST_NODES } from '../../work-limits';
import { turnsOf } from '../template/loop';
import { GONE, type TemplateAction } from '../template/mask';
import { plainScalar, resolvedScalar, TemplateShape } from '../template/shape';
import type { ListTree, MapEntry, MapTree, ScalarTree, Tree } from '../tree';
import { ScalarBuilder } from './scalar-builder';
import type { TreeSource } from './tree-source';

/** Deeper nodes are unknown; no schema that is read here goes deeper. */
const DEPTH_LIMIT = 64;

/** An anchored node as a tree, and how many nodes it has with its aliases expanded. */
interface Anchored {
  /** Undefined while it is being built: an alias inside would never end. */
  tree?: Tree;
  nodes: number;
}

export class TreeBuilder {
  #nodes = 0;
  readonly #targets: ReadonlyMap<Node, Node>;
  readonly #anchored = new Map<Node, Anchored>();
  /** The first node that was left out. */
  limited: Place | undefined;
  readonly #template: TemplateShape | undefined;
  readonly #scalars: ScalarBuilder;

  constructor(
    readonly document: Document.Parsed,
    readonly source: TreeSource,
    start: number,
  ) {
    this.#template = source.template && new TemplateShape(source.template.masked);
    this.#scalars = new ScalarBuilder(source, start, this.#template);
    this.#targets = aliasTargets(document);
  }

  root(): Tree {
    const contents = this.document.contents as Node;
    // Blanks after the last value belong to no node but may contain actions.
    this.#template?.setEndOf(contents, Number.POSITIVE_INFINITY);
    return this.build(contents, 0);
  }

  /** @param near the preceding node if `node` is missing */
  build(node: Node | null | undefined, depth: number, near?: Node | null): Tree {
    this.#nodes += 1;
    if (!node) return this.#scalars.nothing(near);
    if (this.#nodes > MOST_NODES || depth > DEPTH_LIMIT) return this.#leftOut(node, depth);
    if (isAlias(node)) return this.#alias(node as Alias, depth);
    const anchored = (node as { anchor?: string }).anchor === undefined ? undefined : { nodes: -this.#nodes };
    if (anchored) this.#anchored.set(node, anchored);
    const tree = this.#content(node, depth);
    if (anchored) this.#anchored.set(node, { tree, nodes: anchored.nodes + this.#nodes });
    return tree;
  }

  #leftOut(node: Node, depth: number): Tree {
    if (depth <= DEPTH_LIMIT) this.limited ??= this.#scalars.place(node);
    return this.#scalars.hole(node);
  }

  /** The tree of the anchor once more: it is built once, and counts every time. */
  #alias(node: Alias, depth: number): Tree {
    const target = this.#targets.get(node);
    if (!target) return this.build(undefined, depth, node);
    const anchored = this.#anchored.get(target);
    if (!anchored) return this.build(target, depth + 1, node);
    if (!anchored.tree) return this.#scalars.hole(node);
    if (this.#nodes + anchored.nodes > MOST_NODES) return this.#leftOut(node, depth);
    this.#nodes += anchored.nodes;
    return anchored.tree;
  }

  #content(node: Node, depth: number): Tree {
    if (isMap(node)) return this.#map(node as YAMLMap<Node, Node | null>, depth);
    if (isSeq(node)) return this.#list(node as YAMLSeq<Node>, depth);
    return isScalar(node) ? this.#scalars.build(node as Scalar) : this.#scalars.hole(node);
  }

  #map(node: YAMLMap<Node, Node | null>, depth: number): MapTree {
    const entries = new Map<string, MapEntry>();
    let open = false;
    const former = new Map<string, Tree[]>();
    for (const [index, pair] of node.items.entries()) {
      const key = keyText(pair);
      if (key === '<<') continue;
      if (key === undefined || this.#scalars.isHole(key)) {
        open = true;
        continue;
      }
      const before = entries.get(key);
      const value = this.#entryValue(node, index, before !== undefined, depth);
      const entry: MapEntry = { key, keyPlace: this.#scalars.place(pair.key), value };
      const others = former.get(key) ?? [];
      if (before) former.set(key, others);
      if (before) others.push(before.value);
      entries.set(key, before ? { ...entry, others } : entry);
    }
    for (const pair of node.items)
      if (keyText(pair) === '<<') open = this.#merge(entries, pair.value, depth) || open;
    // Without the values of its chart, a template may add any key.
    const { template } = this.source;
    const readable = template?.resolve !== undefined || template?.masked.jinja === true;
    open ||= this.#template !== undefined && (!readable || this.#template.opens(node));
    const place = this.#scalars.place(node);
    return { kind: 'map', entries, place, flow: node.flow === true, open, ...this.#readOnlyOf(node) };
  }

  /** Read-only if conditions removed a branch inside: with other values the branch would be rendered. */
  #readOnlyOf(node: Node): Pick<MapTree, 'readOnly'> {
    const { template } = this.source;
    const { start, end } = this.#scalars.span(node);
    return template?.original.slice(start, end).includes(GONE) ? { readOnly: true } : {};
  }

  /** A value that a template may omit or writes twice is unknown. */
  #entryValue(map: YAMLMap<Node, Node | null>, index: number, again: boolean, depth: number): Tree {
    const pair = map.items[index];
    if (!pair) return this.#scalars.nothing(map);
    const template = this.#template;
    if (!template) return this.build(pair.value, depth + 1, pair.key);
    // A conditional Compose service counts as present: if it is rendered, this is its content.
    const named = depth <= 1 && template.masked.jinja && isMap(pair.value);
    if (again || (!named && template.isConditional(pair, map)))
      return this.#scalars.hole(pair.value ?? pair.key);
    const written = template.writtenFor(map, index);
    const isName = NAME_KEY.test(keyText(pair) ?? '');
    if (written.kind === 'nothing')
      return isName && isScalar(pair.value)
        ? this.#nameOf(pair.value as Scalar, depth)
        : this.build(pair.value, depth + 1, pair.key);
    if (written.kind !== 'one') return this.#scalars.hole(pair.key);
    const { action } = written;
    const place = this.#scalars.place(pair.key);
    const resolved = this.source.template?.resolve?.(action, place);
    return resolved ?? (isName ? this.#nameAt(action.span, place) : this.#scalars.hole(pair.key));
  }

  /** Names are compared, not interpreted, so two names that the same action produces are equal. */
  #nameOf(node: Scalar, depth: number): Tree {
    const built = this.build(node, depth + 1);
    return built.kind === 'hole' && this.source.template
      ? this.#nameAt(this.#scalars.span(node), this.#scalars.place(node))
      : built;
  }

  #nameAt({ start, end }: Span, place: Place): ScalarTree {
    const written = this.source.template?.original.slice(start, end) ?? '';
    const text = written.replaceAll(GONE, '').replace(/^["']|["']$/g, '');
    return plainScalar(text.replace(/\s+/g, ' '), place);
  }

  /** Entries of `<<` count only for keys that the map itself does not have. */
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
    const place = this.#scalars.place(node);
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
   * Expands an item inside a loop over known values.
   * @param loops is given the loop
   */
  #looped(item: Node, loops: Set<TemplateAction>): Tree[] | undefined {
    const { template } = this.source;
    const loop = template?.resolve && isScalar(item) ? this.#template?.loopAround(item) : undefined;
    if (!template?.resolve || !loop) return undefined;
    const [span, place] = [this.#scalars.span(item), this.#scalars.place(item)];
    const text = String((item as Scalar).source ?? '');
    const trees = turnsOf(loop, template.resolve, place)?.map((names) =>
      resolvedScalar(template, text, span, place, names),
    );
    if (!trees || trees.includes(undefined)) return undefined;
    loops.add(loop);
    return trees.flatMap((tree) => tree ?? []);
  }
}

/** For each alias the node that had its anchor last before it. */
function aliasTargets(document: Document.Parsed): ReadonlyMap<Node, Node> {
  const targets = new Map<Node, Node>();
  const anchors = new Map<string, Node>();
  if (!document.contents) return targets;
  visit(document.contents as Node, {
    Alias(_, alias) {
      const target = anchors.get(alias.source);
      if (target) targets.set(alias, target);
    },
    Value(_, node) {
      if (node.anchor !== undefined) anchors.set(node.anchor, node as Node);
    },
  });
  return targets;
}

/** Names of objects, volumes and containers, and references to them. */
const NAME_KEY = /^(?:name|[a-z]+Name)$/;

function keyText({ key }: Pair<Node, Node | null>): string | undefined {
  return isScalar(key) ? String((key as Scalar).source ?? (key as Scalar).value) : undefined;
}
