/** Adding a key to the mapping of a container, or to one inside it. */

import type { Edit } from '../../model/finding';
import { fillEntry, insertEntry, type TextOf } from '../../yaml/edit/edit';
import type { MapEntry, MapTree } from '../../yaml/tree';

/** After the image or the name, else at the end; beside keys of the mapping itself, because those that `<<` brings stand elsewhere. */
export function insertBesideImage(
  map: MapTree,
  lines: readonly string[],
  flow: string,
  text: TextOf,
): Edit[] {
  const own = [...map.entries.values()].filter((entry) => isOwn(entry, map));
  const [key = '', value = ''] = flow.split(/: (.*)/s);
  const present = own.find((entry) => entry.key === key);
  // A key that stands there without a value would stand there twice.
  if (present) return lines.length === 1 ? fillEntry(map, present, [], value, text) : [];
  const named = (key: string) => own.find((entry) => entry.key === key);
  const after = named('image') ?? named('name') ?? own.at(-1);
  return after ? insertEntry(map, lines, flow, text, after) : [];
}

/** A list of words under a key: `args: ["--maxmemory", "1gb"]`. */
export function insertWords(map: MapTree, key: string, words: readonly string[], text: TextOf): Edit[] {
  const line = `${key}: [${words.map((word) => JSON.stringify(word)).join(', ')}]`;
  return insertBesideImage(map, [line], line, text);
}

const isOwn = ({ keyPlace }: MapEntry, { place }: MapTree): boolean =>
  keyPlace.file === place.file &&
  place.span.start <= keyPlace.span.start &&
  keyPlace.span.end <= place.span.end;
