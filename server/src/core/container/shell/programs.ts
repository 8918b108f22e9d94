/** Which program a word of a command line names: a server, or something that runs one. */

const SERVER_PROGRAMS: ReadonlySet<string> = new Set([
  'redis-server',
  'valkey-server',
  'keydb-server',
  'redict-server',
  'redis-stack-server',
  'codis-server',
]);
const SENTINEL_PROGRAMS: ReadonlySet<string> = new Set(['redis-sentinel', 'valkey-sentinel']);

/** Programs that run the rest of their arguments. */
interface Wrapper {
  /** Words of its own in front of the program. */
  readonly own: number;
  /** Options that take the next word. */
  readonly valued?: RegExp;
}

const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  ['nohup', { own: 0 }],
  ['setsid', { own: 0 }],
  ['stdbuf', { own: 0, valued: /^-[ioe]$/ }],
  ['gosu', { own: 1 }],
  ['su-exec', { own: 1 }],
  ['chpst', { own: 0, valued: /^-[uUbe/nlmdofprtcL]$/ }],
  ['tini', { own: 0, valued: /^-[pe]$/ }],
  ['tini-static', { own: 0, valued: /^-[pe]$/ }],
  ['dumb-init', { own: 0, valued: /^-r$/ }],
  ['catatonit', { own: 0 }],
  ['setpriv', { own: 0, valued: /^--(?:reuid|regid|groups|inh-caps|ambient-caps|bounding-set|securebits)$/ }],
  ['nice', { own: 0, valued: /^-n$/ }],
  ['ionice', { own: 0, valued: /^-[cnp]$/ }],
  ['chrt', { own: 1 }],
  ['taskset', { own: 1 }],
  ['numactl', { own: 0 }],
  ['timeout', { own: 1, valued: /^-[ks]$/ }],
  ['sudo', { own: 0, valued: /^-[ugpCh]$/ }],
  ['time', { own: 0 }],
  ['container-entrypoint', { own: 0 }],
]);
const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash']);

/** A path without its folders. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

export const isShell = (name: string): boolean => SHELLS.has(name);

/** What runs in the server's place; a server by its option or the name of its file may be a Sentinel. */
export function serverKind(program: string, args: readonly string[]): 'server' | 'sentinel' | undefined {
  const name = nameOf(program);
  if (SENTINEL_PROGRAMS.has(name)) return 'sentinel';
  return SERVER_PROGRAMS.has(name) ? (asksForSentinel(args) ? 'sentinel' : 'server') : undefined;
}

/** By its option, or by the name of the file: a server refuses to start with the file of a Sentinel. */
export const asksForSentinel = (args: readonly string[]): boolean =>
  args.some((value) => /^--sentinel\b/.test(value)) || /sentinel[^/]*\.conf$/.test(args[0] ?? '');

/** @returns how many of the arguments belong to a wrapper; undefined where the program is none */
export function wrapperArguments(name: string, args: readonly string[]): number | undefined {
  const wrapper = WRAPPERS.get(name);
  if (!wrapper) return undefined;
  let index = 0;
  while (/^-/.test(args[index] ?? '')) {
    const option = args[index] ?? '';
    index += wrapper.valued?.test(option) ? 2 : 1;
    if (option === '--') break;
  }
  return index + wrapper.own;
}
