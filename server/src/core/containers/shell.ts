/**
 * A shell script as simple commands, as far as it can be read without running it: words, redirections, here-documents,
 * and whether a command is certain to run. Never throws; what it cannot read makes words uncertain.
 */

import type { Span } from '../text/span';

export interface Word {
  /** Quotes gone; an expansion that is not known stands as `${NAME}`, so that later readers see a hole. */
  readonly value: string;
  /** In the script. */
  readonly span: Span;
  /** Nothing in it depends on what is only known when the script runs. */
  readonly certain: boolean;
  /** The characters at `span` are the value, one for one. */
  readonly exact: boolean;
}

export interface Redirect {
  readonly operator: '>' | '>>' | '<' | '<<' | 'other';
  readonly target: Word;
  /** The lines of a here-document. */
  readonly body?: Word;
}

export interface Command {
  readonly words: readonly Word[];
  readonly redirects: readonly Redirect[];
  /** Inside `if`, a loop, a function, or after `||`: it may not run. */
  readonly conditional: boolean;
  /** Its output goes into the next command. */
  readonly pipesInto: boolean;
}

/** @param variables what `$NAME` is known to be */
export function parseScript(script: string, variables: ReadonlyMap<string, string> = new Map()): Command[] {
  return new Parser(script, new Map(variables)).run();
}

const OPENS = new Set(['if', 'for', 'while', 'until', 'case', '{', '(']);
const CLOSES = new Set(['fi', 'done', 'esac', '}', ')']);
const NEUTRAL = new Set(['then', 'else', 'elif', 'do', '!', 'in']);
/** A group alone runs for certain; the others decide. */
const GROUPS = new Set(['{', '(']);

class Parser {
  #at = 0;
  #depth = 0;
  readonly #commands: Command[] = [];
  #words: Word[] = [];
  #redirects: Redirect[] = [];
  #pending: { index: number; delimiter: Word; strip: boolean }[] = [];
  #alternative = false;
  readonly #opened: string[] = [];

  constructor(
    readonly script: string,
    readonly variables: Map<string, string>,
  ) {}

