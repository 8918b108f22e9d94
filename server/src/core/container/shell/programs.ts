/** Which program a word of a command line names: a server, or something that runs one. */

import type { ArgumentWord } from './argument-word';

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
const WRAPPERS: ReadonlyMap<string, number> = new Map([
  ['exec', 0],
  ['nohup', 0],
  ['env', 0],
  ['command', 0],
  ['gosu', 1],
  ['su-exec', 1],
  ['tini', 0],
  ['dumb-init', 0],
  ['setpriv', 0],
  ['nice', 0],
]);
const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash']);

/** A path without its folders. */
export const nameOf = ({ value }: ArgumentWord): string => value.slice(value.lastIndexOf('/') + 1);

/** Runs a script, another script of its own among them. */
export const isShell = (name: string): boolean => SHELLS.has(name) || name === 'source' || name === '.';

/**
 * What runs in the server's place.
 * @returns `run script`: a start script that ends in the server with the configuration of the image
 */
export function serverProgram(
  program: ArgumentWord,
  args: readonly ArgumentWord[],
): 'server' | 'sentinel' | 'run script' | undefined {
  const name = nameOf(program);
  if (SENTINEL_PROGRAMS.has(name)) return 'sentinel';
  if (SERVER_PROGRAMS.has(name)) return asksForSentinel(args) ? 'sentinel' : 'server';
  return RUN_SCRIPTS.has(program.value) ? 'run script' : undefined;
}

/** By its option, or by the name of the file: a server refuses to start with the file of a Sentinel. */
export const asksForSentinel = (args: readonly ArgumentWord[]): boolean =>
  args.some(({ value }) => /^--sentinel\b/.test(value)) || /sentinel[^/]*\.conf$/.test(args[0]?.value ?? '');

/** @returns what a wrapper runs; undefined where the program is none */
export function wrapped(name: string, words: readonly ArgumentWord[]): readonly ArgumentWord[] | undefined {
  const own = WRAPPERS.get(name);
  return own === undefined ? undefined : skipOwn(words, own);
}

/** Options of a wrapper, assignments of `env`, and the words that it takes itself. */
function skipOwn(words: readonly ArgumentWord[], own: number): readonly ArgumentWord[] {
  let index = own;
  while (/^(?:-|[A-Za-z_]\w*=)/.test(words[index]?.value ?? '')) index += 1;
  return words.slice(index);
}
