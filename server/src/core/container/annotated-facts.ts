/** Facts that annotations state in the files of a container. */

import type { StatedFact } from '../annotations/annotation';
import { annotationsOf } from '../annotations/conf-annotations';
import type { ContainerFiles } from './files';

/** What annotations state in the configuration files that a container is known to have. */
export const annotatedFacts = (files: ContainerFiles): StatedFact[] =>
  files.paths().flatMap((path) => {
    const content = files.read(path);
    const parts = content.kind === 'file' ? content.file.parts : [];
    return parts.flatMap((part) =>
      part.kind === 'text' ? annotationsOf(part.config).flatMap(({ facts }) => facts) : [],
    );
  });
