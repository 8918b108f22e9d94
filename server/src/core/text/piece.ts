/**
 * A part of a file that is edited independently of the others, with stable offsets: when the parts before it grow, it
 * moves in the file, and results derived from it stay valid.
 */

import { type StableOffset, type StableSpan, stableOffset } from './span';

export class Piece {
  /** @param start stable offset of the first character, in UTF-16 code units */
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

  /** @returns -1 if `wanted` does not occur at or after `from` */
  indexOf(wanted: string, from: StableOffset): StableOffset | -1 {
    const found = this.text.indexOf(wanted, from - this.start);
    return found === -1 ? -1 : stableOffset(found + this.start);
  }

  includes(wanted: string): boolean {
    return this.text.includes(wanted);
  }

  /** Start of the line that contains the offset. */
  lineStart(offset: StableOffset): StableOffset {
    const local = offset - this.start;
    if (local < 1) return this.start;
    return stableOffset(this.text.lastIndexOf('\n', local - 1) + 1 + this.start);
  }

  /** End of the line that contains the offset, without the line feed; a carriage return is part of the line. */
  lineEnd(offset: StableOffset): StableOffset {
    const found = this.indexOf('\n', offset);
    return found === -1 ? this.end : found;
  }
}

/** A text as a single piece, whose offsets equal those of the file. */
export const wholePiece = (text: string): Piece => new Piece(text, stableOffset(0));
