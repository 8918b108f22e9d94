/** Where a pod and its workload speak of the server in one of the containers. */

import { containerMentions, mentionAt } from '../../../container/image/mentions';
import type { ContainerUnit } from '../../../container/unit';
import type { Place } from '../../../text/span';
import { itemsAt, type MapTree, textAt } from '../../../yaml/tree';
import { type KubeObject, type PodTemplate, podTemplateOf } from './objects';

/** Beside the mapping of the container itself, and in what an overlay put something else in place of. */
export function podMentions({ object, spec }: PodTemplate, unit: ContainerUnit): Place[] {
  return [...beside(object, spec, unit), ...replaced(object, unit)];
}

function replaced({ build, ...object }: KubeObject, unit: ContainerUnit): Place[] {
  const before = build && build.written !== object.tree && podTemplateOf({ ...object, tree: build.written });
  if (!before) return [];
  const containers = itemsAt(before.spec, 'containers');
  const own = containers.filter((container) => textAt(container, 'name') === unit.container);
  return [...own.flatMap(containerMentions), ...beside(before.object, before.spec, unit)];
}

function beside(object: KubeObject, spec: MapTree, { files }: ContainerUnit): Place[] {
  const mounted = new Set(files.mounts.map(({ volume }) => volume.name));
  const volumes = itemsAt(spec, 'volumes').filter((volume) => mounted.has(textAt(volume, 'name') ?? ''));
  return [
    ...mentionAt(object.tree, ['spec', 'replicas']),
    ...mentionAt(spec, ['resources', 'limits', 'memory']),
    ...mentionAt(spec, ['resources', 'requests', 'memory']),
    ...mentionAt(spec, ['securityContext', 'sysctls']),
    ...volumes.flatMap((volume) => mentionAt(volume, ['emptyDir'])),
  ];
}
