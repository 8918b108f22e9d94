/**
 * What the actions of a template leave open in the YAML around them: keys that may be absent, blocks that may have
 * more.
 */

import { isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { LineIndex } from '../../text/line-index';
import { SourceMap } from '../../text/source-map';
import type { Place, Span } from '../../text/span';
import type { ScalarTree, Tree } from '../tree';
import {
  actionAfter,
  actionBefore,
  actionsIn,
  blanksIn,
  CLOSES,
  depthAt,
  MASK,
  type MaskedTemplate,
  type TemplateAction,
} from './mask';
import type { Names } from './names';

export interface TemplateText {
  readonly original: string;
  readonly masked: MaskedTemplate;
  /** Returns the output of an action in place of a value, if known. */
  readonly resolve?: ResolveAction;
}

/**
 * @param place of the value that the action produces
 * @param names values of the dot and the variables inside a loop
 */
export type ResolveAction = (action: TemplateAction, place: Place, names?: Names) => Tree | undefined;

/** Control tags produce no text themselves; their output is the text between them. */
const WRITES_NOTHING =
  /^(?:if|else|elif|end(?:if|for|with|block|macro|call|filter)?|range|for|with|define|block|macro|set|import|from)\b|^\/\*|^\$\w+\s*:?=/;

type Written =
  | { readonly kind: 'nothing' | 'several' }
  | { readonly kind: 'one'; readonly action: TemplateAction };

/** An absent or empty value. */
const isEmpty = (node: Node | null): boolean =>
  !node || (node.range !== undefined && node.range !== null && node.range[0] === node.range[1]);

export class TemplateShape {
  /** Where the range of a node ends: at the next key of the enclosing block. */
  readonly #ends = new Map<Node, number>();
  /** Nesting depth in control blocks at the key of a mapping. */
  readonly #depths = new Map<Node, number>();
  readonly #reaches = new Map<Node, number>();
  /**
   * A line index, because a template may be a single long line and searching its start would take time linear in it.
   */
  #lines: LineIndex<number> | undefined;

  constructor(readonly masked: MaskedTemplate) {}

  /** Whether the entry is inside control tags that do not enclose the whole mapping and its key. */
  isConditional(pair: Pair<Node, Node | null>, map: YAMLMap<Node, Node | null>): boolean {
    return this.#depthOf(pair.key) > (this.#depths.get(map) ?? this.#depthOf(map));
  }

  /**
   * Actions that produce the value of a key without one: those indented more than the key.
   * @param index of the key in the map
   */
  writtenFor(map: YAMLMap<Node, Node | null>, index: number): Written {
    const [pair, next] = map.items.slice(index, index + 2);
    if (!pair) return { kind: 'nothing' };
    const end = next ? this.#from(next.key) : (this.#ends.get(map) ?? this.#to(map));
    this.#setEnd(pair.value, end);
    if (isMap(pair.value)) this.#depths.set(pair.value, this.#depthOf(pair.key));
    this.#setReach(pair.value, end, this.#at(this.#from(pair.key)));
    if (!isEmpty(pair.value)) return { kind: 'nothing' };
    const start = this.#from(pair.key);
    const [action, ...more] = this.#writing({ start, end }).filter(
      (one) => this.#column(one) > this.#at(start),
    );
    if (!action) return { kind: 'nothing' };
    const controlled = depthAt(this.masked, action.span.start) > this.#depthOf(pair.key);
    return more.length > 0 || controlled ? { kind: 'several' } : { kind: 'one', action };
  }

  /** Whether an action adds entries to a mapping. */
  opens(map: YAMLMap<Node, Node | null>): boolean {
    const [first] = map.items;
    const start = this.#from(map);
    const column = this.#at(this.#from(first?.key ?? map));
    const end = this.#ends.get(map) ?? this.#to(map);
    return this.#writing({ start, end }).some((one) => map.flow === true || this.#column(one) === column);
  }

  /** The loop whose only item this is. */
  loopAround({ range }: Node): TemplateAction | undefined {
    const [from = 0, to = 0] = range ?? [];
    const { text } = this.masked;
    const [before, after] = [actionBefore(this.masked, from), actionAfter(this.masked, to)];
    const opens = before?.body.startsWith('range ') && /^\s*-\s*$/.test(text.slice(before.span.end, from));
    return opens && after?.body === 'end' && text.slice(to, after.span.start).trim() === ''
      ? before
      : undefined;
  }

  /**
   * Actions that may remove items of a list or add some.
   * @param known loops whose turns are all known
   */
  openersOf(list: YAMLSeq<Node>, known: ReadonlySet<TemplateAction>): TemplateAction[] {
    const end = this.#ends.get(list) ?? this.#to(list);
    const dash = this.#at(this.#from(list));
    for (const [index, item] of list.items.entries()) {
      const to = index + 1 < list.items.length ? this.#from(list.items[index + 1]) : end;
      this.#setEnd(item, to);
      this.#setReach(item, to, dash);
    }
    let index = 0;
    return this.#blanks({ start: this.#from(list), end }).filter((one) => {
      while (index < list.items.length && this.#to(list.items[index]) < one.span.end) index += 1;
      if (one.body.startsWith('/*') || CLOSES.test(one.body) || known.has(one)) return false;
      const item = list.items[index];
      const inside = item !== undefined && this.#from(item) <= one.span.start;
      return !inside && (list.flow === true || this.#column(one) <= dash);
    });
  }

  /** Sets the end of the root node, that is, of the document. */
  setEndOf(root: Node, end: number): void {
    this.#setEnd(root, end);
  }

  #setEnd(node: Node | null | undefined, end: number): void {
    if (node && (isMap(node) || isSeq(node))) this.#ends.set(node, end);
  }

  /**
   * The end of a block scalar, extended by actions after its last line that continue it; these may be indented less
   * than their output. Closing tags of blocks that begin inside belong to it.
   * @param end of its last line
   */
  reachOf(node: Node, end: number): number {
    let at = Math.max(end, this.#reaches.get(node) ?? 0);
    let open = depthAt(this.masked, at) - depthAt(this.masked, this.#from(node));
    for (let next = actionAfter(this.masked, at); open > 0 && next; next = actionAfter(this.masked, at)) {
      if (!CLOSES.test(next.body)) break;
      at = next.span.end;
      open -= 1;
    }
    return at;
  }

  #setReach(node: Node | null | undefined, end: number, column: number): void {
    if (!isScalar(node) || !/^BLOCK/.test(node.type ?? '')) return;
    const last = this.#writing({ start: this.#from(node), end }).findLast(
      (one) => this.#column(one) > column,
    );
    if (last) this.#reaches.set(node, last.span.end);
  }

  #writing(span: Span): TemplateAction[] {
    return this.#blanks(span).filter(({ body }) => !WRITES_NOTHING.test(body));
  }

  /**
   * The column at which the output of an action begins: its `indent` argument, else its own column; infinite after a
   * key.
   */
  #column({ span, body }: TemplateAction): number {
    const said = /\bn?indent[\s(]+(\d+)/.exec(body)?.[1];
    if (said !== undefined) return Number(said);
    const column = this.#at(span.start);
    const before = this.masked.text.slice(span.start - column, span.start);
    return before.trim() === '' ? column : Number.POSITIVE_INFINITY;
  }

  #depthOf(node: Node): number {
    return depthAt(this.masked, this.#from(node));
  }

  #at(offset: number): number {
    this.#lines ??= new LineIndex<number>(this.masked.text);
    return this.#lines.positionAt(offset).character;
  }

  #blanks(span: Span): readonly TemplateAction[] {
    return blanksIn(this.masked, span);
  }

  #from(node: Node | null | undefined): number {
    return node?.range?.[0] ?? 0;
  }

  /** Includes the blanks after a node, which may contain actions. */
  #to(node: Node | null | undefined): number {
    return node?.range?.[2] ?? node?.range?.[1] ?? 0;
  }
}

/**
 * A scalar whose text is produced by actions, as a whole or in parts.
 * @param span in the template
 * @returns undefined if the output of an action is unknown
 */
export function resolvedScalar(
  { masked, resolve }: TemplateText,
  text: string,
  span: Span,
  place: Place,
  names?: Names,
): Tree | undefined {
  if (!resolve) return undefined;
  const actions = actionsIn(masked, span);
  const written = actions.map((action) => resolve(action, place, names));
  const [first] = written;
  if (written.length === 0 || !first) return undefined;
  const alone = [...text].every((character) => character === MASK);
  if (alone && actions.length === 1) return first;
  const values = written.map((tree) => (tree?.kind === 'scalar' ? tree.text : undefined));
  if (values.includes(undefined)) return undefined;
  let index = 0;
  const whole = text.replace(new RegExp(`${MASK}+`, 'g'), () => {
    index += 1;
    return values[index - 1] ?? '';
  });
  // Adjacent actions form one run of mask characters.
  return index === values.length ? plainScalar(whole, place) : undefined;
}

export function plainScalar(text: string, place: Place): ScalarTree {
  const map = SourceMap.coarse(place.file, text.length, place.span);
  return { kind: 'scalar', text, null: false, place, style: 'plain', map, indent: '' };
}
