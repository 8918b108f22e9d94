/** Loops of which it is not known how often they run: what they change is unknown afterwards. */

import { contentOf } from './content';
import type { Interpreter } from './interpreter';
import { joined } from './join';
import { type Line, linesOf } from './lines';
import { blur } from './output';
import { type State, sameValue } from './state';

export interface LoopBody {
  /** Success goes on. */
  readonly test: (state: State) => State[];
  readonly body: (state: State) => State[];
}

type Ways = Pick<Interpreter, 'each' | 'fork'>;

/** Rounds until nothing new is found to change; then everything is taken to change. */
const MOST_ROUNDS = 4;

export function abstractLoop(state: State, ways: Ways, loop: LoopBody): State[] {
  let start = state;
  for (let round = 0; ; round += 1) {
    const { left, again } = iteration(start, ways, loop);
    const next = joined([start, ...again.map(withoutFlow)]);
    const isDone = !next || round > MOST_ROUNDS || (isStable(start, next) && round > 0);
    if (isDone) return ways.each(left, (one) => [one]);
    start = widened(start, next, round >= MOST_ROUNDS);
  }
}

function iteration(start: State, ways: Ways, { test, body }: LoopBody): { left: State[]; again: State[] } {
  const left: State[] = [];
  const again: State[] = [];
  for (const tested of ways.each(test(start.copy()), (one) => [one])) {
    if (tested.flow) {
      left.push(tested);
      continue;
    }
    for (const { state: way, succeeded } of ways.fork(tested)) {
      if (succeeded) for (const end of body(way)) sort(end, again, left);
      else {
        way.status = 'unknown';
        left.push(way);
      }
    }
  }
  return { left, again };
}

/** `break` leaves the loop, `continue` begins it again. */
function sort(end: State, again: State[], left: State[]): void {
  const { flow } = end;
  if (!flow) again.push(end);
  else if (flow.kind === 'continue' && flow.levels === 1) again.push(end);
  else {
    if (flow.kind === 'break' || flow.kind === 'continue')
      end.flow = flow.levels > 1 ? { ...flow, levels: flow.levels - 1 } : undefined;
    left.push(end);
  }
}

function withoutFlow(state: State): State {
  state.flow = undefined;
  return state;
}

const isStable = (start: State, next: State): boolean =>
  [...next.variables].every(([name, { value }]) => sameValue(value, start.value(name))) &&
  changedFiles(start, next).length === 0;

/** Files in which an iteration makes more than lines that may be there already. */
function changedFiles(start: State, next: State): string[] {
  return next.files.paths().filter((path) => {
    const [before, after] = [start.files.read(path), next.files.read(path)];
    if (before.kind !== 'file' || after.kind !== 'file') return before.kind !== after.kind;
    if (before.file === after.file) return false;
    const known = linesOf(contentOf(before.file)).map(keyOf);
    const now = linesOf(contentOf(after.file)).map(keyOf);
    const isThere = new Set(known.filter((key) => key.startsWith('~')));
    return (
      known.some((key, index) => key !== now[index]) ||
      now.slice(known.length).some((key) => !isThere.has(key))
    );
  });
}

const keyOf = (line: Line): string =>
  line.kind === 'unknown' ? '?' : `${line.maybe ? '~' : '='}${line.text}`;

/** What an iteration changes may have any value at the start of the next one. */
function widened(start: State, next: State, entirely: boolean): State {
  const result = next.copy();
  result.flow = undefined;
  for (const [name, { value }] of next.variables)
    if (entirely || !sameValue(value, start.value(name))) result.forget(name);
  for (const path of changedFiles(start, next)) {
    const before = start.files.read(path);
    if (before.kind === 'file' && isAppended(start, next, path)) continue;
    blur(result, path);
  }
  return result;
}

/** Only lines that may be absent were added. */
function isAppended(start: State, next: State, path: string): boolean {
  const [before, after] = [start.files.read(path), next.files.read(path)];
  if (before.kind !== 'file' || after.kind !== 'file') return false;
  const known = linesOf(contentOf(before.file)).map(keyOf);
  const now = linesOf(contentOf(after.file)).map(keyOf);
  return (
    known.every((key, index) => key === now[index]) &&
    now.slice(known.length).every((key) => key.startsWith('~'))
  );
}
