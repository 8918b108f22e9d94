/**
 * What a container starts: from command and arguments, through wrappers and scripts, to the server and its arguments
 * (kubernetes.md A.2, A.3, A.5).
 */

import type { Argument } from '../directives/command-line';
import { SourceMap } from '../text/source-map';
import type { ImageInfo } from './image';
import { type Command, parseScript, type Word } from './shell';

/** A word of a command line with where it stands. */
export interface ArgumentWord extends Argument {
  /** Nothing in it is only known when the container runs. */
  readonly certain: boolean;
  /** From the value to the document. */
  readonly map: SourceMap;
}

export interface Start {
  readonly kind: 'server' | 'sentinel';
  /** After the name of the server. */
  readonly args: readonly ArgumentWord[];
  /** Where the name of the server is written, if somebody wrote it. */
  readonly program: ArgumentWord | undefined;
  /** Commands of the same script before it: they may write configuration files. */
  readonly before: readonly Command[];
  /** The script that they are read from. */
  readonly script: ArgumentWord | undefined;
  /** Arguments that the same script gives the server in another case, such as on the other pods. */
  readonly alternatives: readonly (readonly ArgumentWord[])[];
  /** Options on lines of their own after it, which the shell takes for commands. */
  readonly lost: readonly ArgumentWord[];
  /** A wrapper that cannot be read stands around it, and may add anything. */
  readonly wrapped: boolean;
  /** The script runs what the container gives it (`exec "$@"`): the words of the server stand in the container's lists. */
  readonly passedOn: boolean;
  /** It goes through the entry point of the image, which may add to it. */
  readonly entryPoint: boolean;
}

const SERVER_PROGRAMS: ReadonlySet<string> = new Set([
  'redis-server',
  'valkey-server',
  'keydb-server',
  'redict-server',
  'redis-stack-server',
  'codis-server',
]);
const SENTINEL_PROGRAMS: ReadonlySet<string> = new Set(['redis-sentinel', 'valkey-sentinel']);
/** Start scripts of images that end in the server with the configuration of the image. */
const RUN_SCRIPTS: ReadonlySet<string> = new Set([
  'run-redis',
  '/opt/bitnami/scripts/redis/run.sh',
  '/opt/bitnami/scripts/valkey/run.sh',
  '/opt/bitnami/scripts/redis-cluster/run.sh',
  '/opt/bitnami/scripts/valkey-cluster/run.sh',
]);
/** Programs that run the rest of their arguments, with how many words of their own they take. */
const WRAPPERS: Readonly<Record<string, number>> = {
  exec: 0,
  nohup: 0,
  env: 0,
  command: 0,
  gosu: 1,
  'su-exec': 1,
  tini: 0,
  'dumb-init': 0,
  setpriv: 0,
  nice: 0,
};
const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash']);

export interface StartContext {
  /** What `$NAME` is in the environment of the container. */
  readonly variables: ReadonlyMap<string, string>;
  /** The content of a file that manifests put into the container. */
  readonly file: (path: string) => ArgumentWord | undefined;
}

/**
 * @param command ENTRYPOINT of the container; undefined for that of the image
 * @param args CMD of the container; undefined for that of the image
 * @returns undefined when the container does not run a server
 */
export function startOf(
  image: ImageInfo | undefined,
  command: readonly ArgumentWord[] | undefined,
  args: readonly ArgumentWord[] | undefined,
  context: StartContext,
): Start | undefined {
  const isServer = image?.kind === 'server' || image?.kind === 'sentinel';
  if (command === undefined || command.length === 0) {
    if (!isServer && !(args && image === undefined)) return undefined;
    const standard = image ? standardStart(image, args) : undefined;
    if (standard) return standard;
    return throughEntryPoint(readWords(args ?? [], context));
  }
  return readWords([...command, ...(args ?? [])], context);
}

/** In front of the server in images that have one of this name. */
const ENTRY_POINT = /^(?:docker-)?entrypoint\.sh$/;

/** The image's own entry point: puts the server in front of options and configuration files. */
function standardStart(image: ImageInfo, args: readonly ArgumentWord[] | undefined): Start | undefined {
  const [first] = args ?? [];
  const asOptions = first === undefined || first.value.startsWith('-') || first.value.endsWith('.conf');
  if (!asOptions) return undefined;
  return {
    kind: image.kind === 'sentinel' || asksForSentinel(args ?? []) ? 'sentinel' : 'server',
    args: args ?? [],
    program: undefined,
    ...ALONE,
    entryPoint: true,
  };
}

function readWords(words: readonly ArgumentWord[], context: StartContext): Start | undefined {
  const [first, ...rest] = words;
  if (!first) return undefined;
  const name = first.value.slice(first.value.lastIndexOf('/') + 1);
  const direct = serverStart(first, rest);
  if (direct) return direct;
  if (SHELLS.has(name)) return readShell(rest, context);
  if (ENTRY_POINT.test(name)) return throughEntryPoint(readWords(rest, context));
  // Another script, run by the same shell.
  if (name === 'source' || name === '.') return readShell(rest, context);
  if (name in WRAPPERS) return readWords(skipOwn(rest, WRAPPERS[name] ?? 0), context);
  const own = context.file(first.value);
  if (own) return readScript(own, rest, context) ?? givenServer(rest);
  return /\.sh$/.test(first.value) ? givenServer(rest) : undefined;
}

/** What an entry point adds behind a shell is given to the shell. */
const throughEntryPoint = (start: Start | undefined): Start | undefined =>
  start && { ...start, entryPoint: start.entryPoint || start.script === undefined };

