/** The compound commands of a shell script: which are open at a place of it, and what they make of a command inside. */

/** An `if` or `case`: one of its branches runs, or none. */
export interface Block {
  readonly branches: number;
  /** It has an `else` or a `*)`: one of its branches runs for certain. */
  readonly complete: boolean;
}

/** A branch that a command stands in; from 0. */
export interface Branch {
  readonly block: Block;
  readonly index: number;
}

/** A compound command that is open, with the number of commands before it. */
export interface Opened {
  readonly what: string;
  readonly from: number;
  /** The function of which it is the body. */
  readonly body: string | undefined;
}

interface Open extends Opened {
  /** Of `if` and `case`. */
  readonly block: { branches: number; complete: boolean } | undefined;
  /** Undefined in the condition of an `if`, which runs for certain. */
  branch: number | undefined;
}

export const OPENS: ReadonlySet<string> = new Set(['if', 'for', 'while', 'until', 'case', '{', '(']);
export const CLOSES: ReadonlySet<string> = new Set(['fi', 'done', 'esac', '}', ')']);
/** A group alone runs for certain; the others decide. */
const GROUPS: ReadonlySet<string> = new Set(['{', '(']);

export class Blocks {
  readonly #open: Open[] = [];

  open(what: string, from: number, body: string | undefined): void {
    const decides = what === 'if' || what === 'case';
    this.#open.push({
      what,
      from,
      body,
      block: decides ? { branches: 0, complete: false } : undefined,
      branch: undefined,
    });
  }

  close(): Opened | undefined {
    return this.#open.pop();
  }

  /** `then`, `elif` and `else`. */
  keyword(word: string): void {
    const inner = this.#open.at(-1);
    if (inner?.what !== 'if' || !inner.block) return;
    if (word === 'else') inner.block.complete = true;
    // The condition of an `elif` runs where what it decides about may run.
    const begins = word === 'then' && inner.branch === undefined;
    if (begins || word === 'elif' || word === 'else') this.#next(inner);
  }

  /** @param pattern of a `case`, which its `)` ends; undefined where no `case` is open */
  pattern(pattern: string): boolean {
    const inner = this.#open.at(-1);
    if (inner?.what !== 'case' || !inner.block) return false;
    if (pattern === '*') inner.block.complete = true;
    this.#next(inner);
    return true;
  }

  #next(inner: Open): void {
    if (!inner.block) return;
    inner.branch = inner.block.branches;
    inner.block.branches += 1;
  }

  /** The innermost function. */
  get within(): string | undefined {
    return this.#open.findLast(({ body }) => body !== undefined)?.body;
  }

  /** Those of its function, or of the script outside of functions; from the outside in. */
  get branches(): readonly Branch[] {
    return this.#inner.flatMap(({ block, branch }) =>
      block && branch !== undefined ? [{ block, index: branch }] : [],
    );
  }

  /** In a loop. */
  get doubtful(): boolean {
    return this.#inner.some(({ what, block }) => !block && !GROUPS.has(what));
  }

  get #inner(): readonly Open[] {
    return this.#open.slice(this.#open.findLastIndex(({ body }) => body !== undefined) + 1);
  }
}
