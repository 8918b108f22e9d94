/** `forkguard budget`: reads files as the linter does and prints what a fork of each server needs. */

import { readInput, readStandardInput } from '../input';
import { lintInput } from '../lint-input';
import { failureCode, sayProblems } from '../outcome';
import { NO_PROGRESS, terminalProgress } from '../progress';
import { loadProjectFile } from '../project-file';
import { type Shell, wantsColor } from '../shell';
import { sourceFilesOf } from '../source-files';
import type { BudgetArguments } from './arguments';
import { formatBudgetJson } from './json';
import { budgetReport } from './report';
import { formatBudgets } from './text';

/** @returns the exit code: 0, 1 where a part could not be read or checked, 2 where nothing could */
export async function runBudget(args: BudgetArguments, shell: Shell): Promise<number> {
  const projectFile = await loadProjectFile(args, shell.cwd);
  const progress = 'fd' in shell.stderr ? terminalProgress(shell.stderr as NodeJS.WriteStream) : NO_PROGRESS;
  const input =
    args.paths[0] === '-'
      ? await readStandardInput(shell.stdin, args.stdinFilename, shell.cwd, args, progress)
      : await readInput(args.paths, shell.cwd, args, progress);
  progress.clear();
  const files = sourceFilesOf(input.project, projectFile.texts, shell.cwd);
  const { failures, instances } = lintInput(input, projectFile.configuration);
  const report = budgetReport(instances, args.whatIf, (file) => files.name(file), failures);
  sayProblems(input, failures, shell);
  shell.stdout.write(
    args.format === 'json'
      ? formatBudgetJson(report, shell.version, input.problems, files)
      : formatBudgets(report, args.color ?? wantsColor(shell)),
  );
  return failureCode(input, failures);
}
