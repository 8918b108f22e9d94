/** Counts the answers of a server as they arrive in pieces: lines, and strings of a length that is told before. */

const [NEWLINE, STRING] = [10, 36];

export class AnswerCount {
  #count = 0;
  /** Bytes of a string, with the line end behind it, that are still to come. */
  #rest = 0;
  #line = '';

  get count(): number {
    return this.#count;
  }

  /** No answer here is an array. */
  take(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#rest > 0) {
        const skipped = Math.min(this.#rest, chunk.length - at);
        this.#rest -= skipped;
        at += skipped;
        if (this.#rest === 0) this.#count += 1;
        continue;
      }
      const end = chunk.indexOf(NEWLINE, at);
      const until = end === -1 ? chunk.length : end;
      if (this.#line !== '' || chunk[at] === STRING || end === -1)
        this.#line += chunk.toString('latin1', at, until);
      at = until + 1;
      if (end === -1) return;
      this.#endLine();
    }
  }

  #endLine(): void {
    const length = /^\$(\d+)/.exec(this.#line);
    if (length) this.#rest = Number(length[1]) + 2;
    else this.#count += 1;
    this.#line = '';
  }
}
