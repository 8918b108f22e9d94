/** Runs a program by its name: functions, builtins, servers, scripts, and what wraps them. */

import { parse } from 'unbash';
import { BUILTINS, setLong, setOptions } from './builtins';
import { contentOf, mergeChunks, wholeText } from './content';
import { coarseScript } from './expand';
import { FILE_PROGRAMS, unknownProgram } from './file-programs';
import { FILTERS, type Invocation } from './filters';
import type { Interpreter, Started } from './interpreter';
import { print, unknownChunk } from './output';
import { isShell, nameOf, serverKind, wrapperArguments } from './programs';
import { SIMPLE_PROGRAMS } from './simple-programs';
import type { Dialect, Field, ShellFunction, State } from './state';
import { maskTemplate } from './template';
import { isKnown, knownString, literal, type ScriptSource, stringOf, UNKNOWN } from './text';

/** What an image brings, as far as scripts ask for it. */
export interface ImageScripts {
  /** Functions that a file of the image defines, as a script; undefined where it was not read. */
  library(path: string): string | undefined;
  /** A start script of the image that ends in the server with the configuration of the image. */
  isRunScript(path: string): boolean;
  /** A start script of the image that gives its arguments to the server: the name of that. */
  passesTo(path: string): string | undefined;
}

/** What runs while a script does. */
export interface Observer {
  started(start: Started, state: State): void;
  called(words: readonly Field[], state: State): void;
}

const ENTRY_POINT = /^(?:docker-)?entrypoint\.sh$/;
const MOST_CALLS = 40;

export class Invoker {
  constructor(
    readonly shell: Interpreter,
    readonly image: ImageScripts,
    readonly observer: Observer,
  ) {}

  invoke(words: readonly Field[], state: State): State[] {
    const [program, ...rest] = words;
    const name = program && !program.splits ? knownString(program.text) : undefined;
    if (program === undefined) return done(state, 0);
    if (name === undefined) return this.#unknown(words, state);
    const known = state.functions.get(name);
    if (known === 'unknown') return this.#unknown(rest, state);
    if (known) return this.#function(known, rest, state);
    return this.#command(name, program, rest, state);
  }