/** A script that cannot be read and is given the server as its arguments: it may add anything. */
function givenServer(words: readonly ArgumentWord[]): Start | undefined {
  const index = words.findIndex((word) => serverStart(word, []) !== undefined);
  const program = words[index];
  const found = program && serverStart(program, words.slice(index + 1));
  return found && { ...found, wrapped: true };
}

/** Nothing stands around the server. */
const ALONE = {
  before: [],
  lost: [],
  script: undefined,
  alternatives: [],
  wrapped: false,
  passedOn: false,
  entryPoint: false,
} as const;

/** Options of a wrapper, assignments of `env`, and the words that it takes itself. */
function skipOwn(words: readonly ArgumentWord[], own: number): readonly ArgumentWord[] {
  let index = own;
  while (/^(?:-|[A-Za-z_]\w*=)/.test(words[index]?.value ?? '')) index += 1;
  return words.slice(index);
}

function serverStart(program: ArgumentWord, args: readonly ArgumentWord[]): Start | undefined {
  const name = program.value.slice(program.value.lastIndexOf('/') + 1);
  const sentinel = SENTINEL_PROGRAMS.has(name) || (SERVER_PROGRAMS.has(name) && asksForSentinel(args));
  if (sentinel) return { kind: 'sentinel', args, program, ...ALONE };
  if (SERVER_PROGRAMS.has(name)) return { kind: 'server', args, program, ...ALONE };
  return RUN_SCRIPTS.has(program.value)
    ? { kind: 'server', args, program: undefined, ...ALONE, entryPoint: true }
    : undefined;
}

/** By its option, or by the name of the file: a server refuses to start with the file of a Sentinel. */
const asksForSentinel = (args: readonly ArgumentWord[]): boolean =>
  args.some(({ value }) => /^--sentinel\b/.test(value)) || /sentinel[^/]*\.conf$/.test(args[0]?.value ?? '');

/** `sh -c 'script'`, with or without further options, or `sh /path/to/script`. */
function readShell(words: readonly ArgumentWord[], context: StartContext): Start | undefined {
  const flag = words.findIndex(({ value }) => /^-[a-z]*c[a-z]*$/.test(value));
  if (flag !== -1) {
    const script = words[flag + 1];
    // The word after the script is its name.
    return script && readScript(script, words.slice(flag + 3), context);
  }
  const index = words.findIndex(({ value }) => !value.startsWith('-'));
  const script = words[index] && context.file(words[index].value);
  return script && readScript(script, words.slice(index + 1), context);
}

/**
 * The last server that a script starts; commands before it may write its configuration.
 * @param given arguments of the script
 */
function readScript(
  script: ArgumentWord,
  given: readonly ArgumentWord[],
  context: StartContext,
): Start | undefined {
  const commands = parseScript(script.value, context.variables);
  const starts = commands.flatMap((command, index) => {
    const before = commands.slice(0, index);
    const passedOn = isCertain(command) && passesOn(command, script) && !before.some(changesArguments);
    const words = withoutAssignments(command.words).map((word) => wordIn(script, word));
    const all = passedOn ? [...words.slice(0, -1), ...given] : words;
    const start = all.length > 0 ? readWords(all, context) : undefined;
    const after = commands.slice(index + 1).map(({ words: [first] }) => first);
    const end = after.findIndex((word) => !/^--[a-z]/.test(word?.value ?? ''));
    const lost = after
      .slice(0, end === -1 ? undefined : end)
      .flatMap((word) => (word ? [wordIn(script, word)] : []));
    const found = start && { ...start, lost, passedOn: start.passedOn || passedOn };
    return found ? [{ start: found, before, certain: isCertain(command) }] : [];
  });
  // A Sentinel beside a server, or one that would come after it.
  const last = starts.findLast(({ start, certain }) => certain && start.kind === 'server') ?? starts.at(-1);
  if (!last) return undefined;
  const alternatives = starts
    .filter((other) => other !== last && other.start.kind === last.start.kind)
    .map(({ start }) => start.args);
  return last.start.script
    ? { ...last.start, alternatives: [...last.start.alternatives, ...alternatives] }
    : { ...last.start, before: last.before, script, alternatives };
}

const isCertain = ({ doubtful, branches }: Command): boolean => !doubtful && branches.length === 0;

/** The command ends in the arguments of the script. */
function passesOn({ words }: Command, { value }: ArgumentWord): boolean {
  const span = words.at(-1)?.span;
  return span !== undefined && /^(?:"\$@"|\$@|\$\*)$/.test(value.slice(span.start, span.end));
}

/** `set -- …` and `shift`. */
const changesArguments = ({ words }: Command): boolean =>
  words[0]?.value === 'shift' ||
  (words[0]?.value === 'set' && words.slice(1).some(({ value }) => value === '--' || !/^[-+]/.test(value)));

const withoutAssignments = (words: readonly Word[]): readonly Word[] => {
  const first = words.findIndex(({ value }) => !/^[A-Za-z_]\w*=/.test(value));
  return first === -1 ? [] : words.slice(first);
};

/** Offsets of a word in the script, as offsets of the document where the script is written one for one. */
function wordIn({ map }: ArgumentWord, { value, span, certain, exact }: Word): ArgumentWord {
  const place = map.place(span);
  const inner = exact
    ? SourceMap.of(map.file, [
        { decoded: { start: 0, end: value.length }, source: span, exact: true },
      ]).through(map)
    : SourceMap.coarse(place.file, value.length, place.span);
  const oneForOne = exact && map.map(span).exact && place.span.end - place.span.start === value.length;
  return { value, place, certain, map: inner, exact: oneForOne ? place : undefined };
}
