/**
 * A text stored as a list of strings (blocks). An edit replaces only the blocks that it touches; the others keep their
 * identity, so they are neither copied nor compared.
 */

import { lastAtOrBefore, startsOf } from './sorted';

export class Blocks {
  readonly parts: readonly string[];
  /** In UTF-16 code units, like all offsets here. */
  readonly length: number;
  readonly #starts: readonly number[];
  #joined: string | undefined;

  constructor(parts: readonly string[]) {
    this.parts = parts;
    this.#starts = startsOf(parts.map(({ length }) => length));
    this.length = (this.#starts.at(-1) ?? 0) + (parts.at(-1)?.length ?? 0);
  }

  static of(text: string | Blocks): Blocks {
    return typeof text === 'string' ? new Blocks([text]) : text;
  }

  slice(start: number, end = this.length): string {
    let index = lastAtOrBefore(this.#starts, start);
    let from = this.#starts[index] ?? 0;
    let text = '';
    for (; index < this.parts.length && from < end; index += 1) {
      const part = this.parts[index] ?? '';
      text += part.slice(Math.max(0, start - from), end - from);
      from += part.length;
    }
    return text;
  }

  charAt(offset: number): string {
    const index = lastAtOrBefore(this.#starts, offset);
    return this.parts[index]?.charAt(offset - (this.#starts[index] ?? 0)) ?? '';
  }

  /** The whole text, joined on first use. */
  toString(): string {
    this.#joined ??= this.parts.join('');
    return this.#joined;
  }

  equals(other: Blocks): boolean {
    if (this === other) return true;
    if (this.length !== other.length) return false;
    const [mine, theirs] = [this.parts, other.parts];
    // Typing over one character keeps every length. Comparing the blocks then avoids joining the text.
    if (mine.length === theirs.length && mine.every(({ length }, index) => length === theirs[index]?.length))
      return mine.every((part, index) => part === theirs[index]);
    return this.toString() === other.toString();
  }

  /** Lengths of the common prefix and suffix in shared blocks; together at most the length of the shorter text. */
  sharedWith(other: Blocks): { readonly head: number; readonly tail: number } {
    const [mine, theirs] = [this.parts, other.parts];
    const most = Math.min(mine.length, theirs.length);
    let [first, head] = [0, 0];
    for (; first < most && mine[first] === theirs[first]; first += 1) head += mine[first]?.length ?? 0;
    let tail = 0;
    for (let last = 1; last <= most - first && mine.at(-last) === theirs.at(-last); last += 1)
      tail += mine.at(-last)?.length ?? 0;
    return { head, tail };
  }
}
