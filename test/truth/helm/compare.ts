/** What was understood of a point beside what ran: right, wrong or unknown, fact by fact. */

import type { RedisInstance } from '../../../server/src/core/server/instance';
import { ANY, type Facts, type Point, trueFacts, understoodFacts } from './facts';

export type Verdict = 'right' | 'wrong' | 'unknown';

export interface Compared {
  readonly point: string;
  readonly family: string;
  readonly server: string;
  readonly fact: string;
  readonly verdict: Verdict;
  readonly expected: string;
  readonly found: string | undefined;
}

/** Every fact of every server that ran; a server that did not run is one wrong fact. */
export function comparePoint(point: Point, instances: readonly RedisInstance[]): Compared[] {
  const servers = instances.filter(({ kind }) => kind === 'server').map(understoodFacts);
  // A set of no pods is no server.
  const running = point.truth.filter(({ replicas }) => replicas > 0);
  const truths = running.map(trueFacts);
  const chosen = bestMatch(truths, servers);
  const row = { point: `${point.id} ${point.version} ${point.vid}`, family: point.fam };
  const compared = truths.flatMap((truth, index) => {
    const server = running[index]?.workload ?? '';
    return Object.entries(truth).flatMap(([fact, expected]) => {
      if (expected === undefined) return [];
      const found = chosen[index]?.[fact];
      return [{ ...row, server, fact, expected, found, verdict: verdictOf(expected, found) }];
    });
  });
  const extra = servers
    .filter((one) => !chosen.includes(one))
    .map(() => ({
      ...row,
      server: '',
      fact: 'server',
      expected: 'none',
      found: 'one',
      verdict: 'wrong' as const,
    }));
  return [...compared, ...extra];
}

const verdictOf = (expected: string, found: string | undefined): Verdict =>
  found === undefined ? 'unknown' : found === expected || found === ANY ? 'right' : 'wrong';

/** The assignment with the fewest wrong facts, then the most right ones. */
function bestMatch(truths: readonly Facts[], servers: readonly Facts[]): (Facts | undefined)[] {
  let best: { score: number; chosen: (Facts | undefined)[] } = {
    score: Number.NEGATIVE_INFINITY,
    chosen: [],
  };
  const visit = (
    index: number,
    left: readonly Facts[],
    chosen: (Facts | undefined)[],
    score: number,
  ): void => {
    const truth = truths[index];
    if (!truth) {
      if (score > best.score) best = { score, chosen };
      return;
    }
    for (const one of left)
      visit(
        index + 1,
        left.filter((other) => other !== one),
        [...chosen, one],
        score + scoreOf(truth, one),
      );
    if (left.length < truths.length - index) visit(index + 1, left, [...chosen, undefined], score);
  };
  visit(0, servers, [], 0);
  return best.chosen;
}

function scoreOf(truth: Facts, server: Facts): number {
  const verdicts = Object.entries(truth).map(([fact, expected]) =>
    expected === undefined ? 'unknown' : verdictOf(expected, server[fact]),
  );
  const count = (wanted: Verdict): number => verdicts.filter((one) => one === wanted).length;
  return count('right') - 100 * count('wrong') + 0.5;
}
