/** Files that the files of a project name and that it does not have: worth a look on disk. */

import { Memo } from '../memo';
import type { MissingFile } from '../project/include';
import type { Project } from '../project/project';
import { SoundReader, type SoundReading } from '../project/sound-reader';
import { openPlatforms } from './platforms';

const read = (project: Project): readonly MissingFile[] =>
  openPlatforms().flatMap((platform) => platform.missing?.(project) ?? []);

/** On the project, so that a file that makes it fail is looked for once. */
const READERS = new Memo<Project, SoundReader<undefined, readonly MissingFile[]>>();

export const missingReferences = (project: Project): SoundReading<readonly MissingFile[]> =>
  READERS.get(
    project,
    [],
    () => new SoundReader(read, read, 'The files that this file refers to could not be looked for.'),
  ).read(project, undefined);
