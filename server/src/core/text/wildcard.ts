/**
 * Patterns of paths from files, matched in time proportional to the pattern times the path, whatever they hold. All ways
 * to match are followed at once, so nothing is tried again.
 */

/** Longest path of Linux (PATH_MAX); a longer pattern names no file. UTF-16 code units. */
const LONGEST_PATTERN = 4096;

export interface WildcardSyntax {
  /** `**` crosses folders and `{a,b}` are alternatives. */
  readonly extended: boolean;
  /** A backslash takes the meaning from the next character. */
  readonly escapes: boolean;
  /** A wildcard matches a dot at the start of a name. */
  readonly dot: boolean;
  /** How many characters at the start mean themselves. */
  readonly literal?: number;
}

type Test = (character: string) => boolean;

/** Each step leads to the next one; `loop` may be passed without a character. */
type Step =
  | { readonly kind: 'one' | 'loop'; readonly test: Test; readonly wild: boolean }
  | { readonly kind: 'fork'; to: readonly number[] };

export class Wildcard {
  readonly #steps: readonly Step[];
  /** What every match starts with. */
  readonly #prefix: string;
  readonly #dot: boolean;

  constructor(pattern: string, syntax: WildcardSyntax) {
    const compiler = new Compiler(pattern, syntax);
    const isPath = pattern.length <= LONGEST_PATTERN;
    this.#steps = isPath ? compiler.steps() : [{ kind: 'one', test: () => false, wild: false }];
    const { literal = 0 } = syntax;
    this.#prefix = pattern.slice(0, literal) + (/^[^*?[{\\]*/.exec(pattern.slice(literal))?.[0] ?? '');
    this.#dot = syntax.dot;
  }

  matches(path: string): boolean {
    if (!path.startsWith(this.#prefix)) return false;
    let states = this.#closure([0], path, 0);
    for (let at = 0; at < path.length; at += 1) {
      if (states.length === 0) return false;
      const after: number[] = [];
      for (const state of states) {
        const step = this.#steps[state];
        if (step === undefined || step.kind === 'fork' || !this.#takes(step, path, at)) continue;
        after.push(step.kind === 'loop' ? state : state + 1);
      }
      states = this.#closure(after, path, at + 1);
    }
    return states.includes(this.#steps.length);
  }

  #takes({ test, wild }: Exclude<Step, { kind: 'fork' }>, path: string, at: number): boolean {
    return test(path.charAt(at)) && !(wild && this.#isHidden(path, at));
  }

  /** A dot at the start of a name that only a dot in the pattern matches. */
  #isHidden(path: string, at: number): boolean {
    return !this.#dot && path.charAt(at) === '.' && (at === 0 || path.charAt(at - 1) === '/');
  }

  /** These states and those that are reached from them without a character, each once. */
  #closure(states: readonly number[], path: string, at: number): number[] {
    const reached = new Set<number>();
    const open = [...states];
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      if (reached.has(state)) continue;
      reached.add(state);
      const step = this.#steps[state];
      if (step?.kind === 'fork') open.push(...step.to);
      if (step?.kind === 'loop' && !(step.wild && this.#isHidden(path, at))) open.push(state + 1);
    }
    return [...reached];
  }
}

const isAny: Test = () => true;
const isInName: Test = (character) => character !== '/';

class Compiler {
  readonly #steps: Step[] = [];
  /** For each `{` its `}`, where there is a comma between them. */
  readonly #closing: ReadonlyMap<number, number>;

  constructor(
    readonly pattern: string,
    readonly syntax: WildcardSyntax,
  ) {
    this.#closing = syntax.extended ? alternatives(pattern) : new Map();
  }

  steps(): readonly Step[] {
    this.#until(this.pattern.length);
    return this.#steps;
  }

  #until(end: number, from = 0): void {
    for (let at = from; at < end; ) at = this.#next(at);
  }

  /** @returns the offset after what was read */
  #next(at: number): number {
    const character = this.pattern.charAt(at);
    if (at < (this.syntax.literal ?? 0)) return this.#literal(character, at + 1);
    const closing = this.#closing.get(at);
    if (closing !== undefined) return this.#alternatives(at + 1, closing);
    if (character === '*') return this.#star(at);
    if (character === '?') return this.#add('one', isInName, at + 1);
    if (character === '[') {
      const set = setAt(this.pattern, at);
      if (set) return this.#add('one', (one) => isInName(one) && set.test(one), set.end);
    }
    const escaped = character === '\\' && this.syntax.escapes && at + 1 < this.pattern.length;
    return this.#literal(this.pattern.charAt(escaped ? at + 1 : at), escaped ? at + 2 : at + 1);
  }

  #add(kind: 'one' | 'loop', test: Test, end: number): number {
    this.#steps.push({ kind, test, wild: true });
    return end;
  }

