/** Several states of a shell, one of which is true: as one. */

import { REMOVED, type VirtualFile } from '../files';
import { contentOf, WrittenFile } from './content';
import { type Field, type State, sameField, sameValue, type Value, type Variable } from './state';
import { unknownText } from './text';
import { oneOf } from './versions';

/** States of which later commands would make the same are one. */
export function distinct(states: readonly State[]): State[] {
  const found: State[] = [];
  for (const state of states) {
    const same = found.find((other) => isSame(state, other));
    if (!same) found.push(state);
    // Only what ran on both ways ran for certain.
    else if (same.calls !== state.calls)
      same.calls = new Set([...same.calls].filter((call) => state.calls.has(call)));
  }
  return found;
}

function isSame(a: State, b: State): boolean {
  return (
    a.status === b.status &&
    a.flow?.kind === b.flow?.kind &&
    a.options === b.options &&
    a.closed === b.closed &&
    sameInput(a, b) &&
    sameParameters(a.parameters, b.parameters) &&
    sameVariables(a.variables, b.variables) &&
    sameEntries(a.functions, b.functions) &&
    a.files.equals(b.files)
  );
}

const sameInput = (a: State, b: State): boolean => a.input === b.input && a.script === b.script;

const sameParameters = (a: readonly Field[], b: readonly Field[]): boolean =>
  a === b || (a.length === b.length && a.every((field, index) => sameField(field, b[index])));

function sameVariables(a: ReadonlyMap<string, Variable>, b: ReadonlyMap<string, Variable>): boolean {
  if (a.size !== b.size) return false;
  for (const [name, { value, exported }] of a) {
    const other = b.get(name);
    if (!other || other.exported !== exported || !sameValue(value, other.value)) return false;
  }
  return true;
}

const sameEntries = <T>(a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>): boolean =>
  a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);

/** What is not the same in all of them is unknown, or may be absent. */
export function joined(states: readonly State[]): State | undefined {
  const [first, ...others] = distinct(states);
  if (!first || others.length === 0) return first;
  const all = [first, ...others];
  const result = first.copy();
  for (const name of new Set(all.flatMap(({ variables }) => [...variables.keys()]))) {
    const values = all.map((state) => state.value(name));
    if (values.every((value) => sameValue(value, first.value(name)))) continue;
    result.assign(name, joinedValue(name, values));
  }
  for (const [name, body] of all.flatMap(({ functions }) => [...functions]))
    if (all.some((state) => state.functions.get(name) !== body)) result.functions.set(name, 'unknown');
  if (!all.every((state) => sameParameters(state.parameters, first.parameters)))
    result.parameters = [unknownField(first)];
  if (!all.every(({ input }) => input === first.input)) result.input = undefined;
  result.closed = all.every(({ closed }) => closed);
  if (!all.every(({ status }) => status === first.status))
    result.status = all.every(({ status }) => status !== 0 && status !== 'unknown') ? 'nonzero' : 'unknown';
  result.calls = new Set([...first.calls].filter((call) => all.every(({ calls }) => calls.has(call))));
  result.files = joinedFiles(all);
  return result;
}

const unknownField = ({ script }: State): Field => {
  const source = { script, span: { start: 0, end: 0 }, exact: false };
  return { text: unknownText('@'), source, splits: true };
};

function joinedValue(name: string, values: readonly Value[]): Value {
  const isSet = values.every(({ kind }) => kind === 'text');
  return isSet ? { kind: 'text', text: unknownText(name) } : { kind: 'unknown' };
}

export function joinedFiles(states: readonly Pick<State, 'files' | 'script'>[]): State['files'] {
  const [first] = states;
  if (!first) throw new Error('no states to join');
  const files = first.files.copy();
  files.join(
    states.map((state) => state.files),
    (versions) => joinedFile(versions, first),
  );
  return files;
}

/** Of versions that may also be something that is not shown, nothing is certain. */
function joinedFile(
  versions: readonly (VirtualFile | undefined)[],
  { script }: Pick<State, 'script'>,
): VirtualFile {
  const shown = versions.filter((version) => version !== undefined && version !== REMOVED);
  const contents = shown.map((version) => contentOf(version ?? REMOVED));
  const hidden = versions.some((version) => version === undefined);
  if (hidden) contents.push([{ kind: 'unknown', why: 'script', place: script.place }]);
  const absent = shown.length < versions.length;
  const uncertain = shown.some((version) => version instanceof WrittenFile && version.maybeAbsent);
  return new WrittenFile(oneOf(contents), absent || uncertain);
}
