/**
 * What a template is once its conditions are known: branches that write nothing give way to blanks, those that are written
 * are no longer conditional, and inside `with` the dot has a name.
 */

import type { Span } from '../../text/span';
import { CLOSES, GONE, type MaskedTemplate, OPENS, type TemplateAction } from './mask';
import { variablesOf, withNames } from './names';

/** Whether a condition holds; undefined where nobody knows. */
export type Holds = (condition: string) => boolean | undefined;

export interface DecidedTemplate {
  readonly masked: MaskedTemplate;
  /** The template, in which what is not written and what decides it is marked as gone. */
  readonly original: string;
  /** For what was parsed instead of it: lines that are not written become comments, which may stand anywhere. */
  readonly comment: (text: string) => string;
}

/** What is asked, without the names that are given to it. */
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

/** @returns undefined where nothing was decided */
export function decideBranches(
  masked: MaskedTemplate,
  original: string,
  holds: Holds,
): DecidedTemplate | undefined {
  return masked.jinja ? undefined : new Decider(masked, original, holds).run();
}

class Decider {
  /** Actions of which nothing is left. */
  readonly #gone = new Set<number>();
  readonly #bodies = new Map<number, string>();
  readonly #dead: Span[] = [];
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
    const comment = (text: string): string => filled(text, this.#dead, commented);
    return {
      masked: { ...this.masked, text: comment(this.masked.text), actions: kept, steps: stepsOf(kept) },
      original: filled(this.original, [...this.#dead, ...tags], (gone) => gone.replace(/[^\r\n]/g, GONE)),
      comment,
    };
  }

  /** @param dot what the dot stands for: nothing is said of the top, undefined is unknown */
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
      else this.#kill(tag, end);
    }
  }

  /** The branch that is written; -1 for none, undefined where that is not known. */
  #chosen({ branches }: Block, dot: string | undefined): number | undefined {
    for (const [at, { tag }] of branches.entries()) {
      const body = this.#bodyOf(tag);
      if (body === 'else') return at;
      const [, word, condition] = CONDITION.exec(body) ?? [];
      if (condition === undefined || dot === undefined) return undefined;
      const holds = this.holds(this.#named(condition, dot));
      // How often a loop writes what stands in it is no matter of yes and no.
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

  #kill(tag: number, end: number): void {
    const { actions } = this.masked;
    for (let index = tag; index <= end; index += 1) this.#gone.add(index);
    this.#dead.push({ start: actions[tag]?.span.end ?? 0, end: actions[end]?.span.start ?? 0 });
  }
}

/** Blocks of control that are whole, by the index of the action that opens them. */
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

/** Blank lines may not reach further in than the text of the block scalar that they begin. */
const commented = (text: string): string =>
  text
    .split('\n')
    .map((line, index) => (index === 0 ? blanked(line) : line.replace(/^([ \t]*)(\S)(.*)/, commentedLine)))
    .join('\n');

const commentedLine = (_: string, indent: string, __: string, rest: string): string =>
  `${indent}#${blanked(rest)}`;

/** @param fill gives a text of the same length */
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
