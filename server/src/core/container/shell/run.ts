/** What a container runs, followed from its first words through scripts to the servers that it starts. */

import { SourceMap } from '../../text/source-map';
import { stableSpan } from '../../text/span';
import { WorkBudget } from '../../text/work-budget';
import type { Variable } from '../environment';
import type { ContainerFiles } from '../files';
import { argumentOfField, fieldOfArgument } from './argument-fields';
import type { ArgumentWord } from './argument-word';
import type { Started } from './interpreter';
import type { ImageScripts } from './invoke';
import { joinedFiles } from './join';
import { serverKind } from './programs';
import { Shell } from './shell';
import { BudgetSpent, type Dialect, type Field, State, sameField } from './state';
import { isKnown, literal, stringOf, unknownText } from './text';

export interface RunContext {
  readonly variables: readonly Pick<Variable, 'name' | 'value'>[];
  /** There are no others. */
  readonly variablesKnown: boolean;
  readonly files: ContainerFiles;
  readonly image: ImageScripts;
  /** Programs whose calls are wanted. */
  readonly wanted?: ReadonlySet<string>;
  /** Of scripts that name `sh`; which shell that is depends on the image. */
  readonly dialect?: Dialect;
  readonly budget?: WorkBudget;
}

/** A server with everything that decides about it. */
export interface ServerStart {
  readonly kind: Started['kind'];
  readonly through: Started['through'];
  readonly program: ArgumentWord;
  readonly args: readonly ArgumentWord[];
  readonly files: ContainerFiles;
  /** The script in which the command is written; undefined for words of the manifest. */
  readonly script: Pick<ArgumentWord, 'place' | 'map'> | undefined;
  /** The words of the program were given to a script, which runs them. */
  readonly passedOn: boolean;
  /** The entry point of the image runs it. */
  readonly entryPoint: boolean;
  /** Options on lines of their own after it, which the shell takes for commands. */
  readonly lost: readonly ArgumentWord[];
}

/** A call of a wanted program. */
export interface ProgramCall {
  readonly words: readonly ArgumentWord[];
  /** It runs whichever way the script goes. */
  readonly certain: boolean;
}

export interface RunResult {
  /** In the order in which they are found; different ways through a script may start different ones. */
  readonly starts: readonly ServerStart[];
  readonly calls: readonly ProgramCall[];
  /** As they are in the end, for a container that ends. */
  readonly files: ContainerFiles;
  /** Whichever way the script goes, it starts a server. */
  readonly surelyStarts: boolean;
  /** The script was too much work: anything may happen in it. */
  readonly gaveUp: boolean;
}

/** Far above what start scripts need. */
const STEPS = 200_000;
const BYTES = 8_000_000;

export function runWords(words: readonly ArgumentWord[], context: RunContext): RunResult {
  return new Runner(context).run(words);
}

/** Among the calls of a state: a server. */
const STARTED = 'server';

class Runner {
  readonly #starts: ServerStart[] = [];
  readonly #fields = new Map<ServerStart, readonly Field[]>();
  readonly #calls = new Map<string, readonly Field[]>();
  #last: { readonly start: ServerStart; readonly lost: ArgumentWord[] } | undefined;

  readonly #budget: WorkBudget;

  constructor(readonly context: RunContext) {
    this.#budget = context.budget ?? new WorkBudget(STEPS, BYTES);
  }

