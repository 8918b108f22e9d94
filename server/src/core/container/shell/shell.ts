/**
 * A shell that follows its script without running it: what is known is computed, and where it is not known which way
 * the script goes, it goes both. POSIX shells and bash; the syntax tree is that of `unbash`.
 */

import type {
  AndOr,
  Command,
  CommandNode,
  ParsedScript,
  Pipeline,
  PipelineNode,
  Redirected,
  Redirection,
  Statement,
} from 'unbash';
import type { WorkBudget } from '../../text/work-budget';
import { truthStatus } from './builtins';
import { caseOf, conditional, forLoop, numericLoop, whileLoop } from './compound';
import { testExpression } from './conditions';
import { contentOf, WrittenFile, wholeText } from './content';
import { Expander } from './expand';
import type { Interpreter } from './interpreter';
import { type ImageScripts, Invoker, type Observer } from './invoke';
import { distinct, joined } from './join';
import { redirect } from './redirects';
import { simpleCommand } from './simple-command';
import { BudgetSpent, type Field, type State, type Stream } from './state';
import { literal, type ScriptSource, type Text, unknownText } from './text';

/** Ways through a script that are followed apart; beyond that they are joined, and what differs is unknown. */
const MOST_WAYS = 16;

export class Shell implements Interpreter {
  readonly #invoker: Invoker;
  #captures = 0;

  constructor(
    readonly budget: WorkBudget,
    image: ImageScripts,
    observer: Observer,
  ) {
    this.#invoker = new Invoker(this, image, observer);
  }

  run(statements: readonly Statement[], state: State): State[] {
    let states = [state];
    for (const statement of statements) {
      if (states.every(({ flow }) => flow !== undefined)) break;
      states = this.each(states, (one) => this.#statement(statement, one));
    }
    return states;
  }

  invoke(words: readonly Field[], state: State): State[] {
    this.#charge(state);
    return this.#invoker.invoke(words, state);
  }

  /** Goes on from every state that is not on its way out. */
  each(states: readonly State[], next: (state: State) => State[]): State[] {
    return this.#limited(states.flatMap((state) => (state.flow ? [state] : next(state))));
  }

  capture(script: ParsedScript, source: ScriptSource, state: State): Text {
    const only = script.commands.length === 1 ? script.commands[0]?.command : undefined;
    const file = only?.type === 'Command' ? onlyInput(only) : undefined;
    if (file) return this.#readFile(file, source, state);
    const path = this.#capturePath();
    const inner = state.copy();
    inner.script = source;
    inner.streams.set(1, { kind: 'file', path });
    inner.files.write(path, new WrittenFile([]));
    const end = joined(this.run(script.commands, inner).map(withoutFlow));
    if (!end) return unknownText('command');
    const found = end.files.read(path);
    const text = found.kind === 'file' ? wholeText(contentOf(found.file)) : undefined;
    this.#takeFiles(state, end, path);
    state.substituted = end.status;
    return text === undefined ? unknownText('command') : literal(this.#taken(text.replace(/\n+$/, '')));
  }

  /** `$(<file)` of bash; other shells print nothing. */
  #readFile(target: Redirection, source: ScriptSource, state: State): Text {
    if (target.type !== 'Redirect' || !target.target || state.options.dialect !== 'bash')
      return unknownText('file');
    const outer = state.script;
    state.script = source;
    const path = new Expander(this, state).text(target.target);
    state.script = outer;
    const found = state.files.read(path.map(({ text }) => text).join(''));
    state.substituted = found.kind === 'file' ? 0 : found.kind === 'absent' ? 1 : 'unknown';
    const text =
      found.kind === 'file' ? wholeText(contentOf(found.file)) : found.kind === 'absent' ? '' : undefined;
    return text === undefined ? unknownText('file') : literal(this.#taken(text.replace(/\n+$/, '')));
  }

  #taken(text: string): string {
    if (!this.budget.take(text.length)) throw new BudgetSpent();
    return text;
  }

  #capturePath(): string {
    this.#captures += 1;
    return `/\uE001/${this.#captures}`;
  }

