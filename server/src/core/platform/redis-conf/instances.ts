/** The instances that stand in redis.conf and sentinel.conf files: one per file that no other file includes. */

import type { Configuration } from '../../configuration';
import type { ConfigInput } from '../../directives/load';
import { isPartName } from '../../directives/recognise';
import type { ConfDocument } from '../../project/conf-document';
import { allIncludes, type Includable, resolveInclude } from '../../project/include';
import { anchorOf } from '../../server/anchor';
import { ConfForm } from '../../server/conf-form';
import type { RedisInstance } from '../../server/instance';
import { buildInstance } from '../../server/server-instance';
import { statedFacts } from '../../server/stated-facts';
import { chooseVersion } from '../../server/version-choice';

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