  #command(name: string, program: Field, rest: readonly Field[], state: State): State[] {
    const call = invocation(program, rest);
    const builtin = BUILTINS.get(name);
    if (builtin) {
      builtin(call, state, this.shell);
      return [state];
    }
    const special = this.#special(name, program, rest, state);
    if (special) return special;
    this.observer.called([program, ...rest], state);
    const simple = SIMPLE_PROGRAMS.get(name) ?? FILTERS.get(name) ?? FILE_PROGRAMS.get(name);
    const run = simple ?? bySystemPath(name);
    if (run) return done(state, run(call, state));
    return this.#program(name, program, rest, state);
  }

  /** Commands that run other commands. */
  #special(name: string, program: Field, rest: readonly Field[], state: State): State[] | undefined {
    switch (name) {
      case 'eval':
        return this.#eval(rest, program, state);
      case '.':
      case 'source':
        return this.#source(rest, state);
      case 'exec':
        return this.#exec(rest, state);
      case 'command':
      case 'builtin':
        return this.#withoutFunctions(rest, state);
      case 'env':
        return this.#env(rest, state);
      default:
        return undefined;
    }
  }

  #program(name: string, program: Field, rest: readonly Field[], state: State): State[] {
    const args = rest.map(({ text }) => stringOf(text));
    const base = nameOf(name);
    const kind = serverKind(name, args);
    if (kind)
      return this.#start(
        { kind, words: [program, ...rest], files: state.files.copy(), through: 'program' },
        state,
      );
    if (this.image.isRunScript(name))
      return this.#start(
        { kind: 'server', words: [program, ...rest], files: state.files.copy(), through: 'run script' },
        state,
      );
    const passesTo = this.image.passesTo(name);
    if (passesTo !== undefined)
      return this.invoke([{ ...program, text: literal(passesTo, program.source) }, ...rest], state);
    if (isShell(base)) return this.#childShell(base, rest, state);
    if (base === 'su' || base === 'runuser') return this.#switchUser(rest, state);
    if (ENTRY_POINT.test(base) && state.files.read(name).kind !== 'file')
      return this.#entryPoint(rest, state);
    const own = wrapperArguments(base, args);
    if (own !== undefined) return this.invoke(rest.slice(own), state);
    const script = scriptAt(name, state);
    if (script) return this.#script(script, program, rest, state, script.dialect);
    return this.#unknownProgram(name, [program, ...rest], state);
  }

  /** A program that was not read and is given the server as its arguments: it may add anything. */
  #unknownProgram(name: string, words: readonly Field[], state: State): State[] {
    const index = words.findIndex(
      ({ text }, at) =>
        at > 0 &&
        serverKind(
          stringOf(text),
          words.slice(at + 1).map((word) => stringOf(word.text)),
        ),
    );
    const program = words[index];
    if (program && /\.sh$/.test(name)) {
      const args = words.slice(index + 1);
      const kind =
        serverKind(
          stringOf(program.text),
          args.map(({ text }) => stringOf(text)),
        ) ?? 'server';
      return this.#start(
        { kind, words: [program, ...args], files: state.files.copy(), through: 'unknown program' },
        state,
      );
    }
    return this.#unknown(words.slice(1), state);
  }

  #unknown(args: readonly Field[], state: State): State[] {
    print(state, [unknownChunk(state)]);
    return done(state, unknownProgram({ args: args.map(({ text }) => stringOf(text)) }, state));
  }

  #start(start: Started, state: State): State[] {
    this.observer.started(start, state);
    print(state, [unknownChunk(state)]);
    return done(state, 'unknown');
  }

  #function({ body, script }: ShellFunction, args: readonly Field[], state: State): State[] {
    if (state.callDepth >= MOST_CALLS) {
      state.forgetAll();
      return done(state, 'unknown');
    }
    const outer = { parameters: state.parameters, script: state.script, depth: state.callDepth };
    state.parameters = args;
    state.script = script;
    state.callDepth += 1;
    state.locals = [...state.locals, new Map()];
    const list = body.type === 'CompoundList' ? body.commands : [wrappedStatement(body)];
    return this.shell.run(list, state).map((end) => {
      for (const [name, before] of end.locals.at(-1) ?? [])
        if (before) end.variables.set(name, before);
        else end.variables.delete(name);
      end.locals = end.locals.slice(0, -1);
      end.parameters = outer.parameters;
      end.script = outer.script;
      end.callDepth = outer.depth;
      if (end.flow && end.flow.kind !== 'exit' && end.flow.kind !== 'replaced') end.flow = undefined;
      return end;
    });
  }

  /** What is not known in the text is taken for part of a word. */
  #eval(words: readonly Field[], program: Field, state: State): State[] {
    const text = words.map((word) => stringOf(word.text)).join(' ');
    if (words.some(({ splits }) => splits) || text.trimStart().startsWith(UNKNOWN)) {
      state.forgetAll();
      return this.#unknown([], state);
    }
    const outer = state.script;
    state.script = coarseScript(words[0]?.source ?? program.source);
    return this.shell.run(parse(text).commands, state).map((end) => {
      end.script = outer;
      return end;
    });
  }

  #source([file, ...args]: readonly Field[], state: State): State[] {
    const path = file && !file.splits ? knownString(file.text) : undefined;
    if (path === undefined) return this.#sourceUnknown(state);
    const library = this.image.library(path);
    const script =
      scriptAt(path, state) ??
      (library === undefined
        ? undefined
        : {
            text: library,
            source: coarseScript(
              file?.source ?? { script: state.script, span: { start: 0, end: 0 }, exact: false },
            ),
          });
    if (!script) {
      if (state.files.read(path).kind !== 'absent') return this.#sourceUnknown(state);
      // A shell that is not bash stops here.
      if (state.options.dialect === 'dash') state.flow = { kind: 'exit' };
      return done(state, 'nonzero');
    }
    const outer = { script: state.script, parameters: state.parameters };
    state.script = script.source;
    if (args.length > 0) state.parameters = args;
    return this.shell.run(parse(script.text).commands, state).map((end) => {
      end.script = outer.script;
      if (args.length > 0) end.parameters = outer.parameters;
      if (end.flow?.kind === 'return') end.flow = undefined;
      return end;
    });
  }

  /** It may set any variable. */
  #sourceUnknown(state: State): State[] {
    state.forgetAll();
    return done(state, 'unknown');
  }

  #exec(words: readonly Field[], state: State): State[] {
    let rest = words;
    while (/^-[cla]*$/.test(stringOf(rest[0]?.text ?? [])) && rest.length > 0)
      rest = rest.slice(/a/.test(stringOf(rest[0]?.text ?? [])) ? 2 : 1);
    if (rest.length === 0) return done(state, 0);
    return this.invoke(rest, state).map((end) => {
      end.flow ??= { kind: 'replaced' };
      return end;
    });
  }

  #withoutFunctions(words: readonly Field[], state: State): State[] {
    const [first, ...rest] = words;
    const option = stringOf(first?.text ?? []);
    if (/^-[vV]$/.test(option)) {
      print(state, [unknownChunk(state)]);
      return done(state, 'unknown');
    }
    const all = option === '-p' || option === '--' ? rest : words;
    const [program, ...args] = all;
    const name = program && !program.splits ? knownString(program.text) : undefined;
    if (!program) return done(state, 0);
    return name === undefined ? this.#unknown(args, state) : this.#command(name, program, args, state);
  }

  #env(words: readonly Field[], state: State): State[] {
    const before = new Map(state.variables);
    const { closed } = state;
    let index = 0;
    for (; index < words.length; index += 1) {
      const word = words[index];
      const text = stringOf(word?.text ?? []);
      const match = /^([A-Za-z_]\w*)=/.exec(text);
      if (match?.[1] && word)
        state.assign(
          match[1],
          { kind: 'text', text: literal(text.slice(match[0].length), word.source) },
          true,
        );
      else if (text === '-i' || text === '-') state.variables.clear();
      else if (text === '-u' || text === '-C' || text === '-S') {
        index += 1;
        state.assign(stringOf(words[index]?.text ?? []), { kind: 'unset' }, false);
      } else if (!text.startsWith('-')) break;
    }
    if (index >= words.length) return this.#unknown([], state);
    return this.invoke(words.slice(index), state).map((end) => {
      end.variables = new Map(before);
      end.closed = closed;
      return end;
    });
  }

  /** The official entry point puts the server in front of options and configuration files. */
  #entryPoint(words: readonly Field[], state: State): State[] {
    state.throughEntryPoint = true;
    return this.invoke(words, state);
  }

  /** `sh -ec 'script' name args`, `bash script args`. */
  #childShell(name: string, words: readonly Field[], state: State): State[] {
    const { options, isCommand, rest } = shellOptions(words);
    const dialect = dialectOf(name, state);
    const [script, ...args] = rest;
    if (!script || script.splits) return this.#unknown([], state);
    if (isCommand) {
      const written = { text: stringOf(script.text), source: scriptOfField(script) };
      return this.#script(written, args[0] ?? script, args.slice(1), state, dialect, options);
    }
    const path = knownString(script.text) ?? '';
    const file = path === '' ? undefined : scriptAt(path, state);
    if (file) return this.#script(file, script, args, state, dialect, options);
    if (ENTRY_POINT.test(nameOf(path))) return this.#entryPoint(args, state);
    const isMissing = path !== '' && state.files.read(path).kind === 'absent';
    return isMissing ? done(state, 127) : this.#unknownProgram(`${path}.sh`, rest, state);
  }

  #switchUser(words: readonly Field[], state: State): State[] {
    const index = words.findIndex(({ text }) => /^(?:-[a-z]*c|--command)$/.test(stringOf(text)));
    const script = words[index + 1];
    if (index === -1 || !script) {
      const own = words.findIndex(({ text }, at) => at > 0 && serverKind(stringOf(text), []) !== undefined);
      return own === -1 ? this.#unknown([], state) : this.invoke(words.slice(own), state);
    }
    return this.#script(
      { text: stringOf(script.text), source: scriptOfField(script) },
      script,
      [],
      state,
      'sh',
    );
  }

  /** A shell of its own: it has the variables that are exported, and what it changes beside files is lost with it. */
  #script(
    script: ScriptText,
    zero: Field,
    args: readonly Field[],
    state: State,
    dialect: Dialect,
    options: readonly string[] = script.options ?? [],
  ): State[] {
    if (state.callDepth >= MOST_CALLS) return this.#unknown([], state);
    const inner = state.copy();
    inner.variables = new Map([...state.variables].filter(([, { exported }]) => exported));
    inner.functions = new Map();
    inner.parameters = args;
    inner.script = script.source;
    inner.zero = zero.text;
    inner.tested = 0;
    inner.locals = [];
    inner.callDepth = state.callDepth + 1;
    inner.throughEntryPoint = false;
    inner.options = {
      dialect,
      errexit: false,
      nounset: false,
      noglob: false,
      pipefail: false,
      nullglob: false,
    };
    for (const [index, option] of options.entries()) {
      if (/^[-+][a-zA-Z]/.test(option)) setOptions(option, inner);
      else setLong(option, options[index - 1]?.startsWith('-') ?? true, inner);
    }
    const masked = maskTemplate(script.text);
    if (masked.conditional) inner.script = { ...inner.script, conditional: true };
    const folder = state.files.folder;
    return this.shell.run(parse(masked.text).commands, inner).map((end) => {
      end.restore(state);
      end.files.enter(folder);
      end.flow = undefined;
      return end;
    });
  }
}

