/** A shell at one point of its script: variables, functions, open files, and the files of the container. */

import type { CompoundCommand, CompoundList, Redirected } from 'unbash';
import type { WorkBudget } from '../../text/work-budget';
import type { ContainerFiles } from '../files';
import type { ArgumentWord } from './argument-word';
import type { Content } from './content';
import { type ScriptSource, type Source, type Text, unknownText } from './text';

/** A word after all expansions: one argument of a program. */
export interface Field {
  readonly text: Text;
  /** The whole word, with its quotes. */
  readonly source: Source;
  /** Something unknown in it stands outside of quotes: it may be no word, or several. */
  readonly splits: boolean;
  /** The word of the manifest that it is, unchanged. */
  readonly argument?: ArgumentWord;
}

export type Value =
  | { readonly kind: 'text'; readonly text: Text }
  | { readonly kind: 'list'; readonly items: readonly Field[] }
  | { readonly kind: 'unset' }
  /** It may be unset, too. */
  | { readonly kind: 'unknown' };

/** The budget is spent: the rest of the script is unknown. */
export class BudgetSpent extends Error {}

export interface Variable {
  readonly value: Value;
  readonly exported: boolean;
}

export interface ShellFunction {
  readonly body: CompoundCommand | Redirected | CompoundList;
  readonly script: ScriptSource;
}

/** Where a file descriptor writes to: a file by its absolute path, or one whose path is not known. */
export type Stream =
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'unknown file'; readonly path: string };

/** `nonzero` is a failure with an unknown number. */
export type Status = number | 'nonzero' | 'unknown';

/** Why the commands that follow do not run. */
export type Flow =
  | { readonly kind: 'exit' | 'return' }
  /** The server runs in place of the shell. */
  | { readonly kind: 'replaced' }
  | { readonly kind: 'break' | 'continue'; readonly levels: number };

/**
 * - `dash`: `echo` reads backslashes, braces are not expanded
 * - `sh`: it is not known which shell
 */
export type Dialect = 'bash' | 'dash' | 'sh';

export interface Options {
  readonly dialect: Dialect;
  readonly errexit: boolean;
  readonly nounset: boolean;
  readonly noglob: boolean;
  readonly pipefail: boolean;
  readonly nullglob: boolean;
}

const UNSET: Value = { kind: 'unset' };
const UNKNOWN_VALUE: Value = { kind: 'unknown' };

export class State {
  variables = new Map<string, Variable>();
  functions = new Map<string, ShellFunction | 'unknown'>();
  parameters: readonly Field[] = [];
  streams = new Map<number, Stream>();
  input: Content | undefined;
  status: Status = 0;
  flow: Flow | undefined;
  /** A condition is being evaluated, in which `set -e` does nothing. */
  tested = 0;
  /** Of the last command substitution in the current command. */
  substituted: Status | undefined;
  callDepth = 0;
  /** Variables of the functions that run, as they were before, from the outside in. */
  locals: readonly ReadonlyMap<string, Variable | undefined>[] = [];
  /** Calls that were asked for and have run, by their places. */
  calls: ReadonlySet<string> = new Set();
  /** The image's entry point stands directly before what runs. */
  throughEntryPoint = false;
  zero: Text;

  /** @param closed variables that are not in the table are unset */
  constructor(
    public files: ContainerFiles,
    public script: ScriptSource,
    public options: Options,
    public closed: boolean,
    readonly budget: WorkBudget,
  ) {
    this.zero = unknownText('0');
  }

  copy(): State {
    const copy = new State(this.files.copy(), this.script, this.options, this.closed, this.budget);
    copy.restore(this);
    copy.status = this.status;
    copy.flow = this.flow;
    copy.substituted = this.substituted;
    copy.calls = this.calls;
    copy.throughEntryPoint = this.throughEntryPoint;
    return copy;
  }

  /** Everything that a subshell does not change for the shell around it. */
  restore(other: State): void {
    this.variables = new Map(other.variables);
    this.functions = new Map(other.functions);
    this.streams = new Map(other.streams);
    this.parameters = other.parameters;
    this.input = other.input;
    this.options = other.options;
    this.script = other.script;
    this.closed = other.closed;
    this.tested = other.tested;
    this.callDepth = other.callDepth;
    this.zero = other.zero;
    this.locals = other.locals;
  }

  /** @throws BudgetSpent */
  take(bytes: number): void {
    if (!this.budget.take(bytes)) throw new BudgetSpent();
  }

  value(name: string): Value {
    return this.variables.get(name)?.value ?? (this.closed && !isFromOutside(name) ? UNSET : UNKNOWN_VALUE);
  }

  assign(name: string, value: Value, exported = this.variables.get(name)?.exported ?? false): void {
    this.variables.set(name, { value, exported });
  }

  /** It may have been changed in a way that is not known. */
  forget(name: string): void {
    this.assign(name, UNKNOWN_VALUE);
  }

  /** A command has run that may change every variable. */
  forgetAll(): void {
    for (const name of this.variables.keys()) this.forget(name);
    this.closed = false;
  }
}

/** What Kubernetes and the container runtime set beside the manifest, and the shell itself. */
const isFromOutside = (name: string): boolean =>
  OUTSIDE.has(name) ||
  /_(?:SERVICE_HOST|SERVICE_PORT\w*|PORT|PORT_\w+)$/.test(name) ||
  /^(?:KUBERNETES|BASH)/.test(name);

const OUTSIDE: ReadonlySet<string> = new Set([
  ...['HOME', 'HOSTNAME', 'PATH', 'PWD', 'OLDPWD', 'SHLVL', 'TERM', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'TZ'],
  ...['UID', 'EUID', 'GID', 'GROUPS', 'PPID', 'RANDOM', 'SRANDOM', 'SECONDS', 'LINENO', 'EPOCHSECONDS'],
  ...[
    'EPOCHREALTIME',
    'FUNCNAME',
    'PIPESTATUS',
    'OPTIND',
    'OPTARG',
    'REPLY',
    'HOSTTYPE',
    'OSTYPE',
    'MACHTYPE',
  ],
  ...['PS1', 'PS2', 'PS4', 'DIRSTACK', '_', 'IFS', 'COLUMNS', 'LINES'],
]);

/** Both hold the same; reads of them cannot tell the two apart. */
export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind === 'text' && b.kind === 'text') return sameText(a.text, b.text);
  if (a.kind === 'list' && b.kind === 'list')
    return (
      a.items.length === b.items.length && a.items.every((item, index) => sameField(item, b.items[index]))
    );
  return a.kind === b.kind && a.kind !== 'text' && a.kind !== 'list';
}

const sameText = (a: Text, b: Text): boolean =>
  a === b ||
  (a.length === b.length &&
    a.every((piece, index) => piece.text === b[index]?.text && piece.name === b[index]?.name));

export const sameField = (a: Field, b: Field | undefined): boolean =>
  a === b || (b !== undefined && a.splits === b.splits && sameText(a.text, b.text));
