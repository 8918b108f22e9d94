/** Programs that print what they read, line by line or whole: `cat`, `sed`, `grep`, `head`, `envsubst` and others. */

import {
  type Chunk,
  type Content,
  chunkFrom,
  contentOf,
  shownText,
  sliceChunk,
  type TextChunk,
  WrittenFile,
} from './content';
import { contentFrom, type Line, lineFrom, linesOf } from './lines';
import {
  blur,
  contentAt,
  contentIfThere,
  detach,
  forEachMatch,
  isUncertain,
  maybe,
  print,
  unknownChunk,
  write,
} from './output';
import { regexOf } from './regex';
import { readSed, readSedScript } from './sed';
import { SedRun } from './sed-run';
import type { Field, State, Status } from './state';
import { isKnown, literal, type Piece, type Source, UNKNOWN, unknownText } from './text';

/** A call of a program. */
export interface Invocation {
  readonly words: readonly Field[];
  /** As strings, with `UNKNOWN` in them. */
  readonly args: readonly string[];
  readonly source: Source;
}

type Filter = (call: Invocation, state: State) => Status;

/** What files hold, one after the other; `-` and no file at all is the standard input. */
function contentsOf(files: readonly string[], state: State): { content: Content; status: Status } {
  if (files.length === 0) return { content: inputOf(state), status: 0 };
  let status: Status = 0;
  const content = files.flatMap((file): readonly Chunk[] => {
    if (file === '-') return inputOf(state);
    const found = isKnown(file) ? state.files.read(file) : undefined;
    if (found?.kind === 'file') {
      if (isUncertain(found.file) && status === 0) status = 'unknown';
      return contentIfThere(found.file);
    }
    if (found?.kind === 'absent') status = 1;
    else if (status === 0) status = 'unknown';
    return found?.kind === 'absent' ? [] : [unknownChunk(state)];
  });
  return { content, status };
}

function inputOf(state: State): Content {
  const content = state.input ?? [unknownChunk(state)];
  state.input = [];
  return content;
}

const cat: Filter = ({ args, words }, state) => {
  const options = args.filter((arg) => /^-./.test(arg) && arg !== '-u');
  const files = args.filter((arg) => !/^-./.test(arg));
  const { content, status } = contentsOf(files, state);
  const isPlain = options.length === 0 && !words.some(({ splits }) => splits);
  print(state, isPlain ? content : [unknownChunk(state)]);
  return status;
};

/** Longer files are not compared with patterns. */
const longestLine = (lines: readonly Line[]): number =>
  lines.reduce((most, line) => Math.max(most, line.kind === 'line' ? line.text.length : 0), 1);

const sed: Filter = (call, state) => {
  const read = call.words.some(({ splits }) => splits) ? undefined : readSed(call.args);
  if (!read) {
    blurTargets(call, state);
    print(state, [unknownChunk(state)]);
    return 'unknown';
  }
  const script = read.scripts
    .map((index) => (call.args[index] ?? '').replace(/^--expression=/, ''))
    .join('\n');
  const files = read.files.map((index) => call.args[index] ?? '');
  const source = call.words[read.scripts[0] ?? 0]?.source ?? call.source;
  const edit = (content: Content): Content => {
    const lines = linesOf(content);
    state.take(100 * lines.length);
    const commands = readSedScript(script, read.extended, longestLine(lines));
    return commands
      ? edited(lines, new SedRun(commands, read.quiet), source)
      : [...maybe(content), unknownChunk(state)];
  };
  if (!read.inPlace) {
    const { content, status } = contentsOf(files, state);
    print(state, edit(content));
    return status;
  }
  let status: Status = 0;
  for (const file of files) {
    if (!isKnown(file)) {
      forEachMatch(state, state.files.absolute(file), (path) => blur(state, path));
      continue;
    }
    const found = state.files.read(file);
    if (found.kind === 'file') {
      state.files.write(file, new WrittenFile(edit(contentOf(found.file)), isUncertain(found.file)));
      detach(state, file);
      if (isUncertain(found.file)) status = 'unknown';
    } else status = found.kind === 'absent' ? 1 : 'unknown';
  }
  return status;
};

/** What an edit in place that is not read may have changed. */
function blurTargets({ args }: Invocation, state: State): void {
  if (!args.some((arg) => /^-[a-zE]*i|^--in-place/.test(arg))) return;
  for (const arg of args) if (isKnown(arg)) blur(state, arg);
}

/** Lines that are left alone stay where they are written; others are written by the call. */
function edited(lines: readonly Line[], run: SedRun, source: Source): Content {
  const last = lines.length;
  return contentFrom(
    lines.flatMap((line, index): Line[] => {
      if (line.kind === 'unknown') return [line];
      const outputs = run.line(line.text, index + 1, index + 1 === last);
      if (!outputs) return asMaybe(line);
      return outputs.flatMap((output, position): Line[] => {
        if (output.same) return [line];
        const end = position < outputs.length - 1 || line.ended ? '\n' : '';
        const chunk = chunkFrom(withUnknown(output.text + end, source), source);
        return [lineFrom({ ...chunk, maybe: line.maybe || output.uncertain === true })];
      });
    }),
  );
}

