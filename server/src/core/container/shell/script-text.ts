/** What a script puts into files, as parts of them: text that stands in the script, and what nobody can tell. */

import { asConditional, readConfigText } from '../../directives/config-text';
import { SourceMap } from '../../text/source-map';
import { type Place, type Span, stableSpan } from '../../text/span';
import type { FilePart, VirtualFile } from '../files';
import type { Word } from './unit-words';

/** A script with where it is written. */
export interface ScriptSource {
  readonly map: SourceMap;
  readonly place: Place;
}

/** Lines that a word of the script holds. */
export function known({ map }: ScriptSource, { value, span, exact }: Word): readonly FilePart[] {
  const own = exact
    ? shifted(map, span, value.length)
    : SourceMap.coarse(map.file, value.length, map.place(span).span);
  return [{ kind: 'text', config: readConfigText(value, own), layer: 'script' }];
}

/** @param span what writes it; empty for the whole script */
export function unknown({ map, place }: ScriptSource, span: Span): VirtualFile {
  const where = span.end > span.start ? map.place(span) : place;
  return { parts: [{ kind: 'unknown', why: 'script', place: where }] };
}

/** What stands before an unknown stretch may be overridden by it. */
export function settled(parts: readonly FilePart[]): FilePart[] {
  const last = parts.findLastIndex(({ kind }) => kind === 'unknown');
  return parts.map((part, index) =>
    part.kind === 'text' && index < last ? { ...part, config: asConditional(part.config) } : part,
  );
}

/** The map of a stretch of the script, from its own start. */
function shifted(map: SourceMap, span: Span, length: number): SourceMap {
  const inner = SourceMap.of(map.file, [
    { decoded: { start: 0, end: length }, source: stableSpan(span.start, span.end), exact: true },
  ]);
  return inner.through(map);
}
