/** Inlay hints with the verdict of the budget, next to the memory limit and `maxmemory`. */

import { placeOfArguments } from '../directives/view';
import { placeOf } from '../model/fact';
import type { RedisInstance } from '../server/instance';
import type { FileId, Place, StableOffset } from '../text/span';
import { formatBytes } from '../units/bytes';
import { budgetMarkdown } from './budget-table';

export interface InlayHint {
  /** The end of the number. */
  readonly offset: StableOffset;
  readonly text: string;
  /** Markdown: the whole budget. */
  readonly tooltip: string;
}

/** One hint per place, by offset; if several servers read the same number, the one with the least memory left. */
export function inlayHintsOf(instances: readonly RedisInstance[], file: FileId): InlayHint[] {
  const fullest = new Map<StableOffset, RedisInstance>();
  for (const instance of instances) {
    if (instance.kind !== 'server' || !instance.budget) continue;
    for (const { file: where, span } of placesOf(instance)) {
      const before = fullest.get(span.end);
      if (where === file && (!before || room(instance) < room(before))) fullest.set(span.end, instance);
    }
  }
  return [...fullest]
    .sort(([a], [b]) => a - b)
    .map(([offset, instance]) => ({ offset, text: verdict(instance), tooltip: budgetMarkdown(instance) }));
}

/** Only numbers that are written for this server; the data of a replica may be bounded by its primary. */
function placesOf({ limit, directives }: RedisInstance): Place[] {
  const entry = directives.last('maxmemory');
  const places = [placeOf(limit), entry && !entry.line.conditional ? placeOfArguments(entry) : undefined];
  return places.filter((place) => place !== undefined);
}

const room = ({ budget }: RedisInstance): number => budget?.left ?? Number.POSITIVE_INFINITY;

function verdict({ budget }: RedisInstance): string {
  if (budget?.worst === undefined) return 'no worst case';
  const worst = `${formatBytes(budget.worst)} at worst`;
  if (budget.limit === undefined) return worst;
  return `${worst}: ${budget.verdict === 'unknown' ? 'cannot be judged' : budget.verdict}`;
}
