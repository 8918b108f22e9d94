/** Suggests names of a version that are similar to a misspelt one. */

import type { ServerVersion } from '../model/version';
import { knownNames } from './directives';

const MOST = 3;

/** @returns at most three, best first */
export function suggest(version: ServerVersion, name: string): string[] {
  return near(spelling(name), knownNames(version), spelling).slice(0, MOST);
}

/** @returns the most similar name; undefined if none is close enough */
export const nearestName = (wanted: string, names: readonly string[]): string | undefined =>
  near(wanted, names, (name) => name)[0];

/** Best first: at most one letter in four may differ, and at most three. */
function near(wanted: string, names: readonly string[], spelled: (name: string) => string): string[] {
  if (wanted === '') return [];
  const bound = Math.min(3, Math.ceil(wanted.length / 4));
  return names
    .map((name) => ({ name, distance: editDistance(wanted, spelled(name), bound) }))
    .filter(({ distance }) => distance <= bound)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name);
}

/** Normalizes a name written in another format: `Max_Memory: 1gb`, `maxmemory=1gb`, `--maxmemory`. */
function spelling(name: string): string {
  return name
    .toLowerCase()
    .replace(/[:=].*$/s, '')
    .replace(/^-+/, '')
    .replaceAll('_', '-');
}

/**
 * Damerau-Levenshtein distance in its restricted form (optimal string alignment): insertions, deletions, replacements
 * and swaps of adjacent letters, no part edited twice.
 * @returns any number above `bound` if the distance exceeds it
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
