/** Servers that share a roof as far as the files say it: containers of one pod, services of one compose file. */

import { budgetOfGroup } from '../memory/group';
import { groupText } from '../server/budget-sentences';
import type { RedisInstance } from '../server/instance';
import { escaped } from './instance-hover';

export interface Group {
  /** For people: `StatefulSet/orders`, `compose.yaml (compose.prod.yaml)`. */
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
    const roof = roofOf(instance, nameOf);
    if (roof === undefined) continue;
    // Where several overlays build them, only those of the same one ever run beside each other.
    const { overlay } = instance;
    const name = overlay ? `${roof} (${overlay.label})` : roof;
    const key = `${instance.file}\0${name}`;
    const group = groups.get(key) ?? { name, members: [] };
    group.members.push(instance);
    groups.set(key, group);
  }
  return [...groups.values()].filter(({ members }) => members.length > 1);
}

/** `service cache (compose.prod.yaml)`: as another file makes it, in place of the service of that name. */
const VARIANT = / \([^()]+\)$/;

/** A compose file runs on one machine; containers of a pod are named after its owner. */
function roofOf(
  { kind, placement, file, name }: RedisInstance,
  nameOf: (file: string) => string,
): string | undefined {
  if (kind !== 'server') return undefined;
  if (placement?.kind === 'compose') return `${nameOf(file)}${VARIANT.exec(name)?.[0] ?? ''}`;
  return placement?.kind === 'kubernetes' ? name.split(' › ')[0] : undefined;
}

/** What a server and those of the same pod or compose project take together, where more than one of them forks. */
export function besideText(instances: readonly RedisInstance[], instance: RedisInstance): string | undefined {
  const group = groupsOf(instances, fileName).find(({ members }) => members.includes(instance));
  const budget = group && budgetOfGroup(group.members.flatMap((member) => member.budget ?? []));
  if (!group || !budget || budget.forking < 2) return undefined;
  return `**${escaped(group.name)}** runs ${budget.members} servers. ${groupText(budget)}`;
}

const fileName = (file: string): string => file.slice(file.lastIndexOf('/') + 1);
