/** What expressions of a template come to, given the values of its chart: fields, literals and the usual functions. */

import { isTemplated, isTruthy } from '../../../catalogue/conditions';
import type { Place } from '../../../text/span';
import type { Names } from '../../../yaml/template/names';
import { plainScalar } from '../../../yaml/template/shape';
import { at, type ScalarTree, type Tree } from '../../../yaml/tree';

/** What an expression comes to, as far as that is known: an unknown text may be known to be there. */
export interface Outcome {
  readonly tree?: Tree;
  readonly holds?: boolean;
}

export interface Scope {
  readonly values: Tree | undefined;
  /** Chart.yaml */
  readonly chart: Tree | undefined;
  /** Where literals are put. */
  readonly place: Place;
  /** What the dot and variables stand for inside a loop. */
  readonly names?: Names | undefined;
}

const UNKNOWN: Outcome = {};
const TOKEN = /"(?:[^"\\]|\\.)*"|`[^`]*`|[()|]|[^\s()|"`]+/g;

/** @param expression a pipeline, without the braces */
export function evaluate(expression: string, scope: Scope): Outcome {
  const tokens = expression.match(TOKEN) ?? [];
  const reader = new Reader(tokens, scope);
  const outcome = reader.pipeline();
  return reader.done ? outcome : UNKNOWN;
}

class Reader {
  #next = 0;

  constructor(
    readonly tokens: readonly string[],
    readonly scope: Scope,
  ) {}

  get done(): boolean {
    return this.#next === this.tokens.length;
  }

  pipeline(): Outcome {
    let outcome = this.#command();
    while (this.#peek() === '|') {
      this.#next += 1;
      outcome = this.#command(outcome);
    }
    return outcome;
  }

  #peek(): string | undefined {
    return this.tokens[this.#next];
  }

  /** @param piped what stands before the bar: the last argument */
  #command(piped?: Outcome): Outcome {
    const head = this.#peek() ?? '';
    const isFunction = /^[A-Za-z]\w*$/.test(head) && !/^(?:true|false|nil)$/.test(head);
    if (isFunction) this.#next += 1;
    const args: Outcome[] = [];
    for (
      let token = this.#peek();
      token !== undefined && token !== '|' && token !== ')';
      token = this.#peek()
    )
      args.push(this.#operand());
    if (piped) args.push(piped);
    if (isFunction) return call(head, args, this.scope.place);
    return args.length === 1 ? (args[0] ?? UNKNOWN) : UNKNOWN;
  }

  #operand(): Outcome {
    const token = this.#peek() ?? '';
    this.#next += 1;
    if (token !== '(') return this.#value(token);
    const inner = this.pipeline();
    this.#next += 1;
    return inner;
  }

  #value(token: string): Outcome {
    const { values, chart, place, names } = this.scope;
    const named = names?.get(token);
    if (named) return outcomeOf(named);
    const path = /^\$?\.Values((?:\.\w+)*)$/.exec(token)?.[1];
    if (path !== undefined) return fieldOf(values, path.split('.').slice(1), place);
    const version = token.replace(/^\$/, '') === '.Chart.AppVersion' ? at(chart, 'appVersion') : undefined;
    if (version) return outcomeOf(version);
    if (/^"[^"\\]*"$|^`[^`]*`$/.test(token)) return outcomeOf(quoted(token.slice(1, -1), place));
    if (/^-?\d+$|^(?:true|false)$/.test(token)) return outcomeOf(plainScalar(token, place));
    return token === 'nil' ? nothing(place) : UNKNOWN;
  }
}

/** What is written in values that hold templates themselves is only known to be there. */
function outcomeOf(tree: Tree): Outcome {
  if (tree.kind === 'hole') return UNKNOWN;
  if (tree.kind === 'scalar' && isTemplated(tree.text)) return UNKNOWN;
  return { tree, holds: isTruthy(tree) };
}

const quoted = (text: string, place: Place): ScalarTree => ({ ...plainScalar(text, place), style: 'double' });
const nothing = (place: Place): Outcome => outcomeOf({ ...plainScalar('', place), null: true });
const truth = (holds: boolean | undefined, place: Place): Outcome =>
  holds === undefined ? UNKNOWN : { tree: plainScalar(String(holds), place), holds };

