/** A bound on work that input can multiply: expansions, loops, copies. What exceeds it ends in unknown. */

export class WorkBudget {
  #steps: number;
  #bytes: number;

  /**
   * @param steps units of work, each about as long as reading one short command
   * @param bytes UTF-16 code units of text that may be made
   */
  constructor(steps: number, bytes: number) {
    this.#steps = steps;
    this.#bytes = bytes;
  }

  /** @returns false once more was asked for than there is, and from then on */
  step(count = 1): boolean {
    this.#steps -= count;
    return !this.isSpent;
  }

  /** @returns false once more was asked for than there is, and from then on */
  take(bytes: number): boolean {
    this.#bytes -= bytes;
    return !this.isSpent;
  }

  get isSpent(): boolean {
    return this.#steps < 0 || this.#bytes < 0;
  }
}
