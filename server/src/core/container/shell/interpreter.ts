/** What the parts of the interpreter ask of each other. */

import type { ParsedScript, Statement } from 'unbash';
import type { WorkBudget } from '../../text/work-budget';
import type { ContainerFiles } from '../files';
import type { Field, State } from './state';
import type { ScriptSource, Text } from './text';

/** A server that is started, with the files as they are then. */
export interface Started {
  readonly kind: 'server' | 'sentinel';
  /** The program and its arguments. */
  readonly words: readonly Field[];
  readonly files: ContainerFiles;
  /** `run script`: a start script of the image names the program; `unknown program`: one that may add anything. */
  readonly through: 'program' | 'run script' | 'unknown program';
}

export interface Interpreter {
  readonly budget: WorkBudget;
  /** Runs commands one after the other; where it is not known which way they go there is a state for each. */
  run(statements: readonly Statement[], state: State): State[];
  /** Goes on from every state that is not on its way out. */
  each(states: readonly State[], next: (state: State) => State[]): State[];
  /** Commands in a condition, in which `set -e` does nothing. */
  condition(statements: readonly Statement[], state: State): State[];
  /** One state where the status is known, else one for each way. */
  fork(state: State): { readonly state: State; readonly succeeded: boolean }[];
  /** Runs a program, function or builtin. */
  invoke(words: readonly Field[], state: State): State[];
  /** What commands print, without the line breaks at the end. The state is that after them. */
  capture(script: ParsedScript, source: ScriptSource, state: State): Text;
}
