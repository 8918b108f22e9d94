/** Programs that change no file: what some of them print, and the names of the others. */

import { chunkFrom } from './content';
import type { Invocation } from './filters';
import { print, unknownChunk } from './output';
import { echoed, formatted } from './printed';
import type { State, Status } from './state';
import { isKnown, literal } from './text';

type Program = (call: Invocation, state: State) => Status;

const echo: Program = ({ words, source }, state) => {
  print(state, [chunkFrom(echoed(words, state.options.dialect, source), source)]);
  return 0;
};

const printf: Program = ({ words, source }, state) => {
  const [first, second, ...rest] = words;
  if (first && second && first.text.length === 1 && first.text[0]?.text === '-v')
    return assigned(second, rest, source, state);
  const text = formatted(words, source);
  print(state, text ? [chunkFrom(text, source)] : [unknownChunk(state)]);
  return text ? 0 : 'unknown';
};

function assigned(
  name: Invocation['words'][number],
  words: Invocation['words'],
  source: Invocation['source'],
  state: State,
): Status {
  const target = name.text.length === 1 ? (name.text[0]?.text ?? '') : '';
  const text = formatted(words, source);
  if (text && /^[A-Za-z_]\w*$/.test(target)) state.assign(target, { kind: 'text', text });
  else state.forget(target);
  return text ? 0 : 'unknown';
}

/** What a program prints of arguments that are known; undefined where that is not read. */
type Printer = (args: readonly string[]) => string | undefined;

const basename: Printer = ([path = '', suffix, ...more]) => {
  if (path.startsWith('-') || path === '' || more.length > 0) return undefined;
  const bare = path.replace(/(?!^)\/+$/, '');
  const name = bare.slice(bare.lastIndexOf('/') + 1) || '/';
  return suffix !== undefined && name !== suffix && name.endsWith(suffix)
    ? name.slice(0, -suffix.length)
    : name;
};

const dirname: Printer = ([path = '', ...more]) => {
  if (path.startsWith('-') || more.length > 0) return undefined;
  const bare = path.replace(/(?!^)\/+$/, '');
  const slash = bare.lastIndexOf('/');
  return slash === -1 ? '.' : bare.slice(0, slash).replace(/\/+$/, '') || '/';
};

const MOST_NUMBERS = 1_000;

const seq: Printer = (args) => {
  if (!args.every((arg) => /^-?\d{1,9}$/.test(arg)) || args.length === 0 || args.length > 3) return undefined;
  const numbers = args.map(Number);
  const first = args.length === 1 ? 1 : (numbers[0] ?? 1);
  const step = args.length === 3 ? (numbers[1] ?? 1) : 1;
  const last = numbers.at(-1) ?? 0;
  const count = step === 0 ? Number.POSITIVE_INFINITY : Math.floor((last - first) / step) + 1;
  if (count > MOST_NUMBERS) return undefined;
  return Array.from({ length: Math.max(0, count) }, (_, index) => first + index * step).join('\n');
};

/** `expr 1 + 2`. */
const expr: Printer = ([left = '', operator = '', right = '', ...more]) => {
  if (more.length > 0 || !/^-?\d{1,9}$/.test(left) || !/^-?\d{1,9}$/.test(right)) return undefined;
  const [a, b] = [Number(left), Number(right)];
  const results: Readonly<Record<string, number>> = {
    '+': a + b,
    '-': a - b,
    '*': a * b,
    '/': Math.trunc(a / b),
    '%': a % b,
  };
  const result = results[operator];
  return result === undefined || !Number.isFinite(result) ? undefined : String(result);
};

const printing =
  (printer: Printer): Program =>
  ({ args, words, source }, state) => {
    const isPlain = args.every(isKnown) && !words.some(({ splits }) => splits);
    const text = isPlain ? printer(args) : undefined;
    if (text === undefined) print(state, [unknownChunk(state)]);
    else if (text !== '' || printer !== seq) print(state, [chunkFrom(literal(`${text}\n`), source)]);
    if (text === undefined) return 'unknown';
    return printer === expr && Number(text) === 0 ? 1 : 0;
  };

const pwd: Program = ({ source }, state) => {
  const { folder } = state.files;
  print(state, [isKnown(folder) ? chunkFrom(literal(`${folder}\n`), source) : unknownChunk(state)]);
  return 0;
};

/** They succeed, and print nothing that is used. */
const QUIET: readonly string[] = ['sleep', 'sync', 'usleep', 'clear'];

/** Start scripts rely on them: that they fail is not considered. */
const RELIED: readonly string[] = [
  'chmod',
  'chown',
  'chgrp',
  'umask',
  'ulimit',
  'chattr',
  'setfacl',
  'stty',
  'renice',
];

/** They only look, or speak to others: whether they succeed and what they print is not known. */
const LOOKING: readonly string[] = [
  ...[
    'ls',
    'find',
    'stat',
    'file',
    'du',
    'df',
    'diff',
    'cmp',
    'which',
    'readlink',
    'realpath',
    'test',
    'date',
    'cal',
  ],
  ...[
    'awk',
    'gawk',
    'mawk',
    'cut',
    'sort',
    'uniq',
    'wc',
    'rev',
    'tac',
    'nl',
    'od',
    'xxd',
    'hexdump',
    'base64',
    'jq',
    'yq',
  ],
  ...[
    'md5sum',
    'sha1sum',
    'sha256sum',
    'openssl',
    'uuidgen',
    'mktemp',
    'bc',
    'dc',
    'column',
    'paste',
    'comm',
    'join',
  ],
  ...[
    'id',
    'whoami',
    'hostname',
    'uname',
    'getent',
    'nproc',
    'free',
    'arch',
    'getconf',
    'uptime',
    'env',
    'printenv',
    'locale',
  ],
  ...[
    'ip',
    'ifconfig',
    'nslookup',
    'dig',
    'host',
    'ping',
    'nc',
    'ncat',
    'netcat',
    'curl',
    'wget',
    'ss',
    'netstat',
    'socat',
  ],
  ...[
    'redis-cli',
    'valkey-cli',
    'keydb-cli',
    'redis-benchmark',
    'redis-check-aof',
    'redis-check-rdb',
    'redis-trib.rb',
  ],
  ...[
    'ps',
    'pgrep',
    'pidof',
    'pkill',
    'kill',
    'killall',
    'lsof',
    'fuser',
    'flock',
    'sysctl',
    'mount',
    'umount',
    'less',
    'more',
  ],
  ...[
    'useradd',
    'groupadd',
    'adduser',
    'addgroup',
    'usermod',
    'apk',
    'apt-get',
    'apt',
    'yum',
    'dnf',
    'microdnf',
    'kubectl',
    'strings',
  ],
];

const looking: Program = (_, state) => {
  print(state, [unknownChunk(state)]);
  return 'unknown';
};

const succeeding: Program = () => 0;

/** By the name of the program. */
export const SIMPLE_PROGRAMS: ReadonlyMap<string, Program> = new Map<string, Program>([
  ['echo', echo],
  ['printf', printf],
  ['basename', printing(basename)],
  ['dirname', printing(dirname)],
  ['seq', printing(seq)],
  ['expr', printing(expr)],
  ['pwd', pwd],
  ...[...QUIET, ...RELIED].map((name) => [name, succeeding] as const),
  ...LOOKING.map((name) => [name, looking] as const),
]);
