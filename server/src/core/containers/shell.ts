/**
 * A shell script as simple commands, as far as it can be read without running it: words, redirections, here-documents,
 * and whether a command is certain to run. Never throws; what it cannot read makes words uncertain.
 */

import { expand, type ReadWords, readWords, type Word } from './shell-words';

export type { Word } from './shell-words';

export interface Redirect {
  readonly operator: '>' | '>>' | '<' | '<<' | 'other';
  readonly target: Word;
  /** The lines of a here-document. */
  readonly body?: Word;
}

export interface Command {
  readonly words: readonly Word[];
  readonly redirects: readonly Redirect[];
  /** Inside `if`, a loop, a function, after `||`, or after `&&` and something that may fail: it may not run. */
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
/** Commands that a start script may rely on: what follows their `&&` runs. */
const SUCCEEDS = new Set([
  ...['cp', 'mv', 'rm', 'ln', 'cat', 'tee', 'touch', 'install', 'mkdir', 'chmod', 'chown', 'chgrp', 'sed'],
  ...['echo', 'printf', 'envsubst', 'cd', 'set', 'export', 'readonly', 'umask', 'sleep', 'sync', 'true', ':'],
]);
const OPERATORS: Readonly<Record<string, Redirect['operator']>> = {
  '>': '>',
  '>|': '>',
  '>>': '>>',
  '<': '<',
  '<<': '<<',
  '<<-': '<<',
};
/** In front of assignments. */
const DECLARES = new Set(['export', 'readonly', 'local', 'declare']);
const ASSIGNMENT = /^([A-Za-z_]\w*)=([\s\S]*)$/;

/** A compound command that is open, with the number of commands before it. */
interface Opened {
  readonly what: string;
  readonly from: number;
}

class Parser {
  #at = 0;
  #depth = 0;
  readonly #commands: Command[] = [];
  #words: Word[] = [];
  #redirects: Redirect[] = [];
  #pending: { index: number; delimiter: Word; strip: boolean }[] = [];
  /** What stands before in the same list may keep this command from running. */
  #doubtful = false;
  /** The name of a function was read; its body follows. */
  #function = false;
  readonly #opened: Opened[] = [];
  /** A group that has just ended: a redirection now is that of all its commands. */
  #closed: Opened | undefined;

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
    this.#doubtful = false;
  }

