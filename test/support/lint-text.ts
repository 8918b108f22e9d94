/** Linting texts that exist only in a test. */

import { type Configuration, NO_CONFIGURATION } from '../../server/src/core/configuration';
import { type LintResult, lint } from '../../server/src/core/lint';
import type { Observations } from '../../server/src/core/observations';
import { Project } from '../../server/src/core/project/project';

export const FOLDER = 'file:///workspace';

/** @param files by name below the folder of the test */
export function lintFiles(
  files: Readonly<Record<string, string>>,
  configuration: Configuration = NO_CONFIGURATION,
  observations?: Observations,
): LintResult {
  return lint(projectOf(files), configuration, observations);
}

export function projectOf(files: Readonly<Record<string, string>>): Project {
  const project = new Project();
  for (const [name, text] of Object.entries(files)) project.set(`${FOLDER}/${name}`, text);
  return project;
}

export const lintText = (text: string, name = 'redis.conf'): LintResult => lintFiles({ [name]: text });
