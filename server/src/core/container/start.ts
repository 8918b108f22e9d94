/** What a container starts: from command and arguments, through wrappers and scripts, to the server and its arguments. */

import type { ImageInfo } from '../server/image-info';
import type { ContainerFiles } from './files';
import { runContext } from './image/scripts';
import type { ArgumentWord } from './shell/argument-word';
import { joinedFiles } from './shell/join';
import { asksForSentinel } from './shell/programs';
import { type RunResult, runWords, type ServerStart } from './shell/run';

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
  const run = (words: readonly ArgumentWord[]): Start | undefined => {
    const result = runWords(words, runContext(image, context));
    const isLost = result.gaveUp && image?.kind === 'server' && result.starts.length === 0;
    return isLost ? { ...UNREAD, kind: 'server', files: context.files } : startFrom(result);
  };
  if (command !== undefined && command.length > 0) return run([...command, ...(args ?? [])]);
  const isServer = image?.kind === 'server' || image?.kind === 'sentinel';
  if (!isServer && !(args && image === undefined)) return undefined;
  const standard = image ? standardStart(image, args, context.files) : undefined;
  if (standard) return standard;
  const start = run(args ?? []);
  // What an entry point adds behind a shell is given to the shell.
  return start && { ...start, entryPoint: start.entryPoint || start.script === undefined };
}

/** Of a server whose script was not followed to its end. */
const UNREAD = {
  args: [],
  program: undefined,
  script: undefined,
  alternatives: [],
  lost: [],
  wrapped: true,
  passedOn: false,
  entryPoint: false,
} as const;

/** The image's own entry point: puts the server in front of options and configuration files. */
function standardStart(
  image: ImageInfo,
  args: readonly ArgumentWord[] | undefined,
  files: ContainerFiles,
): Start | undefined {
  const [first] = args ?? [];
  const asOptions = first === undefined || first.value.startsWith('-') || first.value.endsWith('.conf');
  if (!asOptions) return undefined;
  return {
    kind:
      image.kind === 'sentinel' || asksForSentinel((args ?? []).map(({ value }) => value))
        ? 'sentinel'
        : 'server',
    args: args ?? [],
    program: undefined,
    files,
    script: undefined,
    alternatives: [],
    lost: [],
    wrapped: false,
    passedOn: false,
    entryPoint: true,
  };
}

/** One of the servers that may be started; what the others have in common with it is certain. */
function startFrom({ starts, gaveUp }: RunResult): Start | undefined {
  const servers = starts.filter(({ kind }) => kind === 'server');
  const candidates = servers.length > 0 ? servers : starts;
  const main = candidates.findLast((start) => !follows(start)) ?? candidates.at(-1);
  if (!main) return undefined;
  const others = candidates.filter((other) => other !== main);
  const [only] = new Set(candidates.map(({ files }) => files));
  const files = others.length === 0 && only ? only : joinedFiles(candidates.map(stateOf));
  return {
    ...main,
    program: main.through === 'run script' ? undefined : main.program,
    files,
    alternatives: others.map(({ args }) => args),
    wrapped: gaveUp || candidates.some(({ through }) => through === 'unknown program'),
  };
}

const stateOf = ({ files, script, program }: ServerStart) => ({
  files,
  script: script ?? { place: program.place, map: program.map },
});

const follows = ({ args }: ServerStart): boolean =>
  args.some(({ value }) => /^--(?:replicaof|slaveof)\b/.test(value));
