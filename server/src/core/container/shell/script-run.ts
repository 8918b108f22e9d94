/** Runs the commands of a script over configuration files: in order, and each branch of what nobody can decide. */

import { oneOf } from '../file-versions';
import type { ContainerFiles } from '../files';
import type { Command } from './command';
import { Effects } from './script-effects';
import { mayWrite } from './script-programs';
import type { ScriptSource } from './script-text';
import type { Branch } from './shell';

/** What the files hold afterwards is written into them; where branches differ, only what all of them agree on is certain. */
export function runScript(commands: readonly Command[], files: ContainerFiles, source: ScriptSource): void {
  runCommands(commands, { files, source, depth: 0 });
}

interface Running {
  readonly files: ContainerFiles;
  readonly source: ScriptSource;
  /** Blocks around that were decided about. */
  readonly depth: number;
}

function runCommands(commands: readonly Command[], running: Running): void {
  const { files, source, depth } = running;
  for (let index = 0; index < commands.length; ) {
    const command = commands[index];
    if (!command) return;
    const block = command.branches[depth]?.block;
    const length = block
      ? commands.slice(index).findIndex(({ branches }) => branches[depth]?.block !== block)
      : 1;
    const end = length === -1 ? commands.length : index + length;
    const before = commands[index - 1];
    const input = before?.pipesInto ? before : undefined;
    if (block) runBlock(block, commands.slice(index, end), running);
    else if (!command.doubtful) new Effects(files, source).run(command, input);
    else if (mayWrite(command))
      either(running, [(copy) => new Effects(copy, source).run(command, input), () => {}]);
    index = end;
  }
}

/** Each branch on its own; without an `else` none of them may run. */
function runBlock(block: Branch['block'], commands: readonly Command[], running: Running): void {
  const { source, depth } = running;
  const branches = Array.from({ length: block.branches }, (_, index) =>
    commands.filter((command) => command.branches[depth]?.index === index),
  );
  // A branch that gives up starts no server.
  const going = branches.filter((branch) => branch.at(-1)?.words[0]?.value !== 'exit');
  const runs = going.map(
    (branch) => (files: ContainerFiles) => runCommands(branch, { files, source, depth: depth + 1 }),
  );
  either(running, block.complete && runs.length > 0 ? runs : [...runs, () => {}]);
}

/** One of the runs happens, nobody knows which. */
function either({ files, source }: Running, runs: readonly ((files: ContainerFiles) => void)[]): void {
  const copies = runs.map((run) => {
    const copy = files.copy();
    run(copy);
    return copy;
  });
  files.join(copies, (versions, hidden) => {
    const shown = versions.filter((version) => version !== undefined);
    if (!hidden || shown.length === versions.length) return oneOf(shown);
    return oneOf([...shown, { parts: [{ kind: 'unknown', why: 'script', place: source.place }] }]);
  });
}
