/** Words of command lines, in manifests and in scripts. */

import type { Argument } from '../../directives/command-line';
import { SourceMap } from '../../text/source-map';
import { stableSpan } from '../../text/span';
import type { Word } from './unit-words';

/** A word of a command line with where it stands. */
export interface ArgumentWord extends Argument {
  /** Nothing in it is only known when the container runs. */
  readonly certain: boolean;
  /** From the value to the document. */
  readonly map: SourceMap;
}

/** Offsets of a word in the script, as offsets of the document where the script is written one for one. */
export function wordIn({ map }: ArgumentWord, { value, span, certain, exact }: Word): ArgumentWord {
  const place = map.place(span);
  const inner = exact
    ? SourceMap.of(map.file, [
        { decoded: { start: 0, end: value.length }, source: stableSpan(span.start, span.end), exact: true },
      ]).through(map)
    : SourceMap.coarse(place.file, value.length, place.span);
  const oneForOne = exact && map.map(span).exact && place.span.end - place.span.start === value.length;
  return { value, place, certain, map: inner, exact: oneForOne ? place : undefined };
}
