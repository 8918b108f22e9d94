/** What a file holds of which a script writes one version or another: what all of them have is certain. */

import { placeKey } from '../../text/span';
import type { Content } from './content';
import { contentFrom, type Line, linesOf, maybeLine } from './lines';

/** Cells of the table that compares two files line by line; larger ones are compared at both ends only. */
const MOST_CELLS = 250_000;

/**
 * One of the versions holds. Where all but one follow another server, that one is what the primary runs with, and only
 * whether it follows is uncertain.
 */
export function oneOf(versions: readonly Content[]): Content {
  const [first = [], ...others] = versions;
  if (others.every((other) => other === first)) return first;
  const leading = versions.filter((version) => !follows(version));
  const [primary] = leading;
  const merged =
    primary && leading.length === 1
      ? withFollowing(
          primary,
          versions.filter((version) => version !== primary),
        )
      : others.reduce<Line[]>((lines, other) => mergedLines(lines, linesOf(other)), linesOf(first));
  return contentFrom(merged);
}

const FOLLOWING = /^\s*(?:replicaof|slaveof)\s/i;

const follows = (version: Content): boolean =>
  linesOf(version).some((line) => line.kind === 'line' && !line.maybe && FOLLOWING.test(line.text));

/** Of what a replica is told, only the line that makes it one concerns its primary. */
function withFollowing(primary: Content, others: readonly Content[]): Line[] {
  const lines = linesOf(primary);
  const extra = new Map<string, Line>();
  for (const line of others.flatMap((other) => linesOf(other))) {
    if (line.kind === 'unknown' && !lines.some((own) => keyOf(own) === keyOf(line)))
      extra.set(keyOf(line), line);
    if (line.kind === 'line' && FOLLOWING.test(line.text)) extra.set(line.text, maybeLine(line));
  }
  return [...lines, ...extra.values()];
}

const keyOf = (line: Line): string => (line.kind === 'line' ? `=${line.text}` : `?${placeKey(line.place)}`);

/** Lines of both in their order; those of one alone may be absent. */
function mergedLines(a: readonly Line[], b: readonly Line[]): Line[] {
  const [first, second] = [a.map(keyOf), b.map(keyOf)];
  let start = 0;
  while (start < a.length && start < b.length && first[start] === second[start]) start += 1;
  let end = 0;
  const room = Math.min(a.length, b.length) - start;
  while (end < room && first.at(-1 - end) === second.at(-1 - end)) end += 1;
  const middle = mergedMiddle(a.slice(start, a.length - end), b.slice(start, b.length - end));
  const tail = a.slice(a.length - end).map((line, index) => common(line, b[b.length - end + index]));
  return [...a.slice(0, start).map((line, index) => common(line, b[index])), ...middle, ...tail];
}

/** A line of both, which is only certain where it is so in both. */
const common = (line: Line, other: Line | undefined): Line =>
  other?.kind === 'line' && other.maybe ? maybeLine(line) : line;

function mergedMiddle(a: readonly Line[], b: readonly Line[]): Line[] {
  if (a.length === 0 || b.length === 0 || a.length * b.length > MOST_CELLS)
    return [...a, ...b].map(maybeLine);
  const [first, second] = [a.map(keyOf), b.map(keyOf)];
  const width = b.length + 1;
  // Length of the longest common part of what begins at each pair of lines.
  const longest = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => longest[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      longest[i * width + j] =
        first[i] === second[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const merged: Line[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [one, other] = [a[i], b[j]];
    if (one && other && first[i] === second[j]) {
      merged.push(common(one, other));
      i += 1;
      j += 1;
    } else if (one && (!other || at(i + 1, j) >= at(i, j + 1))) {
      merged.push(maybeLine(one));
      i += 1;
    } else if (other) {
      merged.push(maybeLine(other));
      j += 1;
    }
  }
  return merged;
}
