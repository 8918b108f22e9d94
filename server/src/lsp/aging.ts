/** Texts that tell an age are written anew although nothing new was observed: else they would say "just now" for hours. */

import { STALE_AFTER } from '../core/live/age';

const MINUTE = 60_000;
/** Ages at which the words change enough: every minute while it counts, once it is no longer current, then rarely. */
const AGES = [1, 2, 3, 4]
  .map((minutes) => minutes * MINUTE)
  .concat(STALE_AFTER + 1000, 10 * MINUTE, 30 * MINUTE);
const HOUR = 60 * MINUTE;

/** @returns milliseconds from now until the words change */
function untilNextAge(age: number): number {
  return (AGES.find((one) => one > age) ?? (Math.floor(age / HOUR) + 1) * HOUR) - age;
}

export class Aging {
  readonly #due: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(due: () => void) {
    this.#due = due;
  }

  /** @param newest milliseconds since 1970 of the newest observation; undefined: there is none */
  restart(newest: number | undefined): void {
    clearTimeout(this.#timer);
    if (newest === undefined) return;
    this.#timer = setTimeout(this.#due, untilNextAge(Math.max(0, Date.now() - newest)));
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}
