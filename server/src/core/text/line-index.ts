/** Converts between offsets and lines. Lines and characters count from 0, as in LSP. */

import { lastAtOrBefore } from './sorted';
import type { PresentOffset, Span } from './span';

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Lines of the whole text of a file, or of another text if `Offset` is given. */
export class LineIndex<Offset extends number = PresentOffset> {
  readonly #starts: number[] = [0];
  readonly #length: number;

  constructor(text: string) {
    this.#length = text.length;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** Start offset of a line; the length of the text for lines past the end. */
  startOf(line: number): Offset {
    return (this.#starts[line] ?? this.#length) as Offset;
  }

  lineAt(offset: Offset): number {
    return lastAtOrBefore(this.#starts, offset);
  }

  positionAt(offset: Offset): Position {
    const clamped = Math.max(0, Math.min(offset, this.#length)) as Offset;
    const line = this.lineAt(clamped);
    return { line, character: clamped - this.startOf(line) };
  }

  offsetAt(position: Position): Offset {
    const offset = this.startOf(position.line) + position.character;
    return Math.min(offset, this.startOf(position.line + 1)) as Offset;
  }

  rangeOf(span: Span<Offset>): Range {
    return { start: this.positionAt(span.start), end: this.positionAt(span.end) };
  }
}
