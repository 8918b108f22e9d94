/**
 * A shell script as simple commands, as far as it can be read without running it: words, redirections, here-documents,
 * and whether a command is certain to run. Never throws; what it cannot read makes words uncertain.
 */

import { Blocks, CLOSES, OPENS, type Opened } from './blocks';
import type { Command, Redirect } from './command';
import { inlineCalls, type WrittenCommand } from './functions';
import type { Announced } from './here-documents';
import { readHereDocument } from './here-documents';
import { readArray, readHead } from './lists';
import { type ReadWords, readWords, type Word } from './unit-words';
import { isAssignment, isBeforeAssignment, ShellVariables, startsArray } from './variables';

export type { Branch } from './blocks';
export type { Word } from './unit-words';

/**
 * @param variables what `$NAME` is known to be
 * @returns what runs, in order; the commands of a function stand where it is called
 */
export function parseScript(script: string, variables: ReadonlyMap<string, string> = new Map()): Command[] {
  return inlineCalls(new Parser(script, new Map(variables)).run());
}

/** Commands that a start script may rely on: what follows their `&&` runs. */
const SUCCEEDS = new Set([
  ...['cp', 'mv', 'rm', 'ln', 'cat', 'tee', 'touch', 'install', 'mkdir', 'chmod', 'chown', 'chgrp', 'sed'],
  ...['echo', 'printf', 'envsubst', 'cd', 'set', 'export', 'readonly', 'umask', 'sleep', 'sync', 'true', ':'],
]);
const NEUTRAL = new Set(['then', 'else', 'elif', 'do', '!', 'in']);
const OPERATORS: Readonly<Record<string, Redirect['operator']>> = {
  '>': '>',
  '>|': '>',
  '>>': '>>',
  '<': '<',
  '<<': '<<',
  '<<-': '<<',
};

class Parser {
  #at = 0;
  readonly #blocks = new Blocks();
  readonly #commands: WrittenCommand[] = [];
  readonly #variables: ShellVariables;
  #words: Word[] = [];
  #redirects: Redirect[] = [];
  #pending: (Announced & { index: number })[] = [];
  /** What stands before in the same list may keep this command from running. */
  #doubtful = false;
  /** The name of a function, of which the body follows. */
  #function: string | undefined;
  /** A group that has just ended: a redirection now is that of all its commands. */
  #closed: Opened | undefined;

  constructor(
    readonly script: string,
    variables: Map<string, string>,
  ) {
    this.#variables = new ShellVariables(variables);
  }

  run(): WrittenCommand[] {
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
      this.#function = this.#words[0]?.value;
      this.#words = [];
      while (/[\s)]/.test(this.script.charAt(this.#at))) this.#at += 1;
      return true;
    }
    if (operator === ')' && this.#blocks.pattern(this.#words.at(-1)?.value ?? '')) {
      this.#words = [];
      return true;
    }
    const program = this.#words.find(({ value }) => !isAssignment(value));
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
    if (operator === '>') this.#add([], [{ operator, target }], false);
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
    const first = this.#words.every(({ value }) => isBeforeAssignment(value));
    if (first && startsArray(whole.value) && this.script.charAt(this.#at) === '(') this.#array(whole.value);
    else if (first && isAssignment(whole.value)) this.#words.push(whole);
    else this.#words.push(...(this.#variables.array(this.script.slice(start, this.#at)) ?? words));
  }

  #array(start: string): void {
    const { words, end } = readArray(this.script, this.#at, this.#variables.values);
    this.#at = end;
    this.#variables.assignArray(start, words, this.#certain);
  }

  #keyword({ value, exact }: Word): boolean {
    if (!exact) return false;
    if (value === 'function') {
      const [whole = '', name] = /^\s+([\w-]+)\s*(?:\(\s*\)\s*)?/.exec(this.script.slice(this.#at)) ?? [];
      this.#function = name;
      this.#at += whole.length;
    } else if (OPENS.has(value)) {
      this.#open(value);
      if (value === 'for' || value === 'case') this.#head(value);
    } else if (CLOSES.has(value)) this.#close();
    else if (!NEUTRAL.has(value)) return false;
    this.#blocks.keyword(value);
    return true;
  }

  #head(what: 'for' | 'case'): void {
    const { first, end } = readHead(what, this.script, this.#at, this.#variables.values);
    this.#at = end;
    if (what === 'for' && first !== undefined) this.#variables.forget(first);
  }

  #open(what: string): void {
    this.#closed = undefined;
    this.#blocks.open(what, this.#commands.length, this.#function);
    this.#function = undefined;
  }

  #close(): void {
    const opened = this.#blocks.close();
    if (!opened) return;
    this.#end(false);
    this.#closed = opened;
  }

  get #certain(): boolean {
    const { doubtful, branches, within } = this.#blocks;
    return !this.#doubtful && !doubtful && branches.length === 0 && within === undefined;
  }

  #end(pipesInto: boolean): void {
    if (this.#words.length > 0 || this.#redirects.length > 0) {
      this.#variables.assign(this.#words, this.#certain);
      this.#closed = undefined;
      this.#add(this.#words, this.#redirects, pipesInto);
    }
    this.#words = [];
    this.#redirects = [];
  }

  #add(words: readonly Word[], redirects: readonly Redirect[], pipesInto: boolean): void {
    const { branches, doubtful, within } = this.#blocks;
    const mayNot = doubtful || this.#doubtful;
    this.#commands.push({ words, redirects, branches, doubtful: mayNot, pipesInto, within });
  }

  #readWords(): ReadWords {
    const read = readWords(this.script, this.#at, this.#variables.values);
    this.#at = read.whole.span.end;
    return read;
  }

  #readHereDocuments(): void {
    for (const { index, ...announced } of this.#pending) {
      const { body, end } = readHereDocument(this.script, this.#at, announced, this.#variables.values);
      this.#at = end;
      const redirect = this.#redirects[index];
      if (redirect) this.#redirects[index] = { ...redirect, body };
    }
    this.#pending = [];
  }
}
