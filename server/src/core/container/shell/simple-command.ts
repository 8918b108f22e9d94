/** A command: its words, assignments and redirections, in the order in which a shell takes them. */

import type { Assignment, Command, Redirection, Word } from 'unbash';
import { assign, DECLARES, declare } from './declare';
import { Expander } from './expand';
import type { Interpreter } from './interpreter';
import { redirect } from './redirects';
import type { Field, State, Variable } from './state';
import { knownString } from './text';

export function simpleCommand(command: Command, state: State, shell: Interpreter): State[] {
  const expander = new Expander(shell, state);
  state.substituted = undefined;
  const { name, args, redirects } = command;
  const assignments = command.prefix.filter((one): one is Assignment => one.type === 'Assignment');
  const program = name ? expander.fields([name]) : [];
  const programName = program[0] && !program[0].splits ? knownString(program[0].text) : undefined;
  const isDeclaration =
    programName !== undefined && DECLARES.has(programName) && !state.functions.has(programName);
  const words = isDeclaration
    ? program
    : [...program, ...args.flatMap((arg) => argumentFields(arg, expander))];
  if (state.flow) return [state];
  if (words.length === 0) return [withoutProgram(assignments, redirects, state, expander)];
  const streams = new Map(state.streams);
  const { input } = state;
  const isExec = programName === 'exec' && words.length === 1;
  const before = temporary(assignments, state, expander);
  const opened = redirect(redirects, state, expander);
  if (state.flow) return [state];
  const ends = !opened
    ? [failed(state)]
    : isDeclaration
      ? [declared(programName, args, state, expander)]
      : shell.invoke(words, state);
  return ends.map((end) => {
    if (!isExec && redirects.length > 0) end.streams = new Map(streams);
    // What a command reads is gone for the next one, unless it has an input of its own.
    if (redirects.some(readsFrom)) end.input = input;
    for (const [variable, value] of before)
      if (value) end.variables.set(variable, value);
      else end.variables.delete(variable);
    return end;
  });
}

const readsFrom = (one: Redirection): boolean => one.type !== 'Redirect' || one.operator.startsWith('<');

function argumentFields(arg: Word | Assignment, expander: Expander): readonly Field[] {
  if (arg.type === 'Word') return expander.fields([arg]);
  const source = expander.source(arg);
  if (arg.value.type !== 'Word' || arg.index)
    return [{ text: [{ text: arg.text, source }], source, splits: false }];
  const name = arg.text.slice(0, arg.value.pos - arg.pos);
  const parts = expander.fields([arg.value]);
  const [first, ...rest] = parts;
  const written = {
    text: name,
    source: { ...source, span: { start: arg.pos, end: arg.value.pos }, exact: true },
  };
  return [{ text: [written, ...(first?.text ?? [])], source, splits: first?.splits ?? false }, ...rest];
}

/** Assignments alone last; files are opened all the same. */
function withoutProgram(
  assignments: readonly Assignment[],
  redirects: readonly Redirection[],
  state: State,
  expander: Expander,
): State {
  for (const one of assignments) {
    assign(one, state, expander);
    if (state.flow) return state;
  }
  const streams = new Map(state.streams);
  const { input } = state;
  const opened = redirect(redirects, state, expander);
  state.streams = streams;
  state.input = input;
  state.status = opened ? (state.substituted ?? 0) : 1;
  return state;
}

/** `NAME=value command`: for that command alone. */
function temporary(
  assignments: readonly Assignment[],
  state: State,
  expander: Expander,
): Map<string, Variable | undefined> {
  const before = new Map<string, Variable | undefined>();
  for (const one of assignments) {
    if (!before.has(one.name)) before.set(one.name, state.variables.get(one.name));
    assign(one, state, expander);
    state.assign(one.name, state.value(one.name), true);
  }
  return before;
}

function declared(
  name: string,
  args: readonly (Word | Assignment)[],
  state: State,
  expander: Expander,
): State {
  state.status = 0;
  declare(name, args, state, expander);
  return state;
}

function failed(state: State): State {
  state.status = 1;
  return state;
}
