/** The instances that stand in redis.conf and sentinel.conf files: one per file that no other file includes. */

import { appliesTo, type Configuration } from '../configuration';
import type { ConfigText } from '../directives/config-text';
import type { ConfigInput } from '../directives/load';
import { known, type Origin } from '../model/fact';
import type { RedisInstance } from '../model/instance';
import { STATED, type StatedFacts, type StatedKey } from '../model/stated';
import type { ConfDocument } from '../sources/redis-conf/document';
import { ConfForm } from '../sources/redis-conf/form';
import type { Place } from '../text/span';
import { allIncludes, type Includable, resolveInclude } from './include';
import { buildInstance } from './server-instance';
import { chooseVersion } from './version-choice';

export function confInstance(
  document: ConfDocument,
  configuration: Configuration,
  includable: Includable,
): RedisInstance {
  const resolve: ConfigInput['resolve'] = (pattern, from) =>
    resolveInclude(pattern, from.map.file, includable);
  const input: ConfigInput = {
    parts: [{ text: document.config, layer: 'redis.conf' }],
    bare: false,
    resolve,
  };
  const stated = statedFacts(document, configuration);
  const texts = [document.config, ...allIncludes(document.config, includable)];
  return buildInstance({
    name: document.file.slice(document.file.lastIndexOf('/') + 1),
    file: document.file,
    kind: document.kind,
    head: headOf(document.config),
    input,
    version: chooseVersion(document.file, texts, stated),
    stated,
    form: new ConfForm(document.config),
  });
}

/** The first line that says anything: findings about what is absent stand there. */
export function headOf(config: ConfigText): Place {
  const first = config.lines[0];
  const newline = config.text.indexOf('\n');
  return config.map.place(first?.span ?? { start: 0, end: newline === -1 ? config.text.length : newline });
}

/** Facts of the project file, overruled by those of annotations. */
function statedFacts(document: ConfDocument, configuration: Configuration): StatedFacts {
  const facts: Record<string, unknown> = {};
  for (const { path, facts: stated } of configuration.instances) {
    if (!appliesTo(configuration, path, document.file)) continue;
    for (const { key, text, layer, place } of stated)
      facts[key] = read(key, text, { layer, ...(place ? { place } : {}) });
  }
  for (const annotation of document.annotations) {
    for (const { key, text, place } of annotation.facts)
      facts[key] = read(key, text, { layer: 'annotation', place });
  }
  return facts as StatedFacts;
}

function read(key: StatedKey, text: string, origin: Origin): unknown {
  const value = STATED[key].read(text);
  return value === undefined ? undefined : known(value, origin);
}
