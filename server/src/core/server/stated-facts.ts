/** Merges the facts that users state: annotations override the project file. */

import type { StatedFact } from '../annotations/annotation';
import { appliesTo, type Configuration } from '../configuration';
import { known, type Origin } from '../model/fact';
import { STATED, type StatedFacts, type StatedKey } from '../model/stated';
import type { FileId } from '../text/span';

/** @param annotated in ascending order of precedence */
export function statedFacts(
  file: FileId,
  configuration: Configuration,
  annotated: readonly StatedFact[],
): StatedFacts {
  const facts: Record<string, unknown> = {};
  for (const { path, facts: configured } of configuration.instances) {
    if (!appliesTo(configuration, path, file)) continue;
    for (const { key, text, layer, place } of configured)
      facts[key] = read(key, text, { layer, ...(place ? { place } : {}) });
  }
  for (const { key, text, place } of annotated) facts[key] = read(key, text, { layer: 'annotation', place });
  return facts as StatedFacts;
}

function read(key: StatedKey, text: string, origin: Origin): unknown {
  const value = STATED[key].read(text);
  return value === undefined ? undefined : known(value, origin);
}
