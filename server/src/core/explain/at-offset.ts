/** Finds the directive at an offset of a document, and its instance. */

import type { Entry } from '../directives/entry';
import { isWritten, placeOfEntry } from '../directives/view';
import type { RedisInstance } from '../server/instance';
import { contains, type FileId, type Place, type StableOffset } from '../text/span';

export interface EntryAt {
  readonly entry: Entry;
  readonly instance: RedisInstance;
}

export function entryAt(
  instances: readonly RedisInstance[],
  file: FileId,
  offset: StableOffset,
): EntryAt | undefined {
  for (const instance of instances) {
    for (const entry of instance.directives.loaded.entries) {
      const place = placeOfEntry(entry);
      if (place.file === file && contains(place.span, offset)) return { entry, instance };
    }
  }
  return undefined;
}

/** The instance whose configuration contains the file; the first one if there are several. */
export function instanceOf(instances: readonly RedisInstance[], file: FileId): RedisInstance | undefined {
  return (
    instances.find((instance) => instance.file === file) ??
    instances.find(({ directives }) =>
      directives.loaded.entries.some(({ source }) => source.map.file === file),
    )
  );
}

/** The instances that read directives from a place. */
export const readersOf = (instances: readonly RedisInstance[], around: Place): RedisInstance[] =>
  instances.filter(({ directives }) =>
    directives.loaded.entries.some((entry) => isWritten(entry) && isWithin(placeOfEntry(entry), around)),
  );

export const isWithin = (inner: Place, outer: Place): boolean =>
  inner.file === outer.file && outer.span.start <= inner.span.start && inner.span.end <= outer.span.end;
