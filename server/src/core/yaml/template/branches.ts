/**
 * Resolves the conditions of a template: branches that are not rendered become blanks, rendered ones are no longer
 * conditional, and inside `with` the dot stands for a known path.
 */

import type { Span } from '../../text/span';
import { CLOSES, GONE, type MaskedTemplate, OPENS, type TemplateAction } from './mask';
import { variablesOf, withNames } from './names';

/** Whether a condition holds; undefined if unknown. */
export type Holds = (condition: string) => boolean | undefined;

export interface DecidedTemplate {
  readonly masked: MaskedTemplate;
  /** The template, with removed branches and their tags replaced by `GONE`. */
  readonly original: string;
  /**
   * Applies the same removal to the text that was parsed instead: removed lines become comments, which are valid
   * anywhere.
   */
  readonly comment: (text: string) => string;
}

/** Matches the keyword and the condition, without variable assignments. */
const CONDITION = /^(?:else )?(if|with|range) (?:\$\w+(?:, *\$\w+)? *:= *)?([\s\S]+)$/;

interface Branch {
  /** Index of its tag among the actions: `if`, `else if`, `else`. */
  readonly tag: number;
  /** Index of the tag that ends it. */
  end: number;
}

interface Block {
  readonly branches: Branch[];
}

/** @returns undefined if no condition is known */
export function decideBranches(
  masked: MaskedTemplate,
  original: string,
  holds: Holds,
): DecidedTemplate | undefined {
  return masked.jinja ? undefined : new Decider(masked, original, holds).run();
}

class Decider {
  /** Actions that are removed. */
  readonly #gone = new Set<number>();
  readonly #bodies = new Map<number, string>();
  readonly #removed: Span[] = [];
  readonly #blocks: ReadonlyMap<number, Block>;
  readonly #variables: ReadonlyMap<string, string>;

  constructor(
    readonly masked: MaskedTemplate,
    readonly original: string,
    readonly holds: Holds,
  ) {
    this.#blocks = blocksOf(masked.actions);
    this.#variables = variablesOf(masked.actions);
  }

  run(): DecidedTemplate | undefined {
    const { actions } = this.masked;
    this.#walk(0, actions.length, '');
    if (this.#gone.size === 0 && this.#bodies.size === 0) return undefined;
    const tags = [...this.#gone].flatMap((index) => actions[index]?.span ?? []);
    const kept = actions.flatMap((action, index) =>
      this.#gone.has(index) ? [] : [{ ...action, body: this.#bodies.get(index) ?? action.body }],
    );
    const comment = (text: string): string => filled(text, this.#removed, commented);
    return {
      masked: { ...this.masked, text: comment(this.masked.text), actions: kept, steps: stepsOf(kept) },
      original: filled(this.original, [...this.#removed, ...tags], (gone) => gone.replace(/[^\r\n]/g, GONE)),
      comment,
    };
  }

  /** @param dot what the dot stands for: empty at the top level, undefined if unknown */
  #walk(from: number, to: number, dot: string | undefined): void {
    for (let index = from; index < to; index += 1) {
      const action = this.masked.actions[index];
      const block = this.#blocks.get(index);
      if (!action) continue;
      const body = this.#named(action.body, dot);
      if (body !== action.body) this.#bodies.set(index, body);
      const last = block?.branches.at(-1)?.end;
      if (!block || last === undefined) continue;
      this.#decide(block, dot);
      index = last;
    }
  }

  #decide(block: Block, dot: string | undefined): void {
    const chosen = this.#chosen(block, dot);
    for (const [at, { tag, end }] of block.branches.entries()) {
      const inner = this.#dotIn(tag, dot, at === 0);
      if (chosen === undefined) {
        this.#walk(tag + 1, end, inner);
        continue;
      }
      this.#gone.add(tag).add(end);
      if (at === chosen) this.#walk(tag + 1, end, inner);
      else this.#removeBranch(tag, end);
    }
  }

  /** The branch that is rendered; -1 for none, undefined if unknown. */
  #chosen({ branches }: Block, dot: string | undefined): number | undefined {
    for (const [at, { tag }] of branches.entries()) {
      const body = this.#bodyOf(tag);
      if (body === 'else') return at;
      const [, word, condition] = CONDITION.exec(body) ?? [];
      if (condition === undefined || dot === undefined) return undefined;
      const holds = this.holds(this.#named(condition, dot));
      // A loop that runs is not decided: its number of turns is unknown.
      if (holds === undefined || (holds && word === 'range')) return undefined;
      if (holds) return at;
    }
    return -1;
  }

  #dotIn(tag: number, dot: string | undefined, first: boolean): string | undefined {
    const body = this.#bodyOf(tag);
    if (!first || body.startsWith('if')) return dot;
    const named = /^with (\$?(?:\.\w+)+)$/.exec(this.#named(body, dot))?.[1];
    return dot === undefined && !named?.startsWith('$') ? undefined : named;
  }

  #named(body: string, dot: string | undefined): string {
    return withNames(body, this.#variables, dot);
  }

  #bodyOf(index: number): string {
    return this.masked.actions[index]?.body ?? '';
  }

  #removeBranch(tag: number, end: number): void {
    const { actions } = this.masked;
    for (let index = tag; index <= end; index += 1) this.#gone.add(index);
    this.#removed.push({ start: actions[tag]?.span.end ?? 0, end: actions[end]?.span.start ?? 0 });
  }
}

/** Complete control blocks, by the index of the action that opens them. */
function blocksOf(actions: readonly TemplateAction[]): Map<number, Block> {
  const blocks = new Map<number, Block>();
  const open: { index: number; block: Block }[] = [];
  for (const [index, { body }] of actions.entries()) {
    const top = open.at(-1);
    if (OPENS.test(body)) open.push({ index, block: { branches: [{ tag: index, end: index }] } });
    else if (/^else\b/.test(body)) {
      const before = top?.block.branches.at(-1);
      if (before) before.end = index;
      top?.block.branches.push({ tag: index, end: index });
    } else if (CLOSES.test(body) && top) {
      open.pop();
      const last = top.block.branches.at(-1);
      if (last) last.end = index;
      blocks.set(top.index, top.block);
    }
  }
  return blocks;
}

function stepsOf(actions: readonly TemplateAction[]): MaskedTemplate['steps'] {
  let depth = 0;
  return actions.flatMap(({ body, span }) => {
    const opens = OPENS.test(body);
    if (!opens && !CLOSES.test(body)) return [];
    depth += opens ? 1 : -1;
    return [{ at: opens ? span.start : span.end, depth }];
  });
}

const blanked = (text: string): string => text.replace(/[^\r\n]/g, ' ');

/** A blank line may not be indented more than the block scalar that it begins, so lines become comments. */
const commented = (text: string): string =>
  text
    .split('\n')
    .map((line, index) => (index === 0 ? blanked(line) : line.replace(/^([ \t]*)(\S)(.*)/, commentedLine)))
    .join('\n');

const commentedLine = (_: string, indent: string, __: string, rest: string): string =>
  `${indent}#${blanked(rest)}`;

/** @param fill returns a text of the same length */
function filled(text: string, spans: readonly Span[], fill: (text: string) => string): string {
  let result = '';
  let at = 0;
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    if (end <= at) continue;
    const from = Math.max(at, start);
    result += text.slice(at, from) + fill(text.slice(from, end));
    at = end;
  }
  return result + text.slice(at);
}
