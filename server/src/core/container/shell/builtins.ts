/** Commands that a shell runs itself, because they change the shell: variables, arguments, options, flow. */

import { testWords } from './conditions';
import { Expander } from './expand';
import type { Invocation } from './filters';
import type { Interpreter } from './interpreter';
import { contentFrom, linesOf } from './lines';
import { print, unknownChunk } from './output';
import type { Field, Flow, State, Status } from './state';
import { isKnown, knownString, literal, stringOf, UNKNOWN, unknownText } from './text';

export type Builtin = (call: Invocation, state: State, shell: Interpreter) => void;

const NAME = /^[A-Za-z_]\w*$/;

const succeed: Builtin = (_, state) => {
  state.status = 0;
};

const fail: Builtin = (_, state) => {
  state.status = 1;
};

export const truthStatus = (truth: boolean | undefined): Status =>
  truth === undefined ? 'unknown' : truth ? 0 : 'nonzero';

const test: Builtin = ({ words }, state) => {
  state.status = truthStatus(testWords(words, state));
};

const bracket: Builtin = ({ words }, state) => {
  const isClosed = stringOf(words.at(-1)?.text ?? []) === ']';
  state.status = isClosed ? truthStatus(testWords(words.slice(0, -1), state)) : 2;
};

const cd: Builtin = ({ args }, state) => {
  const [path] = args.filter((arg) => !/^-[LP]$/.test(arg));
  const isPlain = path !== undefined && isKnown(path) && path !== '-';
  if (isPlain && path !== '' && state.files.isFolder(path) === false) state.status = 'nonzero';
  else {
    if (path !== '') state.files.enter(isPlain ? path : `/${UNKNOWN}`);
    state.status = 0;
  }
};

const flow =
  (kind: 'exit' | 'return'): Builtin =>
  ({ args, words }, state) => {
    const [code] = args;
    if (code !== undefined)
      state.status = /^\d{1,3}$/.test(code) && !words[0]?.splits ? Number(code) % 256 : 'unknown';
    state.flow = { kind };
  };

const loopFlow =
  (kind: 'break' | 'continue'): Builtin =>
  ({ args }, state) => {
    const levels = /^\d{1,2}$/.test(args[0] ?? '1') ? Number(args[0] ?? '1') : 1;
    state.status = 0;
    state.flow = { kind, levels: Math.max(1, levels) } satisfies Flow;
  };

const shift: Builtin = ({ args }, state) => {
  const count = /^\d{1,6}$/.test(args[0] ?? '1') ? Number(args[0] ?? '1') : undefined;
  const { parameters } = state;
  if (count === undefined || parameters.slice(0, count).some(({ splits }) => splits)) {
    state.parameters = [unknownWords('@', state)];
    state.status = 'unknown';
    return;
  }
  state.status = count > parameters.length ? 1 : 0;
  if (count <= parameters.length) state.parameters = parameters.slice(count);
  // An error in a special builtin ends dash.
  else if (state.options.dialect === 'dash') state.flow = { kind: 'exit' };
};

const unknownWords = (name: string, { script }: State): Field => ({
  text: unknownText(name),
  source: { script, span: { start: 0, end: 0 }, exact: false },
  splits: true,
});

const LETTERS: Readonly<Record<string, 'errexit' | 'nounset' | 'noglob'>> = {
  e: 'errexit',
  u: 'nounset',
  f: 'noglob',
};
const LONG: ReadonlySet<string> = new Set(['errexit', 'nounset', 'noglob', 'pipefail']);

/** `set -eu`, `set -o pipefail`, `set -- words`. */
const set: Builtin = ({ words }, state) => {
  state.status = 0;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    const text = stringOf(word?.text ?? []);
    if (text === '--' || !/^[-+]./.test(text) || word?.splits) {
      state.parameters = words.slice(text === '--' ? index + 1 : index);
      return;
    }
    setOptions(text, state);
    if (!text.endsWith('o')) continue;
    index += 1;
    setLong(stringOf(words[index]?.text ?? []), text.startsWith('-'), state);
  }
};

/** @param text letters behind `-` or `+` */
export function setOptions(text: string, state: State): void {
  for (const letter of text.slice(1)) {
    const name = LETTERS[letter];
    if (name) state.options = { ...state.options, [name]: text.startsWith('-') };
  }
}

export function setLong(name: string, value: boolean, state: State): void {
  if (LONG.has(name)) state.options = { ...state.options, [name]: value };
}

