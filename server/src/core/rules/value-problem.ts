/** How a value that a server does not take as written is told: what comes of it, in words, and where. */

import { type ConfigText, placeInText } from '../directives/config-text';
import type { Entry } from '../directives/entry';
import type { Problem, Verdict } from '../directives/setting';
import type { Outcome } from '../model/finding';
import type { RedisInstance } from '../server/instance';
import { cover, type Place } from '../text/span';

/** @returns undefined for a value that is taken, or that nobody knows */
export function outcomeOf(verdict: Verdict): { outcome: Outcome; problem: Problem } | undefined {
  switch (verdict.outcome) {
    case 'refuses':
      return { outcome: 'refuses', problem: verdict.problem };
    case 'misreads':
      return { outcome: 'misreads', problem: verdict.problem };
    case 'ignores':
      return { outcome: 'ignores', problem: verdict.problem };
    default:
      return undefined;
  }
}

/** "Redis 7.0 refuses to start: …" or what is read instead. */
export function sentence(
  instance: RedisInstance,
  { atRuntime }: Pick<Entry, 'atRuntime'>,
  outcome: Outcome,
  problem: Problem,
): string {
  const version = instance.version.name;
  if (outcome === 'refuses' && atRuntime)
    return `${version} refuses this CONFIG SET, and the setting stays as it was: ${problem.message}.`;
  if (outcome === 'refuses') return `${version} refuses to start: ${problem.message}.`;
  const verb = outcome === 'ignores' ? 'drops this line without a word' : 'starts without a word';
  return `${version} ${verb}: ${problem.message}.`;
}

/** The arguments at fault, else what breaks the line, else the line. */
export function placeOfProblem(source: ConfigText, { line }: Pick<Entry, 'line'>, problem: Problem): Place {
  const spans = problem.at.flatMap((index) => line.args[index]?.span ?? []);
  const [first, ...rest] = spans;
  const span = first ? rest.reduce(cover, first) : (line.problem?.span ?? line.span);
  return placeInText(source, span);
}
