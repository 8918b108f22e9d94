/** The instances that stand in redis.conf and sentinel.conf files: one per file that no other file includes. */

import type { Configuration } from '../../configuration';
import type { ConfigText } from '../../directives/config-text';
import type { ConfigInput } from '../../directives/load';
import { allIncludes, type Includable, resolveInclude } from '../../project/include';
import type { RedisInstance } from '../../server/instance';
import { buildInstance } from '../../server/server-instance';
import { statedFacts } from '../../server/stated-facts';
import { chooseVersion } from '../../server/version-choice';
import type { Place } from '../../text/span';
import type { ConfDocument } from './read/document';
import { ConfForm } from './read/form';
import { isPartName } from './read/recognise';

/** @param withoutWorkload nobody knows which server reads it, nor what else that one is told */
export function confInstance(
  document: ConfDocument,
  configuration: Configuration,
  includable: Includable,
  withoutWorkload = false,
): RedisInstance {
  const resolve: ConfigInput['resolve'] = (pattern, from) =>
    resolveInclude(pattern, from.map.file, includable);
  const input: ConfigInput = {
    parts: [{ text: document.config, layer: 'redis.conf' }],
    bare: false,
    resolve,
    unknownSources:
      withoutWorkload || isPartName(document.file)
        ? [{ why: 'unresolved', place: anchorOf(document.config) }]
        : [],
  };
  const annotated = document.annotations.flatMap(({ facts }) => facts);
  const stated = statedFacts(document.file, configuration, annotated);
  const texts = [document.config, ...allIncludes(document.config, includable)];
  return buildInstance({
    name: document.file.slice(document.file.lastIndexOf('/') + 1),
    file: document.file,
    kind: document.kind,
    anchor: anchorOf(document.config),
    input,
    version: chooseVersion(document.file, texts, stated),
    stated,
    form: new ConfForm(document.config),
    withoutWorkload,
  });
}

/** The first line that says anything: findings about what is absent stand there. */
export function anchorOf(config: ConfigText): Place {
  const { text, map } = config;
  const start = text.length - text.trimStart().length;
  const begin = start < text.length ? start : 0;
  const newline = text.indexOf('\n', begin);
  const line = text.slice(begin, newline === -1 ? text.length : newline);
  return map.place({ start: begin, end: begin + (line.trimEnd() || line).length });
}
