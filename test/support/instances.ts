/** An instance as a reader sees it: each fact with who says it, in one line. */

import type { Fact } from '../../server/src/core/model/fact';
import type { RedisInstance } from '../../server/src/core/server/instance';
import { printedSetting } from '../../server/src/core/server/printed-settings';
import { formatBytes } from '../../server/src/core/units/bytes';

/** `1 GiB (operator default: KubeDB sets …)`; the name of the kind where there is no value. */
export function shownFact<T>(
  fact: Fact<T> | undefined,
  show: (value: T) => string = (value) => String(value),
): string {
  if (fact?.kind !== 'known' && fact?.kind !== 'default') return fact?.kind ?? 'nothing';
  const { layer, detail } = fact.origin;
  return `${show(fact.value)} (${layer}${detail === undefined ? '' : `: ${detail}`})`;
}

export const shownSetting = (instance: RedisInstance, name: string): string =>
  shownFact(printedSetting(instance, name), (value) =>
    name === 'maxmemory' ? formatBytes(Number(value)) : JSON.stringify(value),
  );

export const shownLimit = ({ limit }: RedisInstance): string => shownFact(limit, formatBytes);
