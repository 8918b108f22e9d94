/** Where a pod and its workload speak of the server in one of the containers. */

import { mentionAt } from '../../containers/mentions';
import type { ContainerUnit } from '../../containers/unit';
import type { Place } from '../../text/span';
import { itemsAt, textAt } from '../../yaml/tree';
import type { PodTemplate } from './objects';

/** Beside the mapping of the container itself. */
export function podMentions({ object, spec }: PodTemplate, { files }: ContainerUnit): Place[] {
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
