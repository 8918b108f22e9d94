/**
 * What a container starts: from command and arguments, through wrappers and scripts, to the server and its arguments
 * (kubernetes.md A.2, A.3, A.5).
 */

import type { ImageInfo } from '../server/image-info';
import type { ArgumentWord } from './shell/argument-word';
import { asksForSentinel, isShell, nameOf, serverProgram, wrapped } from './shell/programs';
import { startInScript } from './shell/script-start';
import type { Start, StartContext } from './started';

export type { ArgumentWord } from './shell/argument-word';

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
  const direct = serverStart(first, rest);
  if (direct) return direct;
  const name = nameOf(first);
  if (isShell(name)) return readShell(rest, context);
  if (ENTRY_POINT.test(name)) return throughEntryPoint(readWords(rest, context));
  const inner = wrapped(name, rest);
  if (inner) return readWords(inner, context);
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

function serverStart(program: ArgumentWord, args: readonly ArgumentWord[]): Start | undefined {
  const kind = serverProgram(program, args);
  if (kind === 'run script') return { kind: 'server', args, program: undefined, ...ALONE, entryPoint: true };
  return kind && { kind, args, program, ...ALONE };
}

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

const readScript = (
  script: ArgumentWord,
  given: readonly ArgumentWord[],
  context: StartContext,
): Start | undefined => startInScript(script, given, context, (words) => readWords(words, context));
