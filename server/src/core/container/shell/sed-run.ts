/** Runs a script of `sed` over the lines of one file. */

import type { Address, LineTest, SedCommand } from './sed';

/** A line that comes out: changed text, or the line itself. */
export interface SedOutput {
  readonly text: string;
  /** The line as it was. */
  readonly same: boolean;
  /** It may be another one. */
  readonly uncertain?: boolean;
}

/** What becomes of one line while the commands run. */
interface Cycle {
  /** Undefined once it is deleted. */
  text: string | undefined;
  uncertain: boolean;
  readonly before: SedOutput[];
  readonly after: SedOutput[];
}

export class SedRun {
  readonly #active = new Set<SedCommand>();
  #quit = false;

  constructor(
    readonly commands: readonly SedCommand[],
    readonly quiet: boolean,
  ) {}

  /**
   * @param number from 1
   * @returns the lines that come out; undefined where it is not known what becomes of the line
   */
  line(text: string, number: number, isLast: boolean): SedOutput[] | undefined {
    if (this.#quit) return [];
    const cycle: Cycle = { text, uncertain: false, before: [], after: [] };
    for (const command of this.commands) {
      if (cycle.text === undefined || this.#quit) break;
      const applies = this.#applies(command, cycle.text, number, isLast);
      if (applies === undefined) return undefined;
      if (applies) this.#act(command, cycle, cycle.text, text);
    }
    const { uncertain } = cycle;
    if (cycle.text !== undefined && !this.quiet) {
      const same = cycle.text === text && !uncertain;
      cycle.before.push({ text: cycle.text, same, ...(uncertain ? { uncertain } : {}) });
    }
    return [...cycle.before, ...cycle.after];
  }

  #act({ action }: SedCommand, cycle: Cycle, text: string, original: string): void {
    switch (action.kind) {
      case 'substitute':
        substitute(action, cycle, text);
        break;
      case 'delete':
        cycle.text = undefined;
        break;
      case 'print':
        cycle.before.push({ text, same: text === original });
        break;
      case 'quit':
        this.#quit = true;
        break;
      case 'append':
        cycle.after.push({ text: action.text, same: false });
        break;
      default:
        cycle.before.push({ text: action.text, same: false });
        if (action.kind === 'change') cycle.text = undefined;
    }
  }

  #applies(command: SedCommand, text: string, number: number, isLast: boolean): boolean | undefined {
    const { address } = command;
    if (!address) return true;
    const inside = this.#inside(command, address, text, number, isLast);
    return inside === undefined ? undefined : inside !== address.negated;
  }

  #inside(
    command: SedCommand,
    { from, to }: Address,
    text: string,
    number: number,
    isLast: boolean,
  ): boolean | undefined {
    if (!to) return holds(from, text, number, isLast);
    if (this.#active.has(command)) {
      const ends = to.kind === 'number' ? number >= to.number : holds(to, text, number, isLast);
      if (ends) this.#active.delete(command);
      return ends === undefined ? undefined : !(to.kind === 'number' && number > to.number);
    }
    const begins = holds(from, text, number, isLast);
    if (begins && !(to.kind === 'number' && to.number <= number)) this.#active.add(command);
    return begins;
  }
}

function holds(test: LineTest, text: string, number: number, isLast: boolean): boolean | undefined {
  if (test.kind === 'number') return test.number === number;
  if (test.kind === 'last') return isLast;
  if (!test.regex.test(text)) return false;
  return test.certain ? true : undefined;
}

function substitute(
  { regex, replacement, certain, print }: Extract<SedCommand['action'], { kind: 'substitute' }>,
  cycle: Cycle,
  text: string,
): void {
  regex.lastIndex = 0;
  const matched = regex.test(text);
  regex.lastIndex = 0;
  if (!matched) return;
  if (!certain) cycle.uncertain = true;
  cycle.text = text.replace(regex, replacement);
  if (print) cycle.before.push({ text: cycle.text, same: false });
}
