/** The words of a shell script: quotes, backslashes, expansions, and the splitting of what is expanded without quotes. */

import type { Span } from '../../text/span';

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

/** What stands between two blanks of a script. */
export interface ReadWords {
  /** None, where everything in it was expanded to nothing; several, where an expansion was split. */
  readonly words: readonly Word[];
  /** Unsplit: what an assignment or a redirection takes. */
  readonly whole: Word;
}

/** @param start of something that is no blank */
export function readWords(script: string, start: number, variables: ReadonlyMap<string, string>): ReadWords {
  const reader = new WordReader(script, start, variables);
  const end = reader.read();
  const span = { start, end };
  const written = script.slice(start, end);
  const { parts, certain } = reader;
  const wordOf = (value: string): Word => ({ value, certain, span, exact: written === value });
  return { words: parts.map(wordOf), whole: wordOf(reader.whole) };
}

/** One stretch without blanks: quotes, backslashes and expansions. */
class WordReader {
  /** Unsplit. */
  whole = '';
  readonly parts: string[] = [];
  certain = true;
  #at: number;
  /** Of the last part, while more may be added to it. */
  #open = false;

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
      else if (character === '$' || character === '`') this.#expansion(false);
      else this.#plain();
    }
    // Quotes that nobody closes end with the script.
    return Math.min(this.#at, this.script.length);
  }

  #add(text: string): void {
    this.whole += text;
    if (this.#open) this.parts.push(`${this.parts.pop() ?? ''}${text}`);
    else this.parts.push(text);
    this.#open = true;
  }

  /** Blanks in what is expanded outside of quotes end words; nothing at all adds nothing. */
  #addSplit(text: string): void {
    this.whole += text;
    const pieces = text.split(/[ \t\n]+/);
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) this.#open = false;
      if (piece === '') continue;
      this.parts.push(this.#open ? `${this.parts.pop() ?? ''}${piece}` : piece);
      this.#open = true;
    }
  }

  #plain(): void {
    this.#add(this.script.charAt(this.#at));
    this.#at += 1;
  }

  #single(): void {
    const end = this.script.indexOf("'", this.#at + 1);
    const close = end === -1 ? this.script.length : end;
    this.#add(this.script.slice(this.#at + 1, close));
    this.#at = close + 1;
  }

  #double(): void {
    this.#add('');
    this.#at += 1;
    while (this.#at < this.script.length && this.script.charAt(this.#at) !== '"') {
      const character = this.script.charAt(this.#at);
      if (character === '\\') this.#escape(/["$`\\\n]/);
      else if (character === '$' || character === '`') this.#expansion(true);
      else this.#plain();
    }
    this.#at += 1;
  }

  #escape(escapable: RegExp): void {
    const next = this.script.charAt(this.#at + 1);
    if (next !== '\n') this.#add(escapable.test(next) ? next : `\\${next}`);
    this.#at += 2;
  }

  #expansion(quoted: boolean): void {
    const length = expansionLength(this.script, this.#at);
    const { value, certain } = expand(this.script.slice(this.#at, this.#at + length), this.variables);
    if (quoted || !certain || value === '$') this.#add(value);
    else this.#addSplit(value);
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
  /\$\{([A-Za-z_]\w*)(?:(:?-)([^}$]*))?\}|\$([A-Za-z_]\w*)|\$\([\s\S]*?\)|`[^`]*`|\$\{[^}]*\}|\$[0-9@*#?$!]/g;

/** Puts known variables in; the rest stands as `${…}`. */
export function expand(
  text: string,
  variables: ReadonlyMap<string, string>,
): { value: string; certain: boolean } {
  let certain = true;
  const value = text.replace(
    EXPANSION,
    (_, braced?: string, operator?: string, standard?: string, bare?: string) => {
      const name = braced ?? bare;
      const known = name === undefined ? undefined : variables.get(name);
      if (known === '' && operator === ':-') return standard ?? '';
      if (known !== undefined) return known;
      certain = false;
      return `\${${name ?? 'unknown'}${standard === undefined ? '' : `:-${standard}`}}`;
    },
  );
  return { value, certain };
}

/** A word so that a shell reads it as it is. */
export const shellQuote = (word: string): string =>
  /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
