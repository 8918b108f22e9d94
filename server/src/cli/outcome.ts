/** How a run ends: what could not be checked, on standard error and in the exit code. */

import { type Failures, failureLine } from '../core/failure';
import { printableLine } from './formats/terminal';
import { type Input, nameFor } from './input';
import type { Shell } from './shell';

export const say = (shell: Shell, line: string): unknown =>
  shell.stderr.write(`forkguard: ${printableLine(line)}\n`);

/** One line for each file that could not be read, and one with the stack for each failure of Forkguard itself. */
export function sayProblems({ problems }: Input, failures: Failures, shell: Shell): void {
  const name = nameFor(shell.cwd);
  for (const { path, why } of problems) say(shell, `${path}: ${why}`);
  for (const failure of failures.all) say(shell, `${name(failure.file)}: ${failureLine(failure)}`);
}

/** Files that could not be read or written, or not be checked in full. */
export const failedFiles = ({ failed }: Input, { all }: Failures): number =>
  failed + new Set(all.map(({ file }) => file)).size;

/** @returns 0 where everything was checked, 2 where nothing was, else 1 */
export function failureCode(input: Input, failures: Failures): 0 | 1 | 2 {
  if (failedFiles(input, failures) === 0) return 0;
  const whole = new Set(failures.all.flatMap(({ file, whole }) => (whole ? [file] : [])));
  return [...input.named].every((file) => whole.has(file)) ? 2 : 1;
}
