/** The texts of a run, for places in its output. */

import type { Project } from '../core/project/project';
import type { FileId } from '../core/text/span';
import { nameFor } from './input';
import { SourceFiles } from './report';

/** @param own texts that are no part of the project: the project file */
export function sourceFilesOf(
  project: Project,
  own: readonly (readonly [FileId, string])[],
  cwd: string,
): SourceFiles {
  const read = [...project.ids].map((file): [FileId, string] => [file, project.text(file) ?? '']);
  return new SourceFiles(new Map([...own, ...read]), nameFor(cwd), (place) => project.now(place));
}
