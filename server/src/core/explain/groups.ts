/** Groups servers that run together: containers of one pod, services of one Compose project. */

import { budgetOfGroup } from '../memory/group';
import { groupText } from '../server/budget-sentences';
import type { RedisInstance } from '../server/instance';
import { escaped } from './instance-hover';

export interface Group {
  /** For display: `StatefulSet/orders`, `compose.yaml (compose.prod.yaml)`. */
  readonly name: string;
  readonly members: readonly RedisInstance[];
}

/**
 * Groups of at least two servers.
 * @param nameOf the display name of a file
 */
export function groupsOf(
  instances: readonly RedisInstance[],
  nameOf: (file: string) => string,
): readonly Group[] {
  const groups = new Map<string, { name: string; members: RedisInstance[] }>();
  for (const instance of instances) {
    const base = groupNameOf(instance, nameOf);
    if (base === undefined) continue;
    // Of several overlays, only servers of the same one run together.
    const { overlay } = instance;
    const name = overlay ? `${base} (${overlay.label})` : base;
    const key = `${instance.file}\0${name}`;
    const group = groups.get(key) ?? { name, members: [] };
    group.members.push(instance);
    groups.set(key, group);
  }
  return [...groups.values()].filter(({ members }) => members.length > 1);
}

/** Suffix of a service as another file overrides it: `service cache (compose.prod.yaml)`. */
const VARIANT = / \([^()]+\)$/;

/** The name of the pod's owner or of the Compose file; undefined for servers that do not run together with others. */
function groupNameOf(
  { kind, placement, file, name }: RedisInstance,
  nameOf: (file: string) => string,
): string | undefined {
  if (kind !== 'server') return undefined;
  if (placement?.together === 'file') return `${nameOf(file)}${VARIANT.exec(name)?.[0] ?? ''}`;
  return placement?.together === 'owner' ? name.split(' › ')[0] : undefined;
}

/** The memory that the group of a server needs together, if more than one of its members forks. */
export function besideText(instances: readonly RedisInstance[], instance: RedisInstance): string | undefined {
  const group = groupsOf(instances, fileName).find(({ members }) => members.includes(instance));
  const budget = group && budgetOfGroup(group.members.flatMap((member) => member.budget ?? []));
  if (!group || !budget || budget.forking < 2) return undefined;
  return `**${escaped(group.name)}** runs ${budget.members} servers. ${groupText(budget)}`;
}

const fileName = (file: string): string => file.slice(file.lastIndexOf('/') + 1);
