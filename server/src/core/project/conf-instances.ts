/** The instances that stand in redis.conf and sentinel.conf files: one per file that no other file includes. */

import type { Configuration } from '../configuration';
import type { ConfigText } from '../directives/config-text';
import type { ConfigInput } from '../directives/load';
import type { RedisInstance } from '../model/instance';
import type { ConfDocument } from '../sources/redis-conf/document';
import { ConfForm } from '../sources/redis-conf/form';
import { isPartName } from '../sources/redis-conf/recognise';
import type { Place } from '../text/span';
import { allIncludes, type Includable, resolveInclude } from './include';
import { buildInstance } from './server-instance';
import { statedFacts } from './stated-facts';
import { chooseVersion } from './version-choice';

/** @param unjoined nobody knows which server reads it, nor what else that one is told */
export function confInstance(
  document: ConfDocument,
  configuration: Configuration,
  includable: Includable,
  unjoined = false,
): RedisInstance {
  const resolve: ConfigInput['resolve'] = (pattern, from) =>
    resolveInclude(pattern, from.map.file, includable);
  const input: ConfigInput = {
    parts: [{ text: document.config, layer: 'redis.conf' }],
    bare: false,
    resolve,
    openings:
      unjoined || isPartName(document.file) ? [{ why: 'unresolved', place: headOf(document.config) }] : [],
  };
  const annotated = document.annotations.flatMap(({ facts }) => facts);
  const stated = statedFacts(document.file, configuration, annotated);
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
    unjoined,
  });
}

/** The first line that says anything: findings about what is absent stand there. */
export function headOf(config: ConfigText): Place {
  const { text, map } = config;
  const start = text.length - text.trimStart().length;
  const begin = start < text.length ? start : 0;
  const newline = text.indexOf('\n', begin);
  const line = text.slice(begin, newline === -1 ? text.length : newline);
  return map.place({ start: begin, end: begin + (line.trimEnd() || line).length });
}