/** `sh` inside of dash is taken for dash. */
function dialectOf(name: string, { options }: State): Dialect {
  if (name === 'bash') return 'bash';
  return name === 'dash' || options.dialect === 'dash' ? 'dash' : 'sh';
}

/** Options in front of the script of a shell. */
function shellOptions(words: readonly Field[]): {
  readonly options: readonly string[];
  /** The first word that is left is the script itself. */
  readonly isCommand: boolean;
  readonly rest: readonly Field[];
} {
  const options: string[] = [];
  let index = 0;
  for (; index < words.length; index += 1) {
    const text = stringOf(words[index]?.text ?? []);
    if (!/^[-+][a-zA-Z-]/.test(text)) break;
    options.push(text);
    if (!/^[-+][a-zA-Z]*[oO]$/.test(text)) continue;
    index += 1;
    options.push(stringOf(words[index]?.text ?? []));
  }
  return {
    options,
    isCommand: options.some((option) => /^-[a-zA-Z]*c/.test(option)),
    rest: words.slice(index),
  };
}

function done(state: State, status: State['status']): State[] {
  state.status = status;
  return [state];
}

const invocation = (program: Field, words: readonly Field[]): Invocation => {
  const last = words.at(-1) ?? program;
  const start = (words[0] ?? program).source;
  const sameScript = start.script === last.source.script;
  const span = sameScript ? { start: start.span.start, end: last.source.span.end } : start.span;
  return {
    words,
    args: words.map(({ text }) => stringOf(text)),
    source: { script: start.script, span: span.end >= span.start ? span : start.span, exact: false },
  };
};