const asMaybe = (line: Line): Line[] => [...linesOf(maybe(contentFrom([line])))];

const withUnknown = (text: string, source: Source): Piece[] =>
  text
    .split(new RegExp(`(${UNKNOWN})`))
    .flatMap((part): Piece[] =>
      part === '' ? [] : [part === UNKNOWN ? { text: part, name: 'value', source } : { text: part, source }],
    );

const grep: Filter = ({ args, words }, state) => {
  const read = words.some(({ splits }) => splits) ? undefined : readGrep(args);
  const { content, status } = contentsOf(read?.files ?? [], state);
  const lines = linesOf(content);
  const regex = read && grepRegex(read, longestLine(lines));
  if (
    !read ||
    !regex ||
    status !== 0 ||
    lines.some((line) => line.kind === 'unknown' || line.maybe || !isKnown(line.text))
  ) {
    if (!read?.quiet) print(state, [unknownChunk(state)]);
    return status === 1 ? 'nonzero' : 'unknown';
  }
  const found = lines.filter((line) => line.kind === 'line' && regex.test(line.text) !== read.inverted);
  if (read.count)
    print(state, [chunkFrom(literal(`${found.length}\n`), words[0]?.source ?? sourceOf(state))]);
  else if (!read.quiet) print(state, withLastBreak(contentFrom(found), state));
  return found.length > 0 ? 0 : 1;
};

const sourceOf = ({ script }: State): Source => ({ script, span: { start: 0, end: 0 }, exact: false });

/** Programs that work on lines end the last one. */
function withLastBreak(content: Content, state: State): Content {
  const last = content.at(-1);
  const isOpen = last?.kind === 'text' && !last.text.endsWith('\n');
  return isOpen ? [...content, chunkFrom(literal('\n'), sourceOf(state))] : content;
}

interface Grep {
  readonly pattern: string;
  readonly files: readonly string[];
  readonly inverted: boolean;
  readonly quiet: boolean;
  readonly count: boolean;
  readonly flags: string;
}

function readGrep(args: readonly string[]): Grep | undefined {
  let letters = '';
  const rest: string[] = [];
  let explicit: string | undefined;
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (arg === '--') rest.push(...args.slice(index + 1).splice(0));
    if (arg === '--') break;
    if (!/^-./.test(arg)) {
      rest.push(arg);
      continue;
    }
    if (!/^-[qvciEFxsw]*e?$/.test(arg)) return undefined;
    letters += arg.slice(1);
    if (!arg.endsWith('e')) continue;
    index += 1;
    if (explicit !== undefined) return undefined;
    explicit = args[index];
  }
  const pattern = explicit ?? rest.shift();
  if (pattern === undefined || !isKnown(pattern) || letters.includes('w') || pattern.includes('\n'))
    return undefined;
  const has = (letter: string) => letters.includes(letter);
  if (rest.length > 1 && !has('q')) return undefined;
  return { pattern, files: rest, inverted: has('v'), quiet: has('q'), count: has('c'), flags: letters };
}

