/** Did you mean …: the names of a version that are near to what was written. */

import type { ServerVersion } from '../model/version';
import { knownNames } from './directives';

const MOST = 3;

/** @returns best first, at most three; empty when nothing is near */
export function suggest(version: ServerVersion, name: string): string[] {
  const wanted = spelling(name);
  if (wanted === '') return [];
  const bound = Math.min(3, Math.ceil(wanted.length / 4));
  return knownNames(version)
    .map((known) => ({ known, distance: editDistance(wanted, spelling(known), bound) }))
    .filter(({ distance }) => distance <= bound)
    .sort((a, b) => a.distance - b.distance || (a.known < b.known ? -1 : 1))
    .slice(0, MOST)
    .map(({ known }) => known);
}

/** What a name looks like without the habits of other formats: `Max_Memory: 1gb`, `maxmemory=1gb`, `--maxmemory`. */
function spelling(name: string): string {
  return name
    .toLowerCase()
    .replace(/[:=].*$/s, '')
    .replace(/^-+/, '')
    .replaceAll('_', '-');
}

/**
 * Damerau-Levenshtein in its restricted form (optimal string alignment): insertions, deletions, replacements and swaps
 * of neighbours, no part edited twice.
 * @returns any number above `bound` when the distance is above it
 */
export function editDistance(a: string, b: string, bound: number): number {
  if (Math.abs(a.length - b.length) > bound) return bound + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + cost,
        swapped && row > 1 && column > 1 ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    if (Math.min(...current) > bound) return bound + 1;
    [beforeLast, last] = [last, current];
  }
  return last[b.length] ?? 0;
}