/** `/bin/cat`, `/usr/bin/sed`. */
function bySystemPath(name: string): ((call: Invocation, state: State) => State['status']) | undefined {
  if (!/^\/(?:usr\/)?(?:local\/)?s?bin\//.test(name)) return undefined;
  const base = nameOf(name);
  return SIMPLE_PROGRAMS.get(base) ?? FILTERS.get(base) ?? FILE_PROGRAMS.get(base);
}

interface ScriptText {
  readonly text: string;
  readonly source: ScriptSource;
  readonly options?: readonly string[];
}

/** A word that is a script: its characters have their places where it is written one for one. */
function scriptOfField(field: Field): ScriptSource {
  const [only] = field.text;
  if (field.argument) return { map: field.argument.map, place: field.argument.place };
  const { source } = field;
  const place = source.script.map.place(source.span);
  if (field.text.length === 1 && only?.source?.exact && isKnown(only.text))
    return { map: only.source.script.map.slice(only.source.span), place };
  return coarseScript(source);
}

/** A script among the files of the container, with the shell that its first line names. */
function scriptAt(path: string, state: State): (ScriptText & { readonly dialect: Dialect }) | undefined {
  if (!isKnown(path)) return undefined;
  const found = state.files.read(path);
  if (found.kind !== 'file') return undefined;
  const content = contentOf(found.file);
  const chunks = content.filter((chunk) => chunk.kind === 'text');
  const whole = mergeChunks(chunks);
  const isKnownText = chunks.every(({ layer, holes }) => layer !== 'script' || holes.length === 0);
  if (wholeText(content) === undefined || !whole || !isKnownText) return undefined;
  const { text } = whole;
  const place = whole.scalar?.place ?? whole.map.place({ start: 0, end: whole.text.length });
  const [, shell = 'sh', options = ''] = /^#!\s*(?:\S*\/env\s+)?(?:\S*\/)?(\w+)([^\n]*)/.exec(text) ?? [];
  if (!isShell(shell)) return undefined;
  const dialect: Dialect =
    shell === 'bash' ? 'bash' : shell === 'dash' || state.options.dialect === 'dash' ? 'dash' : 'sh';
  const words = options.split(/\s+/).filter((word) => word !== '');
  return { text, source: { map: whole.map, place }, options: words, dialect };
}

type Body = Exclude<ShellFunction['body'], { type: 'CompoundList' }>;

const wrappedStatement = (body: Body) =>
  ({ type: 'Statement', pos: body.pos, end: body.end, command: body, background: undefined }) as const;
