/** Functions of a shell script: their commands run where they are called, and nowhere else. */

import type { Command } from './command';

/** A command where it is written. */
export interface WrittenCommand extends Command {
  /** The function whose body it stands in. */
  readonly within: string | undefined;
}

/** How deep functions call each other, and how much may come out of it: start scripts stay far below. */
const CALL_DEPTH = 12;
const MOST_COMMANDS = 20_000;

/** @returns the commands that run, each call of a function with what the function does in its place */
export function inlineCalls(written: readonly WrittenCommand[]): Command[] {
  const bodies = new Map<string, WrittenCommand[]>();
  for (const command of written) {
    if (command.within === undefined) continue;
    const body = bodies.get(command.within);
    if (body) body.push(command);
    else bodies.set(command.within, [command]);
  }
  const main = written.filter(({ within }) => within === undefined);
  if (bodies.size === 0) return main;
  const running: Command[] = [];
  const run = (command: Command, depth: number): void => {
    const body = bodies.get(command.words[0]?.value ?? '');
    if (!body || depth === CALL_DEPTH || running.length > MOST_COMMANDS) running.push(command);
    else for (const one of body) run(called(one, command), depth + 1);
  };
  for (const command of main) run(command, 0);
  return running;
}

const called = ({ within: _, ...command }: WrittenCommand, by: Command): Command => ({
  ...command,
  branches: [...by.branches, ...command.branches],
  doubtful: by.doubtful || command.doubtful,
});
