/** Facts that annotations state in the files that a container mounts. */

import type { StatedFact } from '../annotations/annotation';
import { annotationsOf } from '../annotations/conf-annotations';
import type { ContainerFiles } from './files';

/** What annotations state in the configuration files that are mounted into a container. */
export function annotatedFacts({ mounts }: ContainerFiles): StatedFact[] {
  return mounts
    .flatMap(({ volume }) => [...volume.files.values()].flatMap(({ parts }) => parts))
    .flatMap((part) =>
      part.kind === 'text' ? annotationsOf(part.config).flatMap(({ facts }) => facts) : [],
    );
}