  #literal(character: string, end: number): number {
    this.#steps.push({ kind: 'one', test: (one) => one === character, wild: false });
    return end;
  }

  /** `**` is any number of folders where it is a whole name. */
  #star(at: number): number {
    let end = at;
    while (this.pattern.charAt(end) === '*') end += 1;
    const before = this.pattern.charAt(at - 1);
    const startsName = at === 0 || /[/{,]/.test(before);
    if (
      !this.syntax.extended ||
      end - at !== 2 ||
      !startsName ||
      !/^(?:[/},]|$)/.test(this.pattern.slice(end, end + 1))
    )
      return this.#add('loop', isInName, end);
    if (this.pattern.charAt(end) !== '/') return this.#add('loop', isAny, end);
    const first = this.#steps.length;
    this.#steps.push({ kind: 'fork', to: [first + 1, first + 3] });
    this.#add('loop', isAny, end);
    return this.#literal('/', end + 1);
  }

  #alternatives(from: number, closing: number): number {
    const fork: Step = { kind: 'fork', to: [] };
    this.#steps.push(fork);
    const starts: number[] = [];
    const ends: { kind: 'fork'; to: readonly number[] }[] = [];
    const read = (start: number, end: number) => {
      starts.push(this.#steps.length);
      this.#until(end, start);
      const last = { kind: 'fork' as const, to: [] };
      ends.push(last);
      this.#steps.push(last);
    };
    let start = from;
    for (let at = from; at < closing; at += 1) {
      at = this.#closing.get(at) ?? at;
      if (this.pattern.charAt(at) === '\\') at += 1;
      else if (this.pattern.charAt(at) === ',') {
        read(start, at);
        start = at + 1;
      }
    }
    read(start, closing);
    fork.to = starts;
    for (const end of ends) end.to = [this.#steps.length];
    return closing + 1;
  }
}

/** Braces that belong together and have a comma of their own; others are characters. */
function alternatives(pattern: string): ReadonlyMap<number, number> {
  const closing = new Map<number, number>();
  const open: { at: number; comma: boolean }[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    if (character === '\\') at += 1;
    else if (character === '{') open.push({ at, comma: false });
    else if (character === ',') {
      const last = open.at(-1);
      if (last) last.comma = true;
    } else if (character === '}') {
      const last = open.pop();
      if (last?.comma) closing.set(last.at, at);
    }
  }
  return closing;
}

const CLASSES: ReadonlyMap<string, RegExp> = new Map([
  ['alpha', /[A-Za-z]/],
  ['digit', /\d/],
  ['alnum', /[A-Za-z\d]/],
  ['lower', /[a-z]/],
  ['upper', /[A-Z]/],
  ['space', /[\t-\r ]/],
  ['blank', /[\t ]/],
  ['xdigit', /[\dA-Fa-f]/],
]);

/** `[a-z_]`, `[!0-9]`, `[[:digit:]]`; undefined where nothing closes it: it is a character then. */
function setAt(pattern: string, at: number): { readonly test: Test; readonly end: number } | undefined {
  const negated = /[!^]/.test(pattern.charAt(at + 1));
  const tests: Test[] = [];
  const first = at + (negated ? 2 : 1);
  for (let here = first; here < pattern.length; here += 1) {
    const from = pattern.charAt(here);
    if (from === '/') return undefined;
    if (from === ']' && here > first)
      return { test: (one) => tests.some((test) => test(one)) !== negated, end: here + 1 };
    const named = CLASSES.get(/^\[:([a-z]+):\]/.exec(pattern.slice(here, here + 12))?.[1] ?? '');
    const to = pattern.charAt(here + 2);
    if (named) {
      tests.push((one) => named.test(one));
      here = pattern.indexOf(']', here);
    } else if (pattern.charAt(here + 1) === '-' && to !== '' && to !== ']') {
      tests.push((one) => from <= one && one <= to);
      here += 2;
    } else tests.push((one) => one === from);
  }
  return undefined;
}