  run(): Command[] {
    while (this.#at < this.script.length) this.#step();
    this.#end(false);
    return this.#commands;
  }

  #step(): void {
    const rest = this.script.charAt(this.#at);
    if (rest === ' ' || rest === '\t' || rest === '\r') this.#at += 1;
    else if (this.script.startsWith('\\\n', this.#at)) this.#at += 2;
    else if (this.script.startsWith('\\\r\n', this.#at)) this.#at += 3;
    else if (rest === '#') this.#skipComment();
    else if (rest === '\n') this.#newline();
    else if (!this.#operator() && !this.#redirect()) this.#word();
  }

  #skipComment(): void {
    const newline = this.script.indexOf('\n', this.#at);
    this.#at = newline === -1 ? this.script.length : newline;
  }

  #newline(): void {
    this.#at += 1;
    this.#readHereDocuments();
    this.#end(false);
    this.#alternative = false;
  }

  /** `;`, `&`, `&&`, `||`, `|`, and parentheses. */
  #operator(): boolean {
    const operator = /^(?:&&|\|\||;;|[;&|()])/.exec(this.script.slice(this.#at, this.#at + 2))?.[0];
    if (!operator || (operator === '&' && this.script.charAt(this.#at + 1) === '>')) return false;
    this.#at += operator.length;
    if (operator === '(' && this.#words.length === 1) {
      // `name()` begins a function: its body runs only when it is called.
      this.#words = [];
      this.#open('function');
      return true;
    }
    this.#end(operator === '|');
    if (operator === '(') this.#open('(');
    if (operator === ')') this.#close();
    this.#alternative = operator === '||';
    return true;
  }

  #redirect(): boolean {
    const match = /^(\d*)(<<-|<<|>>|>\||>&|<&|&>>|&>|>|<)/.exec(this.script.slice(this.#at, this.#at + 6));
    if (!match) return false;
    const [whole, descriptor, sign = ''] = match;
    this.#at += whole.length;
    while (/[ \t]/.test(this.script.charAt(this.#at))) this.#at += 1;
    const target = this.#readWord();
    const standard = descriptor === '' || descriptor === (sign.startsWith('<') ? '0' : '1');
    const operator = !standard
      ? 'other'
      : sign === '<<' || sign === '<<-'
        ? '<<'
        : sign === '>' || sign === '>|'
          ? '>'
          : sign === '>>' || sign === '<'
            ? sign
            : 'other';
    if (operator === '<<')
      this.#pending.push({ index: this.#redirects.length, delimiter: target, strip: sign === '<<-' });
    this.#redirects.push({ operator, target });
    return true;
  }

  #word(): void {
    const word = this.#readWord();
    if (word.span.end === word.span.start) {
      this.#at += 1;
      return;
    }
    if (this.#words.length === 0 && this.#keyword(word)) return;
    const assignment = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(word.value);
    if (this.#words.length === 0 && assignment)
      this.#assign(assignment[1] ?? '', assignment[2] ?? '', word.certain);
    this.#words.push(word);
  }

  #keyword({ value, exact }: Word): boolean {
    if (!exact) return false;
    if (OPENS.has(value)) this.#open(value);
    else if (CLOSES.has(value)) this.#close();
    else if (!NEUTRAL.has(value) && value !== 'function') return false;
    return true;
  }

  #open(what: string): void {
    this.#opened.push(what);
    if (!GROUPS.has(what)) this.#depth += 1;
  }

  #close(): void {
    const what = this.#opened.pop();
    if (what !== undefined && !GROUPS.has(what)) this.#depth -= 1;
  }

  /** A value that may not be assigned, or is only known later, makes the variable unknown. */
  #assign(name: string, value: string, certain: boolean): void {
    if (certain && this.#depth === 0) this.variables.set(name, value);
    else this.variables.delete(name);
  }

  #end(pipesInto: boolean): void {
    if (this.#words.length > 0 || this.#redirects.length > 0) {
      this.#commands.push({
        words: this.#words,
        redirects: this.#redirects,
        conditional: this.#depth > 0 || this.#alternative,
        pipesInto,
      });
    }
    this.#words = [];
    this.#redirects = [];
  }

  #readWord(): Word {
    const start = this.#at;
    const reader = new WordReader(this.script, start, this.variables);
    this.#at = reader.read();
    const { value, certain } = reader;
    const span = { start, end: this.#at };
    return { value, certain, span, exact: this.script.slice(start, this.#at) === value };
  }

  /** Their lines begin after the line that announces them. */
  #readHereDocuments(): void {
    for (const { index, delimiter, strip } of this.#pending) {
      const start = this.#at;
      const end = this.#endOfHereDocument(delimiter.value, strip);
      const raw = this.script.slice(start, end);
      const text = strip ? raw.replace(/^\t+/gm, '') : raw;
      const expanded = delimiter.exact ? expand(text, this.variables) : { value: text, certain: true };
      const body: Word = { ...expanded, span: { start, end }, exact: expanded.value === raw };
      const redirect = this.#redirects[index];
      if (redirect) this.#redirects[index] = { ...redirect, body };
    }
    this.#pending = [];
  }

  #endOfHereDocument(delimiter: string, strip: boolean): number {
    for (let at = this.#at; at < this.script.length; ) {
      const newline = this.script.indexOf('\n', at);
      const end = newline === -1 ? this.script.length : newline;
      const line = this.script.slice(at, end).replace(/\r$/, '');
      if ((strip ? line.replace(/^\t+/, '') : line) === delimiter) {
        this.#at = end;
        return at;
      }
      at = end + 1;
    }
    this.#at = this.script.length;
    return this.script.length;
  }
}

/** One word: quotes, backslashes and expansions. */
class WordReader {
  value = '';
  certain = true;
  #at: number;

  constructor(
    readonly script: string,
    start: number,
    readonly variables: ReadonlyMap<string, string>,
  ) {
    this.#at = start;
  }

  /** @returns the offset after the word */
  read(): number {
    while (this.#at < this.script.length) {
      const character = this.script.charAt(this.#at);
      if (/[\s;&|()<>]/.test(character)) break;
      if (character === "'") this.#single();
      else if (character === '"') this.#double();
      else if (character === '\\') this.#escape(/[\s\S]/);
      else if (character === '$' || character === '`') this.#expansion();
      else this.#plain();
    }
    return this.#at;
  }

  #plain(): void {
    this.value += this.script.charAt(this.#at);
    this.#at += 1;
  }

  #single(): void {
    const end = this.script.indexOf("'", this.#at + 1);
    const close = end === -1 ? this.script.length : end;
    this.value += this.script.slice(this.#at + 1, close);
    this.#at = close + 1;
  }

  #double(): void {
    this.#at += 1;
    while (this.#at < this.script.length && this.script.charAt(this.#at) !== '"') {
      const character = this.script.charAt(this.#at);
      if (character === '\\') this.#escape(/["$`\\\n]/);
      else if (character === '$' || character === '`') this.#expansion();
      else this.#plain();
    }
    this.#at += 1;
  }

  #escape(escapable: RegExp): void {
    const next = this.script.charAt(this.#at + 1);
    if (next === '\n') this.value += '';
    else this.value += escapable.test(next) ? next : `\\${next}`;
    this.#at += 2;
  }

  #expansion(): void {
    const length = expansionLength(this.script, this.#at);
    const { value, certain } = expand(this.script.slice(this.#at, this.#at + length), this.variables);
    this.value += value;
    this.certain &&= certain;
    this.#at += length;
  }
}

/** How far an expansion reaches: `$NAME`, `${…}`, `$(…)`, `` `…` ``; a lone sign is one character. */
function expansionLength(script: string, at: number): number {
  const rest = script.slice(at);
  const simple = /^\$(?:[A-Za-z_]\w*|[0-9@*#?$!-])/.exec(rest);
  if (simple) return simple[0].length;
  const open = /^(?:\$\{|\$\(|`)/.exec(rest)?.[0];
  if (!open) return 1;
  if (open === '`') return Math.max(2, rest.indexOf('`', 1) + 1 || rest.length);
  const [opening, closing] = open === '${' ? ['{', '}'] : ['(', ')'];
  let depth = 0;
  for (let index = 1; index < rest.length; index += 1) {
    if (rest.charAt(index) === opening) depth += 1;
    if (rest.charAt(index) === closing) depth -= 1;
    if (depth === 0) return index + 1;
  }
  return rest.length;
}

const EXPANSION =
  /\$\{([A-Za-z_]\w*)(?::?-([^}$]*))?\}|\$([A-Za-z_]\w*)|\$\([\s\S]*?\)|`[^`]*`|\$\{[^}]*\}|\$[0-9@*#?$!]/g;

/** Puts known variables in; the rest stands as `${…}`. */
export function expand(
  text: string,
  variables: ReadonlyMap<string, string>,
): { value: string; certain: boolean } {
  let certain = true;
  const value = text.replace(EXPANSION, (_, braced?: string, standard?: string, bare?: string) => {
    const name = braced ?? bare;
    const known = name === undefined ? undefined : (variables.get(name) ?? undefined);
    if (known !== undefined) return known;
    certain = false;
    return `\${${name ?? 'unknown'}${standard === undefined ? '' : `:-${standard}`}}`;
  });
  return { value, certain };
}
