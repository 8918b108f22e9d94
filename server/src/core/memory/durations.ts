/** How long one fork lives, and how many writes arrive meanwhile. */

import { factValue } from '../model/fact';
import type { BudgetInput } from './input';

/** Seconds of one save per GiB, measured without a slow disk: 6 to 10 (copy-on-write measurements). */
const SAVE_SECONDS_PER_GIB = [6, 10] as const;
/** An idle server of 1 GiB still takes its time; a shorter save is not counted on. */
const SHORTEST = 1;

export interface Duration {
  readonly shortest: number;
  readonly longest: number;
  /** Where it comes from, for people. */
  readonly reason: string;
}

/** Seconds of one RDB save. */
function saveDuration(input: BudgetInput, dataset: number): Duration {
  const stated = factValue(input.saveSeconds);
  return stated === undefined ? derived(input, dataset) : exactly(stated, 'stated');
}

/** Seconds of the longest fork: with AOF a rewrite counts too. */
export function forkDuration(input: BudgetInput, dataset: number): Duration {
  const save = saveDuration(input, dataset);
  if (factValue(input.appendonly) !== true) return save;
  const stated = factValue(input.rewriteSeconds);
  const rewrite = stated === undefined ? derived(input, dataset) : exactly(stated, 'stated');
  return rewrite.longest > save.longest
    ? { ...rewrite, shortest: Math.min(save.shortest, rewrite.shortest) }
    : save;
}

function derived(input: BudgetInput, dataset: number): Duration {
  const speed = factValue(input.diskSpeed);
  if (speed !== undefined && speed > 0)
    return exactly(Math.max(SHORTEST, dataset / speed), 'data over the stated disk speed');
  const gib = dataset / 1024 ** 3;
  const [fast, slow] = SAVE_SECONDS_PER_GIB;
  return {
    shortest: Math.max(SHORTEST, fast * gib),
    longest: Math.max(SHORTEST, slow * gib),
    reason: `measured ${fast} to ${slow} s per GiB`,
  };
}

const exactly = (seconds: number, reason: string): Duration => ({
  shortest: seconds,
  longest: seconds,
  reason,
});
