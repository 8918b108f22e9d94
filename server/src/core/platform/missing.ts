/** Files that the files of a project name and that it does not have: worth a look on disk. */

import type { MissingFile } from '../project/include';
import type { Project } from '../project/project';
import { openPlatforms } from './platforms';

export const missingReferences = (project: Project): MissingFile[] =>
  openPlatforms().flatMap((platform) => platform.missing?.(project) ?? []);
