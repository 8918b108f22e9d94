import { type ConfigText, placeInText } from '../directives/config-text';
import type { Entry } from '../directives/load';
import { checkSentinel } from '../directives/sentinel';
import type { Problem, Verdict } from '../directives/setting';
import type { Outcome } from '../model/finding';
import type { RedisInstance } from '../model/instance';
import { formatVersion } from '../model/version';
import { cover, type Place } from '../text/span';
import { defineRule, type Report } from './rule';
import { fixesForProblem } from './value-fixes';

export const invalidValue = defineRule({
  id: 'invalid-value',
  severity: 'error',
  summary: 'A value that the server refuses, misreads or drops',
  docs: {
    what: 'The arguments of a line are not what the version in effect takes: a wrong number of them, a wrong type, a name that is not in the list, a number out of range, unbalanced quotes, a comment after the value.',
    why: 'In most cases the server refuses to start. Worse are the others: `maxmemory mb` is read as 0, that is without any bound, by every version; Redis 3.0 to 5.0 read `maxmemory 2Gi` as 0; up to 6.2 `save 900 1 # note` and `save 900 1 300 10` on one line are dropped without a word. The message says what this version does.',
    fix: 'Write the value as the server reads it.',
    references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/config/'],
  },
  check(instance, report) {
    for (const entry of instance.directives.loaded.entries) {
      const found = outcomeOf(entry.verdict);
      // Values in Kubernetes units have a rule of their own.
      if (!found || found.problem.kind === 'kubernetes-unit' || ownGrammar(instance, entry)) continue;
      report({
        at: placeOfProblem(entry.source, entry, found.problem),
        message: sentence(instance, found.outcome, found.problem),
        fixes: fixesForProblem(instance, entry, found.problem),
        outcome: found.outcome,
      });
    }
    if (instance.kind === 'sentinel') checkSentinelLines(instance, report);
  },
  examples: [],
});

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
export function sentence(instance: RedisInstance, outcome: Outcome, problem: Problem): string {
  const version = formatVersion(instance.version.chosen);
  if (outcome === 'refuses') return `${version} refuses to start: ${problem.says}.`;
  const verb = outcome === 'ignores' ? 'drops this line without a word' : 'starts without a word';
  return `${version} ${verb}: ${problem.says}.`;
}

export function placeOfProblem(source: ConfigText, { line }: Pick<Entry, 'line'>, problem: Problem): Place {
  const spans = problem.at.flatMap((index) => line.args[index]?.span ?? []);
  const [first, ...rest] = spans;
  const span = first ? rest.reduce(cover, first) : (line.problem?.span ?? line.span);
  return placeInText(source, span);
}

/** A Sentinel's own lines are judged all at once, because their order does not matter. */
const ownGrammar = (instance: RedisInstance, entry: Entry): boolean =>
  instance.kind === 'sentinel' && entry.line.name === 'sentinel' && !entry.line.problem;

function checkSentinelLines(instance: RedisInstance, report: Report): void {
  const sources = new Set(instance.directives.loaded.entries.map((entry) => entry.source));
  for (const source of sources) {
    for (const problem of checkSentinel(source)) {
      report({
        at: placeOfProblem(source, problem, problem),
        message: `The Sentinel refuses to start: ${problem.says}.`,
        outcome: 'refuses',
      });
    }
  }
}
