/**
 * A piece of a file that is edited on its own, in offsets that stand as long as its text stands: when the pieces before
 * it grow, it moves in the file, and nothing that was worked out of it changes.
 */

import { type StableOffset, type StableSpan, stableOffset } from './span';

export class Piece {
  /** @param start stable offset of the first character; UTF-16, as all others here */
  constructor(
    readonly text: string,
    readonly start: StableOffset,
  ) {}

  get end(): StableOffset {
    return stableOffset(this.start + this.text.length);
  }

  slice(start: StableOffset, end: StableOffset = this.end): string {
    return this.text.slice(Math.max(0, start - this.start), Math.max(0, end - this.start));
  }

  of({ start, end }: StableSpan): string {
    return this.slice(start, end);
  }

  charAt(offset: StableOffset): string {
    return this.text.charAt(offset - this.start);
  }

  /** @returns -1 where it does not stand behind the offset */
  indexOf(wanted: string, from: StableOffset): StableOffset | -1 {
    const found = this.text.indexOf(wanted, from - this.start);
    return found === -1 ? -1 : stableOffset(found + this.start);
  }

  includes(wanted: string): boolean {
    return this.text.includes(wanted);
  }

  /** Where the line of an offset begins. */
  lineStart(offset: StableOffset): StableOffset {
    const local = offset - this.start;
    if (local < 1) return this.start;
    return stableOffset(this.text.lastIndexOf('\n', local - 1) + 1 + this.start);
  }

  /** Where the line of an offset ends, its line break not included; a carriage return is part of the line. */
  lineEnd(offset: StableOffset): StableOffset {
    const found = this.indexOf('\n', offset);
    return found === -1 ? this.end : found;
  }
}

/** A text that is one piece: its offsets are those of the file. */
export const wholePiece = (text: string): Piece => new Piece(text, stableOffset(0));
