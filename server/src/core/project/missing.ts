/** Files that others of the project name and that it does not have: worth a look on disk. */

import { missingOfCompose } from '../platform/compose/missing';
import { KustomizeBuilds } from '../platform/kustomize/builds';
import { type MissingFile, missingFile, missingIncludes } from './include';
import type { Project } from './project';

export function missingReferences(project: Project): MissingFile[] {
  return [
    ...missingIncludes(project),
    ...new KustomizeBuilds(project).missing.map((target) => ({
      target,
      wild: false,
      matches: (file: string) => file === target,
      mayBeFolder: true,
    })),
    ...missingOfCompose(project).map((target) => ({ ...missingFile(target), mayBeFolder: true })),
  ];
}