  /** `;`, `&`, `&&`, `||`, `|`, and parentheses. */
  #operator(): boolean {
    const operator = /^(?:&&|\|\||;;|[;&|()])/.exec(this.script.slice(this.#at, this.#at + 2))?.[0];
    if (!operator || (operator === '&' && this.script.charAt(this.#at + 1) === '>')) return false;
    this.#at += operator.length;
    if (operator === '(' && this.#words.length === 1) {
      // `name()` begins a function: its body runs only when it is called.
      this.#words = [];
      this.#function = true;
      while (/[\s)]/.test(this.script.charAt(this.#at))) this.#at += 1;
      return true;
    }
    if (operator === ')' && this.#opened.at(-1)?.what === 'case') {
      // The end of a pattern.
      this.#words = [];
      return true;
    }
    const program = this.#words.find(({ value }) => !ASSIGNMENT.test(value));
    const mayFail = program ? !SUCCEEDS.has(program.value) : this.#words.length === 0;
    this.#end(operator === '|');
    if (operator === '(') this.#open('(');
    if (operator === ')') this.#close();
    if (operator === '||' || (operator === '&&' && mayFail)) this.#doubtful = true;
    else if (operator === ';' || operator === '&' || operator === ';;') this.#doubtful = false;
    return true;
  }

  #redirect(): boolean {
    const match = /^(\d*)(<<-|<<|>>|>\||>&|<&|&>>|&>|>|<)/.exec(this.script.slice(this.#at, this.#at + 6));
    if (!match) return false;
    const [whole, descriptor, sign = ''] = match;
    this.#at += whole.length;
    while (/[ \t]/.test(this.script.charAt(this.#at))) this.#at += 1;
    const { whole: target } = this.#readWords();
    const standard = descriptor === '' || descriptor === (sign.startsWith('<') ? '0' : '1');
    const operator = (standard ? OPERATORS[sign] : undefined) ?? 'other';
    if (operator === '<<')
      this.#pending.push({ index: this.#redirects.length, delimiter: target, strip: sign === '<<-' });
    if (this.#closed && (operator === '>' || operator === '>>'))
      this.#redirectGroup(this.#closed, operator, target);
    else this.#redirects.push({ operator, target });
    return true;
  }

  /** The commands of a group write into one file, one after the other. */
  #redirectGroup({ from }: Opened, operator: '>' | '>>', target: Word): void {
    const inside = this.#commands.splice(from);
    const append: Redirect = { operator: '>>', target };
    if (operator === '>') {
      const conditional = this.#depth > 0 || this.#doubtful;
      this.#commands.push({ words: [], redirects: [{ operator, target }], conditional, pipesInto: false });
    }
    for (const command of inside) {
      const writes = command.pipesInto || command.redirects.some((one) => /^>>?$/.test(one.operator));
      this.#commands.push(writes ? command : { ...command, redirects: [...command.redirects, append] });
    }
  }

  #word(): void {
    const start = this.#at;
    const { words, whole } = this.#readWords();
    if (this.#at === start) {
      this.#at += 1;
      return;
    }
    if (this.#words.length === 0 && this.#keyword(whole)) return;
    this.#closed = undefined;
    const assigns =
      ASSIGNMENT.test(whole.value) && this.#words.every(({ value }) => isBeforeAssignment(value));
    this.#words.push(...(assigns ? [whole] : words));
  }

  #keyword({ value, exact }: Word): boolean {
    if (!exact) return false;
    if (OPENS.has(value)) {
      this.#open(this.#function ? 'function' : value);
      if (value === 'for') this.#forgetLoopVariable();
    } else if (CLOSES.has(value)) this.#close();
    else if (!NEUTRAL.has(value) && value !== 'function') return false;
    return true;
  }

  #forgetLoopVariable(): void {
    const name = /^\s+([A-Za-z_]\w*)/.exec(this.script.slice(this.#at, this.#at + 80))?.[1];
    if (name) this.variables.delete(name);
  }

  #open(what: string): void {
    this.#function = false;
    this.#closed = undefined;
    this.#opened.push({ what, from: this.#commands.length });
    if (!GROUPS.has(what)) this.#depth += 1;
  }

  #close(): void {
    const opened = this.#opened.pop();
    if (!opened) return;
    if (!GROUPS.has(opened.what)) this.#depth -= 1;
    this.#end(false);
    this.#closed = opened;
  }

  /** What a command without a program assigns holds from now on; with one, only for that program. */
  #assign(): void {
    const [first] = this.#words;
    if (first && (first.value === 'read' || first.value === 'unset')) {
      for (const { value } of this.#words) this.variables.delete(value);
      return;
    }
    if (!this.#words.every(({ value }) => isBeforeAssignment(value))) return;
    for (const { value, certain } of this.#words) {
      const [, name, text = ''] = ASSIGNMENT.exec(value) ?? [];
      if (name === undefined) continue;
      if (certain && this.#depth === 0 && !this.#doubtful) this.variables.set(name, text);
      else this.variables.delete(name);
    }
  }

  #end(pipesInto: boolean): void {
    if (this.#words.length > 0 || this.#redirects.length > 0) {
      this.#assign();
      this.#closed = undefined;
      this.#commands.push({
        words: this.#words,
        redirects: this.#redirects,
        conditional: this.#depth > 0 || this.#doubtful,
        pipesInto,
      });
    }
    this.#words = [];
    this.#redirects = [];
  }

  #readWords(): ReadWords {
    const read = readWords(this.script, this.#at, this.variables);
    this.#at = read.whole.span.end;
    return read;
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

const isBeforeAssignment = (word: string): boolean => ASSIGNMENT.test(word) || DECLARES.has(word);