  #takeFiles(state: State, end: State, path: string): void {
    const { folder } = state.files;
    state.files = end.files;
    state.files.forget(path);
    state.files.enter(folder);
    state.calls = end.calls;
  }

  #charge(state: State): void {
    if (!this.budget.step(4 + (state.variables.size >> 3))) throw new BudgetSpent();
  }

  #limited(states: readonly State[]): State[] {
    if (states.length < 2) return [...states];
    if (!this.budget.step(states.length * states.length)) throw new BudgetSpent();
    const different = distinct(states);
    if (different.length <= MOST_WAYS) return different;
    const flows = new Set(different.map(({ flow }) => JSON.stringify(flow)));
    // Joining compares files line by line.
    if (!this.budget.step(different.length * 200)) throw new BudgetSpent();
    return [...flows].flatMap(
      (key) => joined(different.filter(({ flow }) => JSON.stringify(flow) === key)) ?? [],
    );
  }

  #statement({ command, background }: Statement, state: State): State[] {
    this.#charge(state);
    if (!background)
      return command.type === 'AndOr' ? this.#andOr(command, state) : this.#pipelineOr(command, state);
    return this.subshell(state, (inner) =>
      command.type === 'AndOr' ? this.#andOr(command, inner) : this.#pipelineOr(command, inner),
    ).map((end) => {
      end.status = 0;
      return end;
    });
  }

  #andOr({ commands, operators }: AndOr, state: State): State[] {
    const [first, ...rest] = commands;
    if (!first) return [state];
    let states = this.#tested(state, rest.length > 0, (one) => this.#pipelineOr(first, one));
    for (const [index, command] of rest.entries()) {
      const runsAfterSuccess = operators[index] === '&&';
      const isLast = index === rest.length - 1;
      states = this.each(states, (one) =>
        this.fork(one).flatMap(({ state: way, succeeded }) =>
          succeeded === runsAfterSuccess
            ? this.#tested(way, !isLast, (next) => this.#pipelineOr(command, next))
            : [way],
        ),
      );
    }
    return states;
  }

  /** In a condition `set -e` does nothing. */
  #tested(state: State, isTested: boolean, run: (state: State) => State[]): State[] {
    if (!isTested) return run(state);
    state.tested += 1;
    return run(state).map((end) => {
      end.tested = Math.max(0, end.tested - 1);
      return end;
    });
  }

  condition(statements: readonly Statement[], state: State): State[] {
    return this.#tested(state, true, (one) => this.run(statements, one));
  }

  /** One state where the status is known, else one for each way. */
  fork(state: State): { readonly state: State; readonly succeeded: boolean }[] {
    if (state.status !== 'unknown') return [{ state, succeeded: state.status === 0 }];
    const failed = state.copy();
    state.status = 0;
    failed.status = 'nonzero';
    return [
      { state, succeeded: true },
      { state: failed, succeeded: false },
    ];
  }

  #pipelineOr(node: PipelineNode, state: State): State[] {
    return node.type === 'Pipeline' ? this.#pipeline(node, state) : this.command(node, state);
  }

  #pipeline({ commands, operators, prefixes }: Pipeline, state: State): State[] {
    const negated = prefixes.filter(({ type }) => type === 'Negation').length % 2 === 1;
    const ends = this.#tested(state, negated, (one) => {
      const [only] = commands;
      return only && commands.length === 1 ? this.command(only, one) : this.#piped(commands, operators, one);
    });
    if (!negated) return ends;
    return ends.map((end) => {
      if (!end.flow) end.status = end.status === 'unknown' ? 'unknown' : end.status === 0 ? 1 : 0;
      return end;
    });
  }

  /** Each command runs in a subshell, and reads what the one before it prints. */
  #piped(commands: readonly CommandNode[], operators: Pipeline['operators'], state: State): State[] {
    let states = [state];
    const { input } = state;
    let failed = false;
    for (const [index, command] of commands.entries()) {
      const isLast = index === commands.length - 1;
      states = this.each(states, (one) => {
        const path = this.#capturePath();
        const ends = this.subshell(one, (inner) => {
          if (!isLast) {
            const stream: Stream = { kind: 'file', path };
            inner.files.write(path, new WrittenFile([]));
            inner.streams.set(1, stream);
            if (operators[index] === '|&') inner.streams.set(2, stream);
          }
          inner.tested += 1;
          return this.command(command, inner);
        });
        if (isLast) return ends;
        return ends.map((end) => {
          const found = end.files.read(path);
          end.input = found.kind === 'file' ? contentOf(found.file) : undefined;
          end.files.forget(path);
          if (end.status !== 0) failed = true;
          return end;
        });
      });
    }
    return states.map((end) => {
      end.input = input;
      end.tested = state.tested;
      if (failed && state.options.pipefail && end.status === 0) end.status = 'unknown';
      return this.#afterCommand(end);
    });
  }

  /** What changes in the shell itself is lost; files stay. */
  subshell(state: State, run: (inner: State) => State[]): State[] {
    const inner = state.copy();
    const { folder } = state.files;
    return run(inner).map((end) => {
      end.restore(state);
      end.files.enter(folder);
      return withoutFlow(end);
    });
  }

  command(node: CommandNode, state: State): State[] {
    this.#charge(state);
    switch (node.type) {
      case 'Command':
        return simpleCommand(node, state, this).map((end) => this.#afterCommand(end));
      case 'Redirected':
        return this.#redirected(node, state);
      case 'Function':
        state.functions.set(node.name.value, { body: node.body, script: state.script });
        state.status = 0;
        return [state];
      case 'BraceGroup':
        return this.run(node.body.commands, state);
      case 'Subshell':
        return this.subshell(state, (inner) => this.run(node.body.commands, inner)).map((end) =>
          this.#afterCommand(end),
        );
      case 'If':
        return conditional(node, state, this);
      case 'Case':
        return caseOf(node, state, this);
      case 'For':
      case 'Select':
        return forLoop(node, state, this);
      case 'While':
        return whileLoop(node, state, this);
      case 'ArithmeticFor':
        return numericLoop(node, state, this);
      case 'TestCommand':
        state.status = truthStatus(testExpression(node.expression, new Expander(this, state)));
        return [this.#afterCommand(state)];
      case 'ArithmeticCommand': {
        const value = node.expression && new Expander(this, state).arithmetic(node.expression);
        state.status = value === undefined ? 'unknown' : value === 0n ? 1 : 0;
        return [this.#afterCommand(state)];
      }
      default:
        state.forgetAll();
        state.status = 'unknown';
        return [state];
    }
  }

  /** A group of commands has one redirection for all of them. */
  #redirected({ command, redirects }: Redirected, state: State): State[] {
    const streams = new Map(state.streams);
    const { input } = state;
    const opened = redirect(redirects, state, new Expander(this, state));
    const restored = (end: State): State => {
      end.streams = new Map(streams);
      end.input = input;
      return end;
    };
    if (!opened) {
      state.status = 1;
      return [this.#afterCommand(restored(state))];
    }
    return this.command(command, state).map(restored);
  }

  /** `set -e` ends the shell where a command fails; what follows runs only if it has not. */
  #afterCommand(state: State): State {
    if (!state.options.errexit || state.tested > 0 || state.flow || state.status === 0) return state;
    if (state.status === 'unknown') state.status = 0;
    else state.flow = { kind: 'exit' };
    return state;
  }
}

function withoutFlow(state: State): State {
  state.flow = undefined;
  return state;
}

/** `<file` without a command. */
function onlyInput({ name, prefix, suffix }: Command): Redirection | undefined {
  const [only] = prefix;
  const isAlone = !name && suffix.length === 0 && prefix.length === 1;
  return isAlone && only?.type === 'Redirect' && only.operator === '<' ? only : undefined;
}
