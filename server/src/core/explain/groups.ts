/** Servers that share a roof as far as the files say it: containers of one pod, services of one compose file. */

import type { RedisInstance } from '../model/instance';

export interface Group {
  /** For people: `StatefulSet/orders`, `compose.yaml`. */
  readonly name: string;
  readonly members: readonly RedisInstance[];
}

/**
 * Groups of at least two servers.
 * @param nameOf how a file is called
 */
export function groupsOf(
  instances: readonly RedisInstance[],
  nameOf: (file: string) => string,
): readonly Group[] {
  const groups = new Map<string, { name: string; members: RedisInstance[] }>();
  for (const instance of instances) {
    const name = roofOf(instance, nameOf);
    if (name === undefined) continue;
    const key = `${instance.file}\0${name}`;
    const group = groups.get(key) ?? { name, members: [] };
    group.members.push(instance);
    groups.set(key, group);
  }
  return [...groups.values()].filter(({ members }) => members.length > 1);
}

/** A compose file runs on one machine; containers of a pod are named after its owner. */
function roofOf(
  { kind, placement, file, name }: RedisInstance,
  nameOf: (file: string) => string,
): string | undefined {
  if (kind !== 'server') return undefined;
  if (placement?.kind === 'compose') return nameOf(file);
  return placement?.kind === 'kubernetes' ? name.split(' › ')[0] : undefined;
}
