/** The classes of keyspace events by version (`keyspaceEventsStringToFlags` and its reverse, notify.c). */

import { hasRedis, type ServerVersion } from '../model/version';
import { wordMap } from '../word-map';
import { accepts, refuses, type Verdict } from './setting';
import { shown } from './table-values';

/** A server prints the classes in this order. `A` stands for those of the first part that the version has in it. */
const CLASSES = 'g$lshzxetdn';
const OUTSIDE = 'KEm';

/** Letters that came after 2.8, with the Redis version that brought them; all Valkey has them. */
const SINCE = wordMap<readonly [major: number, minor: number]>({
  t: [5, 0],
  m: [6, 0],
  d: [6, 2],
  n: [7, 0],
});

/** Reads the one argument of `notify-keyspace-events`, as CONFIG GET prints it. */
export function readEvents(version: ServerVersion, args: readonly string[]): Verdict {
  const [text = ''] = args;
  const known = [...`${CLASSES}${OUTSIDE}A`].filter((letter) =>
    hasRedis(version, ...(SINCE.get(letter) ?? [2, 8])),
  );
  // 8.2 and later have more classes than were read.
  const more = version.product === 'redis' && hasRedis(version, 8, 1);
  const wrong = [...text].find((letter) => !known.includes(letter));
  if (wrong !== undefined && !(more && /[A-Za-z]/.test(wrong)))
    return refuses('other', `${shown(wrong)} is not a class of keyspace events (${known.join('')})`, 0);
  return accepts({ type: 'text', value: wrong === undefined ? printed(version, text) : text });
}

function printed(version: ServerVersion, text: string): string {
  const all = [...CLASSES].filter((letter) => isInAll(version, letter));
  const given = new Set(text.includes('A') ? [...text, ...all] : text);
  const everything = all.every((letter) => given.has(letter));
  const inside = everything ? 'A' : [...CLASSES].filter((letter) => given.has(letter)).join('');
  return inside + [...OUTSIDE].filter((letter) => given.has(letter)).join('');
}

/** New keys are never part of `A`, events of modules since 7.0. */
function isInAll(version: ServerVersion, letter: string): boolean {
  if (letter === 'n') return false;
  if (letter === 'd') return hasRedis(version, 7);
  return letter !== 't' || hasRedis(version, 5);
}
