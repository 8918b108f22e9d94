/** Writes the memory limit of a compose service: in place of the present one, else where Compose expects a new one. */

import { insertBesideImage } from '../../container/image/beside-image';
import type { ContainerUnit } from '../../container/unit';
import { placeOf } from '../../model/fact';
import type { Edit } from '../../model/finding';
import type { Place } from '../../text/span';
import { formatComposeMemory, parseComposeMemory } from '../../units/compose-memory';
import type { TextOf } from '../../yaml/edit/edit';
import { at, type MapTree, scalarAt, type Tree } from '../../yaml/tree';

const PATH = ['deploy', 'resources', 'limits', 'memory'] as const;

/** @param bytes written in the unit of the present limit where that loses nothing */
export function limitEdits(unit: ContainerUnit, bytes: number, text: TextOf): Edit[] {
  const place = placeOf(unit.limit.bytes);
  if (place) return [place, ...othersOf(unit, place)].flatMap((one) => replaced(one, bytes, text));
  return unit.limit.missing ? inserted(unit.tree, bytes, text) : [];
}

/** As a new limit, or in the spelling of the present one. */
export function showLimit(unit: ContainerUnit, bytes: number, text: TextOf): string {
  const place = placeOf(unit.limit.bytes);
  return formatComposeMemory(bytes, place && bare(place, text));
}

const bare = (place: Place, text: TextOf): string =>
  text(place)
    .of(place.span)
    .replace(/^(["'])(.*)\1$/, '$2');

/** Only where the amount itself stands: a variable may be used elsewhere. In the quotes that stand there. */
function replaced(place: Place, bytes: number, text: TextOf): Edit[] {
  const written = text(place).of(place.span);
  const old = bare(place, text);
  if (parseComposeMemory(old) === undefined) return [];
  const quote = written === old ? '' : written.charAt(0);
  return [{ ...place, newText: `${quote}${formatComposeMemory(bytes, old)}${quote}` }];
}

/** Compose refuses two keys that say different things. */
function othersOf({ tree }: ContainerUnit, place: Place): Place[] {
  return [scalarAt(tree, ...PATH), scalarAt(tree, 'mem_limit')].flatMap((scalar) =>
    scalar && scalar.place.span.start !== place.span.start ? [scalar.place] : [],
  );
}

function inserted(service: MapTree, bytes: number, text: TextOf): Edit[] {
  const amount = formatComposeMemory(bytes);
  // Formats before 3 know no `deploy`, and where limits of it stand already Compose wants both in one place.
  if (isOldFormat(service, text) && !at(service, 'deploy', 'resources', 'limits'))
    return insertBesideImage(service, [`mem_limit: ${amount}`], `mem_limit: ${amount}`, text);
  let map: MapTree = service;
  for (const [index, key] of PATH.entries()) {
    const next: Tree | undefined = at(map, key);
    if (next === undefined) {
      const keys = PATH.slice(index);
      const lines = keys.map(
        (one, depth) => `${'  '.repeat(depth)}${one}:${depth === keys.length - 1 ? ` ${amount}` : ''}`,
      );
      return insertBesideImage(map, lines, flowOf(keys, amount), text);
    }
    if (next.kind !== 'map' || next.entries.size === 0) return [];
    map = next;
  }
  return [];
}

const flowOf = ([key = '', ...rest]: readonly string[], amount: string): string =>
  rest.length === 0 ? `${key}: ${amount}` : `${key}: { ${flowOf(rest, amount)} }`;

const isOldFormat = ({ place }: MapTree, text: TextOf): boolean =>
  /^version\s*:\s*["']?[12]\b/m.test(text(place).text);
