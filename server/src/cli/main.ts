/** The command line: reads arguments and files, runs the linter, prints, and gives an exit code. */

import type { Configuration } from '../core/configuration';
import { withFixes } from '../core/lint';
import { applyFixes } from './apply-fixes';
import { HELP, type LintArguments, readArguments } from './arguments';
import { BUDGET_HELP } from './budget/arguments';
import { runBudget } from './budget/run';
import { DIAGNOSE_HELP } from './diagnose/arguments';
import { runDiagnose } from './diagnose/run';
import { explainRule } from './explain';
import { formatGithub } from './formats/github';
import { formatJson } from './formats/json';
import { formatSarif } from './formats/sarif';
import { formatText } from './formats/text';
import { type Input, nameFor, readInput, readStandardInput } from './input';
import { lintInput } from './lint-input';
import { failedFiles, failureCode, say, sayProblems } from './outcome';
import { NO_PROGRESS, terminalProgress } from './progress';
import { loadProjectFile, type ProjectFile } from './project-file';
import { isAtLeast, type Report } from './report';
import { type Shell, wantsColor } from './shell';
import { sourceFilesOf } from './source-files';

/** @returns the exit code: 0 nothing to report, 1 findings or a part that could not be checked, 2 wrong usage or nothing checked */
export async function main(shell: Shell): Promise<number> {
  try {
    const args = readArguments(shell.argv);
    switch (args.command) {
      case 'help':
        shell.stdout.write(HELP);
        return 0;
      case 'version':
        shell.stdout.write(`${shell.version}\n`);
        return 0;
      case 'explain':
        shell.stdout.write(explainRule(args.rule));
        return 0;
      case 'budget-help':
        shell.stdout.write(BUDGET_HELP);
        return 0;
      case 'budget':
        return await runBudget(args, shell);
      case 'diagnose-help':
        shell.stdout.write(DIAGNOSE_HELP);
        return 0;
      case 'diagnose':
        return await runDiagnose(args, shell);
      case 'lint':
        return await runLint(args, shell);
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    for (const line of message.split('\n')) say(shell, line);
    return 2;
  }
}

async function runLint(args: LintArguments, shell: Shell): Promise<number> {
  const started = performance.now();
  const projectFile = await loadProjectFile(args, shell.cwd);
  const { configuration } = projectFile;
  const progress = 'fd' in shell.stderr ? terminalProgress(shell.stderr as NodeJS.WriteStream) : NO_PROGRESS;
  const read = isStandardInput(args)
    ? await readStandardInput(shell.stdin, args.stdinFilename, shell.cwd, args, progress)
    : await readInput(args.paths, shell.cwd, args, progress);
  progress.clear();
  const input = args.fix ? await fix(read, configuration, args, shell) : read;
  const report = makeReport(input, projectFile, args, shell, started);
  const printed = print(report, args, shell);
  sayProblems(input, report.failures, shell);
  shell.stdout.write(printed);
  const { failOn } = args;
  const isBad = failOn !== 'never' && report.findings.some(({ severity }) => isAtLeast(severity, failOn));
  return Math.max(isBad ? 1 : 0, failureCode(input, report.failures));
}

const isStandardInput = ({ paths }: LintArguments): boolean => paths[0] === '-';

/** @returns the input with what could not be written added to its problems */
async function fix(
  input: Input,
  configuration: Configuration,
  args: LintArguments,
  shell: Shell,
): Promise<Input> {
  const { fixes, files, failed } = await applyFixes(input, configuration, args.fixRules);
  const applied = `${fixes} ${fixes === 1 ? 'fix' : 'fixes'} applied`;
  say(shell, `${applied} in ${files.length} ${files.length === 1 ? 'file' : 'files'}`);
  const name = nameFor(shell.cwd);
  const problems = failed.map(({ file, why }) => ({ path: name(file), why }));
  return {
    ...input,
    problems: [...input.problems, ...problems],
    failed: input.failed + problems.length,
  };
}

function makeReport(
  input: Input,
  { configuration, texts: own }: ProjectFile,
  { format }: LintArguments,
  shell: Shell,
  started: number,
): Report {
  const { project } = input;
  const linted = lintInput(input, configuration);
  const printsFixes = format === 'json' || format === 'sarif';
  const result = printsFixes ? withFixes(linted, project, configuration) : linted;
  return {
    version: shell.version,
    ...result,
    problems: input.problems,
    files: sourceFilesOf(project, own, shell.cwd),
    stats: {
      files: input.files,
      context: input.contextFiles,
      parsed: project.confs().length + project.yamls().filter(({ relevant }) => relevant).length,
      failed: failedFiles(input, result.failures),
      milliseconds: Math.round(performance.now() - started),
    },
  };
}

function print(report: Report, args: LintArguments, shell: Shell): string {
  switch (args.format) {
    case 'json':
      return formatJson(report);
    case 'sarif':
      return formatSarif(report);
    case 'github':
      return formatGithub(report);
    case 'text':
      return formatText(report, { color: args.color ?? wantsColor(shell), hints: args.hints });
  }
}