function fieldOf(values: Tree | undefined, keys: readonly (string | undefined)[], place: Place): Outcome {
  let here = values;
  for (const key of keys) {
    if (key === undefined) return UNKNOWN;
    if (here?.kind !== 'map') return here?.kind === 'scalar' && here.null ? nothing(place) : UNKNOWN;
    const entry = here.entries.get(key);
    if (!entry) return here.open ? UNKNOWN : nothing(place);
    here = entry.value;
  }
  return here ? outcomeOf(here) : UNKNOWN;
}

/** Functions that return their last argument in another form. */
const FORMATTING_FUNCTIONS =
  /^(?:quote|squote|toYaml|toJson|toString|int|int64|trim|nindent|indent|required)$/;

function call(name: string, args: readonly Outcome[], place: Place): Outcome {
  const [first = UNKNOWN, ...rest] = args;
  const [second = UNKNOWN] = rest;
  const last = args.at(-1) ?? UNKNOWN;
  if (FORMATTING_FUNCTIONS.test(name)) return isTogether(name, args) ? UNKNOWN : last;
  switch (name) {
    case 'tpl':
      return first;
    case 'default':
      return last.holds === undefined ? UNKNOWN : last.holds ? last : first;
    case 'coalesce':
      return coalesced(args, place);
    case 'or':
      return chosen(args, true);
    case 'and':
      return chosen(args, false);
    case 'not':
    case 'empty':
      return truth(first.holds === undefined ? undefined : !first.holds, place);
    case 'eq':
      return truth(isAnyOf(first, rest), place);
    case 'ne': {
      const equal = isEqual(first, second);
      return truth(equal === undefined ? undefined : !equal, place);
    }
    case 'ternary':
      return last.holds === undefined ? UNKNOWN : last.holds ? first : second;
    case 'index':
      return fieldOf(first.tree, rest.map(textOf), place);
    case 'hasKey':
      return truth(hasKey(first.tree, textOf(second)), place);
    case 'printf':
      return printed(args, place);
    default:
      return UNKNOWN;
  }
}

/** Both write all of their arguments, one after the other. */
const isTogether = (name: string, args: readonly Outcome[]): boolean =>
  args.length > 1 && /^s?quote$/.test(name);

/** The first that is not empty, else null. */
function coalesced(args: readonly Outcome[], place: Place): Outcome {
  const found = chosen(args, true);
  return found.holds === false ? nothing(place) : found;
}

/** The first that decides, else the last: `or` stops at what holds, `and` at what does not. */
function chosen(args: readonly Outcome[], stop: boolean): Outcome {
  for (const [index, outcome] of args.entries()) {
    if (outcome.holds === stop || index === args.length - 1) return outcome;
    if (outcome.holds === undefined)
      return args.some(({ holds }) => holds === stop) ? { holds: stop } : UNKNOWN;
  }
  return UNKNOWN;
}

const textOf = ({ tree }: Outcome): string | undefined => (tree?.kind === 'scalar' ? tree.text : undefined);

function hasKey(tree: Tree | undefined, key: string | undefined): boolean | undefined {
  if (tree?.kind !== 'map' || key === undefined) return undefined;
  return tree.entries.has(key) || (tree.open ? undefined : false);
}

function isEqual(a: Outcome, b: Outcome): boolean | undefined {
  if (a.tree?.kind !== 'scalar' || b.tree?.kind !== 'scalar') return undefined;
  return a.tree.text === b.tree.text;
}

/** `eq a b c` asks whether `a` is `b` or `c`. */
function isAnyOf(a: Outcome, others: readonly Outcome[]): boolean | undefined {
  const answers = others.map((other) => isEqual(a, other));
  if (answers.includes(true)) return true;
  return answers.length === 0 || answers.includes(undefined) ? undefined : false;
}

/** Plain text with `%s`, `%v` and `%d`. */
function printed([format, ...args]: readonly Outcome[], place: Place): Outcome {
  const texts = args.map(({ tree }) => (tree?.kind === 'scalar' && !tree.null ? tree.text : undefined));
  if (format?.tree?.kind !== 'scalar' || texts.includes(undefined)) return UNKNOWN;
  const parts = format.tree.text.split(/%[svd]/);
  if (parts.length !== texts.length + 1 || parts.some((part) => part.includes('%'))) return UNKNOWN;
  return outcomeOf(quoted(parts.map((part, index) => part + (texts[index] ?? '')).join(''), place));
}