const shopt: Builtin = ({ args }, state) => {
  if (args.includes('nullglob')) state.options = { ...state.options, nullglob: args.includes('-s') };
  if (args.includes('dotglob') || args.includes('failglob'))
    state.options = { ...state.options, noglob: false };
  state.status = 0;
};

const unset: Builtin = ({ args }, state) => {
  for (const name of args) {
    if (name.startsWith('-')) continue;
    if (args.includes('-f')) state.functions.delete(name);
    else if (NAME.test(name)) state.assign(name, { kind: 'unset' }, false);
    else state.forget(name.replace(/\[.*/, ''));
  }
  state.status = 0;
};

/** `read a b`: a line of the input, split; the last variable takes what is left. */
const read: Builtin = ({ args }, state) => {
  const raw = args.some((arg) => /^-[a-z]*r/.test(arg));
  const names = args.filter((arg) => !arg.startsWith('-'));
  const isPlain = args.every((arg) => !arg.startsWith('-') || arg === '-r');
  const variables = names.length === 0 ? ['REPLY'] : names;
  const [line, ...rest] = linesOf(state.input ?? []);
  const isUnknown = state.input === undefined || line?.kind === 'unknown' || line?.maybe === true;
  if (!isPlain || isUnknown || !variables.every((name) => NAME.test(name))) {
    for (const name of variables) state.forget(name);
    state.input = undefined;
    state.status = 'unknown';
    return;
  }
  state.input = contentFrom(rest);
  assignLine(line?.kind === 'line' ? line.text : '', variables, raw, state);
  state.status = line?.kind === 'line' && line.ended ? 0 : 1;
};

function assignLine(line: string, names: readonly string[], raw: boolean, state: State): void {
  const value = state.variables.get('IFS')?.value;
  const separators =
    !value || value.kind === 'unset' ? ' \t\n' : value.kind === 'text' ? knownString(value.text) : undefined;
  if (separators === undefined || (!raw && line.includes('\\'))) {
    for (const name of names) state.forget(name);
    return;
  }
  const blanks = [...separators].filter((one) => /\s/.test(one)).join('');
  let rest = trimStart(line, blanks);
  for (const [index, name] of names.entries()) {
    const isLast = index === names.length - 1;
    const end = isLast ? rest.length : endOfField(rest, separators);
    let text = rest.slice(0, end);
    if (isLast) text = trimEnd(text, blanks);
    state.assign(name, { kind: 'text', text: literal(text) });
    rest = trimStart(rest.slice(end), blanks);
    if (rest !== '' && separators.includes(rest.charAt(0))) rest = trimStart(rest.slice(1), blanks);
  }
}

const endOfField = (text: string, separators: string): number => {
  const index = [...text].findIndex((one) => separators.includes(one));
  return index === -1 ? text.length : index;
};

function trimStart(text: string, characters: string): string {
  let start = 0;
  while (start < text.length && characters.includes(text.charAt(start))) start += 1;
  return text.slice(start);
}

function trimEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

const letCommand: Builtin = ({ args }, state, shell) => {
  const values = args.map((arg) => new Expander(shell, state).number(arg));
  const last = values.at(-1);
  state.status = last === undefined ? 'unknown' : last === 0n ? 1 : 0;
};

/** `getopts` and `mapfile` set variables in ways that are not read. */
const settingUnknown: Builtin = ({ args }, state) => {
  for (const name of [...args.filter((arg) => NAME.test(arg)), 'OPTARG', 'OPTIND', 'MAPFILE'])
    state.forget(name);
  state.status = 'unknown';
};

const looking: Builtin = (_, state) => {
  print(state, [unknownChunk(state)]);
  state.status = 'unknown';
};

/** Prints nothing that is known, and changes nothing. */
export const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ...[':', 'true', 'trap', 'wait', 'hash', 'ulimit', 'umask', 'bind', 'alias', 'unalias', 'disown'].map(
    (name) => [name, succeed] as const,
  ),
  ['false', fail],
  ['test', test],
  ['[', bracket],
  ['cd', cd],
  ['exit', flow('exit')],
  ['return', flow('return')],
  ['break', loopFlow('break')],
  ['continue', loopFlow('continue')],
  ['shift', shift],
  ['set', set],
  ['shopt', shopt],
  ['unset', unset],
  ['read', read],
  ['let', letCommand],
  ['getopts', settingUnknown],
  ['mapfile', settingUnknown],
  ['readarray', settingUnknown],
  ['type', looking],
  ['jobs', looking],
  ['times', looking],
]);