function grepRegex({ pattern, flags }: Grep, longest: number): RegExp | undefined {
  const whole = (regex: string) => (flags.includes('x') ? `^(${regex})$` : regex);
  const insensitive = flags.includes('i') ? 'i' : '';
  if (flags.includes('F'))
    return new RegExp(whole(pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')), insensitive);
  if (flags.includes('x')) return undefined;
  return regexOf(pattern, flags.includes('E'), longest, insensitive);
}

/** `head -n 1`, `tail -n +2`; other forms print something unknown. */
const ends =
  (side: 'head' | 'tail'): Filter =>
  ({ args }, state) => {
    const joined = args.join(' ');
    const [, count, files = ''] = /^(?:(?:-n ?|-)(\+?\d+) ?)?((?:[^-].*)?)$/.exec(joined) ?? [];
    const { content, status } = contentsOf(files === '' ? [] : files.split(' '), state);
    const lines = linesOf(content);
    const isKnownCount = joined === '' || count !== undefined || files === joined;
    if (
      !isKnownCount ||
      !isKnown(joined) ||
      /^-c/.test(joined) ||
      lines.some((line) => line.kind === 'unknown' || line.maybe)
    ) {
      print(state, [unknownChunk(state)]);
      return 'unknown';
    }
    const number = Number(count ?? '10');
    const from = count?.startsWith('+') ? number - 1 : Math.max(0, lines.length - number);
    print(state, contentFrom(side === 'head' ? lines.slice(0, number) : lines.slice(from)));
    return status;
  };

/** `tr -d`, and sets of the same length. */
const tr: Filter = ({ args }, state) => {
  const { content } = contentsOf([], state);
  const change = args.every(isKnown) ? translation(args) : undefined;
  print(state, change ? content.map((chunk) => translated(chunk, change, state)) : [unknownChunk(state)]);
  return 0;
};

function translation(args: readonly string[]): ((text: string) => string) | undefined {
  const [first, second] = args.filter((arg) => !/^-./.test(arg)).map(setOf);
  if (first === undefined) return undefined;
  if (args[0] === '-d' && args.length === 2)
    return (text) => [...text].filter((one) => !first.includes(one)).join('');
  if (args.length !== 2 || second === undefined || second === '') return undefined;
  const last = second.charAt(second.length - 1);
  return (text) =>
    [...text]
      .map((one) => (first.includes(one) ? second.charAt(first.lastIndexOf(one)) || last : one))
      .join('');
}

/** @returns undefined for ranges and classes that are not read */
function setOf(written: string): string | undefined {
  const named = written
    .replace(/\[:upper:\]|A-Z/g, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')
    .replace(/\[:lower:\]|a-z/g, 'abcdefghijklmnopqrstuvwxyz')
    .replace(/\[:digit:\]|0-9/g, '0123456789')
    .replace(/\[:space:\]/g, ' \t\n\r\v\f');
  if (/.-.|\[|\\[^ntr\\]/.test(named)) return undefined;
  return named.replace(
    /\\([ntr\\])/g,
    (_, letter: string) => ({ n: '\n', t: '\t', r: '\r' })[letter] ?? '\\',
  );
}

function translated(chunk: Chunk, change: (text: string) => string, state: State): Chunk {
  if (chunk.kind === 'unknown') return chunk;
  const shown = shownText(chunk);
  const after = shown.split(UNKNOWN).map(change).join(UNKNOWN);
  if (after === shown) return chunk;
  const source = sourceOf(state);
  return { ...chunkFrom(withUnknown(after, source), source), maybe: chunk.maybe };
}

/** Puts exported variables in; those that are named alone, where any are. */
const envsubst: Filter = ({ args }, state) => {
  const { content } = contentsOf([], state);
  const [only] = args;
  if (args.some((arg) => arg.startsWith('-')) || (only !== undefined && !isKnown(only))) {
    print(state, [unknownChunk(state)]);
    return 0;
  }
  const names =
    only === undefined ? undefined : new Set([...only.matchAll(/\$\{?(\w+)\}?/g)].map(([, name]) => name));
  print(
    state,
    content.flatMap((chunk): Chunk[] =>
      chunk.kind === 'unknown' ? [chunk] : substituted(chunk, names, state),
    ),
  );
  return 0;
};

function substituted(
  chunk: TextChunk,
  names: ReadonlySet<string | undefined> | undefined,
  state: State,
): TextChunk[] {
  const result: TextChunk[] = [];
  let from = 0;
  for (const match of chunk.text.matchAll(/\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g)) {
    const name = match[1] ?? match[2] ?? '';
    const isHole = chunk.holes.some(({ start }) => start === match.index);
    if (isHole || (names && !names.has(name))) continue;
    const end = match.index + match[0].length;
    if (match.index > from) result.push(sliceChunk(chunk, from, match.index));
    const place = chunk.map.place({ start: match.index, end });
    const source: Source = {
      script: { map: chunk.map, place },
      span: { start: match.index, end },
      exact: false,
    };
    const text = exportedText(name, source, state);
    if (text.length > 0) result.push({ ...chunkFrom(text, source), layer: chunk.layer, maybe: chunk.maybe });
    from = end;
  }
  if (from < chunk.text.length) result.push(sliceChunk(chunk, from, chunk.text.length));
  return result;
}

/** What a program finds in its environment. */
function exportedText(name: string, source: Source, state: State): readonly Piece[] {
  const variable = state.variables.get(name);
  const value = state.value(name);
  if (variable?.exported === false || value.kind === 'unset') return [];
  if (value.kind !== 'text') return unknownText(name, source);
  return value.text.map((piece) => ({ ...piece, source }));
}

const tee: Filter = ({ args, words }, state) => {
  const appends = args.some((arg) => arg === '-a' || arg === '--append');
  const content = inputOf(state);
  for (const [index, arg] of args.entries()) {
    if (arg.startsWith('-') || words[index]?.splits) continue;
    if (!isKnown(arg)) forEachMatch(state, state.files.absolute(arg), (path) => blur(state, path));
    else if (!arg.startsWith('/dev/')) {
      const before = state.files.read(arg);
      const earlier = !appends || before.kind === 'absent' ? [] : contentAt(state, arg);
      write(state, arg, [...earlier, ...content]);
    }
  }
  print(state, content);
  return 0;
};

/** By the name of the program. */
export const FILTERS: ReadonlyMap<string, Filter> = new Map([
  ['cat', cat],
  ['sed', sed],
  ['grep', grep],
  ['egrep', ({ args, ...call }: Invocation, state: State) => grep({ ...call, args: ['-E', ...args] }, state)],
  ['fgrep', ({ args, ...call }: Invocation, state: State) => grep({ ...call, args: ['-F', ...args] }, state)],
  ['head', ends('head')],
  ['tail', ends('tail')],
  ['tr', tr],
  ['envsubst', envsubst],
  ['tee', tee],
]);