  run(words: readonly ArgumentWord[]): RunResult {
    const { files } = this.context;
    try {
      const ends = this.#shell().invoke(words.map(fieldOfArgument), this.#state());
      const surviving = ends.filter(({ status }) => status === 0 || status === 'unknown');
      const known = surviving.length > 0 ? surviving : ends;
      return {
        starts: this.#starts,
        calls: [...this.#calls].map(([key, call]) => ({
          words: call.map(argumentOfField),
          certain: ends.every(({ calls }) => calls.has(key)),
        })),
        files: known.length > 0 ? joinedFiles(known) : files,
        surelyStarts: ends.length > 0 && ends.every(({ calls }) => calls.has(STARTED)),
        gaveUp: false,
      };
    } catch (error) {
      if (!(error instanceof BudgetSpent)) throw error;
      return {
        starts: this.#starts.length > 0 ? this.#starts : namedServers(words, files),
        calls: [],
        files,
        surelyStarts: false,
        gaveUp: true,
      };
    }
  }

  #shell(): Shell {
    return new Shell(this.#budget, this.context.image, {
      started: (start, state) => this.#started(start, state),
      called: (words, state) => this.#called(words, state),
    });
  }

  #state(): State {
    const { files, variables, variablesKnown, dialect = 'sh' } = this.context;
    const place = { file: '', span: stableSpan(0, 0) };
    const script = { place, map: SourceMap.coarse(place.file, 0, place.span) };
    const options = {
      dialect,
      errexit: false,
      nounset: false,
      noglob: false,
      pipefail: false,
      nullglob: false,
    };
    const state = new State(files.copy(), script, options, variablesKnown, this.#budget);
    for (const { name, value } of variables)
      state.assign(
        name,
        { kind: 'text', text: value === undefined ? unknownText(name) : literal(value) },
        true,
      );
    return state;
  }

  #started(start: Started, state: State): void {
    const [program, ...args] = start.words;
    if (!program) return;
    state.calls = new Set([...state.calls, STARTED]);
    if (this.#starts.some((other) => this.#isSame(other, start))) return;
    const isWritten = program.argument === undefined;
    const lost: ArgumentWord[] = [];
    const found: ServerStart = {
      kind: start.kind,
      through: start.through,
      program: argumentOfField(program),
      args: args.map(argumentOfField),
      files: start.files,
      script:
        isWritten || state.callDepth > 0 ? { place: state.script.place, map: state.script.map } : undefined,
      passedOn: !isWritten && state.callDepth > 0,
      entryPoint: state.throughEntryPoint || start.through === 'run script',
      lost,
    };
    this.#last = { start: found, lost };
    this.#fields.set(found, start.words);
    this.#starts.push(found);
  }

  #isSame(other: ServerStart, { words, files, kind }: Started): boolean {
    const fields = this.#fields.get(other);
    return (
      other.kind === kind &&
      fields?.length === words.length &&
      fields.every((field, index) => sameField(field, words[index])) &&
      other.files.equals(files)
    );
  }

  #called(words: readonly Field[], state: State): void {
    const [program] = words;
    const name = stringOf(program?.text ?? []);
    if (
      /^--[a-z]/.test(name) &&
      program &&
      this.#last &&
      !this.#last.lost.some(({ value }) => value === name)
    )
      this.#last.lost.push(argumentOfField(program));
    if (!program || !this.context.wanted?.has(name.slice(name.lastIndexOf('/') + 1))) return;
    const { place, map } = program.source.script;
    const at = map.place(program.source.span);
    const key = `${place.file}#${at.span.start}#${words.map(({ text }) => stringOf(text)).join('\0')}`;
    this.#calls.set(key, words);
    state.calls = new Set([...state.calls, key]);
  }
}

/** A server among the words of a container whose script was not followed to its end. */
function namedServers(words: readonly ArgumentWord[], files: ContainerFiles): ServerStart[] {
  const index = words.findIndex(({ value }) => isKnown(value) && serverKind(value, []) !== undefined);
  const program = words[index];
  if (!program) return [];
  const args = words.slice(index + 1);
  const kind =
    serverKind(
      program.value,
      args.map(({ value }) => value),
    ) ?? 'server';
  return [
    {
      kind,
      through: 'unknown program',
      program,
      args,
      files,
      script: undefined,
      passedOn: false,
      entryPoint: false,
      lost: [],
    },
  ];
}
