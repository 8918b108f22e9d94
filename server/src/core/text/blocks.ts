/**
 * A text in blocks that stay the same strings while others are edited: what a keystroke leaves alone is neither copied
 * nor compared.
 */

import { lastAtOrBefore, startsOf } from './sorted';

export class Blocks {
  readonly parts: readonly string[];
  /** UTF-16 units, as all offsets here. */
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

  /** The whole; put together when first asked for. */
  toString(): string {
    this.#joined ??= this.parts.join('');
    return this.#joined;
  }

  equals(other: Blocks): boolean {
    if (this === other) return true;
    if (this.length !== other.length) return false;
    const [mine, theirs] = [this.parts, other.parts];
    // One character typed over another leaves every length: then no text has to be put together to see it.
    if (mine.length === theirs.length && mine.every(({ length }, index) => length === theirs[index]?.length))
      return mine.every((part, index) => part === theirs[index]);
    return this.toString() === other.toString();
  }

  /** How many units at both ends stand in the same blocks in another text; at most the whole of either, together. */
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
