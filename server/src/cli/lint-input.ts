/** Lints what was read and keeps what concerns the files that were named. */

import { concerning } from '../core/concern';
import type { Configuration } from '../core/configuration';
import { Linter, type LintResult } from '../core/lint';
import type { Input } from './input';

/** @param linter with what it remembers of the same project */
export function lintInput(
  { named, project }: Pick<Input, 'named' | 'project'>,
  configuration: Configuration,
  linter = new Linter(),
): LintResult {
  return concerning(named, linter.lint(project, configuration), linter, project, configuration);
}
