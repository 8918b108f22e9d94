/** `if`, `case` and loops. */

import type { ArithmeticFor, Case, CaseItem, CompoundList, For, If, Select, While } from 'unbash';
import { Expander } from './expand';
import type { Interpreter } from './interpreter';
import { joined } from './join';
import { abstractLoop, type LoopBody } from './loops';
import { matches } from './pattern';
import type { Field, State } from './state';
import { isKnown, stringOf } from './text';

export function conditional(node: If, state: State, shell: Interpreter): State[] {
  return branchesFrom([node, ...node.elif], node.else, state, shell);
}

function branchesFrom(
  [branch, ...rest]: readonly { readonly clause: CompoundList; readonly then: CompoundList }[],
  otherwise: CompoundList | undefined,
  state: State,
  shell: Interpreter,
): State[] {
  if (!branch) {
    state.status = 0;
    return otherwise ? shell.run(otherwise.commands, state) : [state];
  }
  return shell.each(shell.condition(branch.clause.commands, state), (tested) =>
    shell
      .fork(tested)
      .flatMap(({ state: way, succeeded }) =>
        succeeded ? shell.run(branch.then.commands, way) : branchesFrom(rest, otherwise, way, shell),
      ),
  );
}

export function caseOf({ word, items }: Case, state: State, shell: Interpreter): State[] {
  const text = stringOf(new Expander(shell, state).text(word));
  state.status = 0;
  return itemsFrom(items, text, state, shell);
}

function itemsFrom(items: readonly CaseItem[], text: string, state: State, shell: Interpreter): State[] {
  const [item, ...rest] = items;
  if (!item || state.flow) return [state];
  const matched = matchesAny(item, text, state, shell);
  if (matched === false) return itemsFrom(rest, text, state, shell);
  const other = matched === undefined ? state.copy() : undefined;
  const ends = shell.each(shell.run(item.body.commands, state), (end) =>
    afterItem(item, rest, text, end, shell),
  );
  return other ? [...ends, ...itemsFrom(rest, text, other, shell)] : ends;
}

function afterItem(
  { terminator }: CaseItem,
  rest: readonly CaseItem[],
  text: string,
  state: State,
  shell: Interpreter,
): State[] {
  const [next, ...later] = rest;
  if (terminator === ';;&') return itemsFrom(rest, text, state, shell);
  if (terminator !== ';&' || !next) return [state];
  return shell.each(shell.run(next.body.commands, state), (end) => afterItem(next, later, text, end, shell));
}

function matchesAny(
  { pattern }: CaseItem,
  text: string,
  state: State,
  shell: Interpreter,
): boolean | undefined {
  let result: boolean | undefined = false;
  for (const word of pattern) {
    const found = new Expander(shell, state).pattern(word);
    const matched = !found
      ? undefined
      : found.length === 1 && found[0]?.kind === 'star'
        ? true
        : isKnown(text)
          ? matches(found, text)
          : undefined;
    if (matched) return true;
    if (matched === undefined) result = undefined;
  }
  return result;
}

/** Words that are known are taken one by one. */
export function forLoop(node: For | Select, state: State, shell: Interpreter): State[] {
  const words = node.wordlist ? new Expander(shell, state).fields(node.wordlist) : state.parameters;
  if (state.flow) return [state];
  state.status = 0;
  const name = node.name.value;
  if (node.type === 'Select' || words.some(({ splits }) => splits))
    return abstractLoop(state, shell, {
      test: (one) => {
        one.status = 'unknown';
        return [one];
      },
      body: (one) => {
        one.assign(name, { kind: 'unknown' });
        return shell.run(node.body.commands, one);
      },
    });
  let ways = [state];
  let ended: State[] = [];
  for (const word of words) {
    const next = shell.each(ways, (one) => {
      setLoopVariable(name, word, one);
      return shell.run(node.body.commands, one);
    });
    const after = afterIteration(next);
    ways = after.again;
    ended = [...ended, ...after.ended];
    if (ways.length === 0) break;
  }
  return shell.each([...ended, ...ways], (one) => [one]);
}

const setLoopVariable = (name: string, word: Field, state: State): void =>
  state.assign(name, { kind: 'text', text: word.text });

/** States that begin the next iteration, and those that have left the loop. */
function afterIteration(states: readonly State[]): { again: State[]; ended: State[] } {
  const again: State[] = [];
  const ended: State[] = [];
  for (const state of states) {
    const { flow } = state;
    if (flow?.kind !== 'break' && flow?.kind !== 'continue') {
      (flow ? ended : again).push(state);
      continue;
    }
    state.flow = flow.levels > 1 ? { ...flow, levels: flow.levels - 1 } : undefined;
    if (flow.kind === 'continue' && flow.levels === 1) again.push(state);
    else ended.push(state);
  }
  return { again, ended };
}

/** Iterations that are followed one by one before a loop is taken for one that runs any number of times. */
const MOST_ITERATIONS = 60;

export function whileLoop({ kind, clause, body }: While, state: State, shell: Interpreter): State[] {
  return loop(state, shell, {
    test: (one) =>
      shell.condition(clause.commands, one).map((end) => {
        if (kind === 'until' && !end.flow && end.status !== 'unknown') end.status = end.status === 0 ? 1 : 0;
        return end;
      }),
    body: (one) => shell.run(body.commands, one),
  });
}

export function numericLoop(
  { initialize, test, update, body }: ArithmeticFor,
  state: State,
  shell: Interpreter,
): State[] {
  const calculate = (expression: ArithmeticFor['test'], one: State) =>
    expression && new Expander(shell, one).arithmetic(expression);
  calculate(initialize, state);
  let isFirst = true;
  return loop(state, shell, {
    test: (one) => {
      if (!isFirst) calculate(update, one);
      isFirst = false;
      const value = test ? calculate(test, one) : 1n;
      one.status = value === undefined ? 'unknown' : value === 0n ? 1 : 0;
      return [one];
    },
    body: (one) => shell.run(body.commands, one),
  });
}

/** While it is known whether the loop goes on, it is followed. */
function loop(state: State, shell: Interpreter, { test, body }: LoopBody): State[] {
  let [way] = [state];
  const ended: State[] = [];
  let status: State['status'] = 0;
  for (let count = 0; count < MOST_ITERATIONS; count += 1) {
    const before = way.copy();
    const tested = test(way);
    const [only] = tested;
    if (!only || tested.length > 1 || only.status === 'unknown' || only.flow)
      return [...ended, ...abstractLoop(before, shell, { test, body })];
    if (only.status !== 0) {
      only.status = status;
      return [...ended, only];
    }
    const after = afterIteration(body(only));
    ended.push(...after.ended);
    const [next] = after.again;
    if (!next) return ended;
    status = next.status;
    if (after.again.length > 1) {
      const one = joined(after.again);
      return one ? [...ended, ...abstractLoop(one, shell, { test, body })] : ended;
    }
    way = next;
  }
  return [...ended, ...abstractLoop(way, shell, { test, body })];
}
