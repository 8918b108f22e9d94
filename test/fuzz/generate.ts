/** Generated configurations: every directive of the version, with values that are right, nearly right and hostile. */

import fc from 'fast-check';
import { type DirectiveInfo, directiveAt, knownNames } from '../../server/src/core/catalogue/directives';
import { quoteArgument } from '../../server/src/core/directives/split-arguments';
import type { ServerVersion } from '../../server/src/core/model/version';
import { EXCLUDED, excludedValue } from './exclusions';

export interface GeneratedConfig {
  /** Included files by name, and the lines of the configuration. */
  readonly files: Readonly<Record<string, string>>;
  readonly text: string;
}

const UNITS = [
  '',
  'b',
  'k',
  'kb',
  'm',
  'mb',
  'g',
  'gb',
  'B',
  'K',
  'KB',
  'Mb',
  'GB',
  'gB',
  't',
  'Ki',
  'Mi',
  'Gi',
  '%',
];
const HOSTILE = [
  '',
  ' ',
  '0',
  '-1',
  '+1',
  '010',
  '1.5',
  '1e3',
  '0x10',
  'yes',
  'no',
  '#x',
  '""',
  "''",
  'a b',
  '\t',
  'mb',
  'gb',
  '50%',
  '٣',
  '18446744073709551615',
  '18446744073709551616',
  '9223372036854775807',
  '9223372036854775808',
  '-9223372036854775808',
  '17179869184gb',
  '99999999999999999999',
];

const digits = fc
  .oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 2 ** 31 }), fc.maxSafeInteger())
  .map(String);
const memory = fc.tuple(digits, fc.constantFrom(...UNITS)).map(([number, unit]) => number + unit);
const hostile = fc.constantFrom(...HOSTILE);
const mixedCase = (word: string) =>
  fc
    .array(fc.boolean(), { minLength: word.length, maxLength: word.length })
    .map((upper) =>
      [...word].map((letter, index) => (upper[index] ? letter.toUpperCase() : letter)).join(''),
    );

/** Values that the server takes, now and then at the edge of what it takes. */
function goodValue(info: DirectiveInfo): fc.Arbitrary<string> {
  switch (info.type) {
    case 'bool':
      return fc.constantFrom('yes', 'no', 'YES', 'No');
    case 'enum':
      return fc.constantFrom(...(info.values ?? [''])).chain(mixedCase);
    case 'memory':
    case 'memory-or-percent':
      return fc
        .tuple(fc.integer({ min: 1, max: 5000 }).map(String), fc.constantFrom(...UNITS.slice(0, 14)))
        .map(([number, unit]) => number + unit);
    case 'integer':
      return fc.bigInt({ min: BigInt(info.min ?? 0), max: BigInt(info.max ?? 100) }).map(String);
    case 'octal':
      return fc.constantFrom('0', '700', '0755');
    default:
      return fc.constantFrom('a', 'some text', 'dump.rdb');
  }
}

function oneValue(info: DirectiveInfo): fc.Arbitrary<string> {
  switch (info.type) {
    case 'bool':
      return fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom('yes', 'no', 'YES', 'No') },
        fc.constantFrom('true', '1', 'on', ''),
        hostile,
      );
    case 'enum':
      return fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(...(info.values ?? [''])).chain(mixedCase) },
        hostile,
      );
    case 'memory':
    case 'memory-or-percent':
      return fc.oneof({ weight: 6, arbitrary: memory }, hostile);
    case 'integer':
    case 'octal':
      return fc.oneof({ weight: 6, arbitrary: numberNear(info) }, hostile);
    default:
      return fc.oneof(
        fc.constantFrom(
          'a',
          'some text',
          'dump.rdb',
          'a/b',
          'Ex',
          'KEA',
          '{title} {listen-addr}',
          '{nope}',
          '50 99 99.9',
          '101',
        ),
        hostile,
      );
  }
}

function numberNear({ min, max }: DirectiveInfo): fc.Arbitrary<string> {
  const edges = [min, max].flatMap((edge) =>
    edge === undefined ? [] : [BigInt(edge) - 1n, BigInt(edge), BigInt(edge) + 1n],
  );
  return fc.oneof(fc.constantFrom(...edges, 1n, 5n, 10n).map(String), digits);
}

const savePairs = fc
  .array(fc.tuple(fc.oneof(digits, hostile), fc.oneof(digits, hostile)), { maxLength: 3 })
  .map((pairs) => pairs.flat());
const goodPairs = fc
  .array(
    fc.tuple(fc.integer({ min: 1, max: 9999 }).map(String), fc.integer({ min: 0, max: 9999 }).map(String)),
    { minLength: 1, maxLength: 3 },
  )
  .map((pairs) => pairs.flat());
const outputLimit = fc.tuple(
  fc.constantFrom('normal', 'replica', 'slave', 'pubsub', 'Normal', 'master', 'x'),
  fc.oneof(memory, hostile),
  memory,
  fc.oneof(fc.integer({ min: -5, max: 300 }).map(String), hostile),
);

function argumentsOf(info: DirectiveInfo, good = false): fc.Arbitrary<string[]> {
  return good ? goodArguments(info) : anyArguments(info);
}

const GOOD_LISTS: Readonly<Record<string, fc.Arbitrary<string[]>>> = {
  save: fc.oneof(
    { weight: 6, arbitrary: goodPairs },
    fc.constant<string[]>(['']),
    fc.constant<string[]>([]),
    goodPairs.map((pairs) => [pairs.join(' ')]),
  ),
  'client-output-buffer-limit': fc
    .tuple(
      fc.constantFrom('normal', 'replica', 'slave', 'pubsub'),
      fc.constantFrom('0', '1mb', '256MB', 'gb', '1G'),
      fc.constantFrom('0', '64k', '8mb'),
      fc.integer({ min: 0, max: 90 }).map(String),
    )
    .map((group) => [...group]),
  replicaof: fc.constantFrom<string[]>(['127.0.0.1', '1'], ['no', 'one']),
  'oom-score-adj-values': fc.constant<string[]>(['0', '200', '800']),
  'notify-keyspace-events': fc.constantFrom<string[]>(['Ex'], ['KEA'], ['']),
  'latency-tracking-info-percentiles': fc.constantFrom<string[]>(['50', '99.9'], ['']),
  'proc-title-template': fc.constant<string[]>(['{title} {listen-addr}']),
  bind: fc.constantFrom<string[]>(['127.0.0.1'], ['127.0.0.1', '-::1'], ['']),
  // A few of the values that the machine can take; see exclusions.ts.
  databases: fc.constantFrom<string[]>(['1'], ['16']),
  maxclients: fc.constantFrom<string[]>(['1'], ['1000']),
  'io-threads': fc.constantFrom<string[]>(['1'], ['4']),
  activedefrag: fc.constant<string[]>(['no']),
  'maxmemory-clients': fc.constantFrom<string[]>(['5%'], ['0%'], ['100mb']),
};

const goodArguments = (info: DirectiveInfo): fc.Arbitrary<string[]> =>
  GOOD_LISTS[info.key] ?? goodValue(info).map((value) => [value]);

function anyArguments(info: DirectiveInfo): fc.Arbitrary<string[]> {
  switch (info.key) {
    case 'save':
      return fc.oneof(
        { weight: 5, arbitrary: goodPairs },
        fc.constant<string[]>(['']),
        fc.constant<string[]>([]),
        savePairs,
        goodPairs.map((pairs) => [pairs.join(' ')]),
      );
    case 'client-output-buffer-limit':
      return fc.array(outputLimit, { minLength: 1, maxLength: 2 }).map((groups) => groups.flat());
    case 'replicaof':
      return fc.oneof(
        fc.constant<string[]>(['127.0.0.1', '1']),
        fc.constant<string[]>(['no', 'one']),
        fc.tuple(fc.constant('127.0.0.1'), hostile).map((pair) => [...pair]),
        fc.constant<string[]>(['no']),
      );
    case 'oom-score-adj-values':
      return fc.array(fc.oneof(fc.integer({ min: -10, max: 1000 }).map(String), hostile), {
        minLength: 2,
        maxLength: 4,
      });
    default:
      return manyOrOne(info);
  }
}

/** Mostly as many arguments as the directive takes, sometimes more or none. */
function manyOrOne(info: DirectiveInfo): fc.Arbitrary<string[]> {
  const one = oneValue(info).map((value) => [value]);
  const several = fc.array(oneValue(info), { maxLength: 3 });
  return fc.oneof({ weight: info.multi ? 2 : 12, arbitrary: one }, several);
}

/** The same value in one of the ways in which it can be written. */
function written(value: string, good: boolean): fc.Arbitrary<string> {
  const escaped = [...value]
    .map((letter) =>
      letter.charCodeAt(0) < 128 ? `\\x${letter.charCodeAt(0).toString(16).padStart(2, '0')}` : letter,
    )
    .join('');
  const single = /['\\]/.test(value) ? quoteArgument(value) : `'${value}'`;
  return fc.oneof(
    { weight: 8, arbitrary: fc.constant(quoteArgument(value)) },
    fc.constant(`"${value.replace(/[\\"]/g, '\\$&')}"`),
    fc.constant(single),
    fc.constant(`"${escaped}"`),
    ...(good ? [] : [fc.constantFrom(`"${value}"x`, `${value}"`, value)]),
  );
}

function lineOf(version: ServerVersion, name: string, good: boolean): fc.Arbitrary<string> {
  const info = directiveAt(version, name);
  if (!info) return fc.constant(name);
  const blank = fc.constantFrom(' ', '  ', '\t', ' \v');
  return fc
    .tuple(mixedName(name), argumentsOf(info, good))
    .filter(([, args]) => args.every((arg) => excludedValue(info.key, arg) === undefined))
    .chain(([shown, args]) =>
      fc.tuple(
        fc.constant(shown),
        blank,
        fc.tuple(...args.map((arg) => written(arg, good))),
        fc.constantFrom('', '', ' ', '\r', ...(good ? [] : [' # note'])),
      ),
    )
    .map(([shown, gap, args, tail]) => [shown, ...args].join(gap) + tail);
}

const mixedName = (name: string): fc.Arbitrary<string> =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(name) }, mixedCase(name), fc.constant(`"${name}"`));

const EMPTY_LINES = ['', '   ', '# comment', '  # indented'];
const OTHER_LINES = ['unknown-directive 1', 'maxmemory=1mb', 'foo.bar 1', '"', '\\', 'save'];

/** Directives that a comparison looks at come up more often. */
const FREQUENT = [
  'save',
  'save',
  'save',
  'maxmemory',
  'maxmemory-policy',
  'appendonly',
  'client-output-buffer-limit',
  'repl-backlog-size',
  'maxmemory-clients',
  'auto-aof-rewrite-min-size',
];

export function lines(version: ServerVersion, most: number, good: boolean): fc.Arbitrary<string[]> {
  const names = knownNames(version).filter((name) => {
    const info = directiveAt(version, name);
    return info && EXCLUDED[info.key] === undefined && info.build !== 'windows' && info.type !== 'statement';
  });
  const line = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...FREQUENT).chain((name) => lineOf(version, name, good)) },
    { weight: 5, arbitrary: fc.constantFrom(...names).chain((name) => lineOf(version, name, good)) },
    { weight: 1, arbitrary: fc.constantFrom(...EMPTY_LINES, ...(good ? [] : OTHER_LINES)) },
  );
  return fc.array(line, { maxLength: most });
}

/** Short, half of them right, so that many start; sometimes with included files, globs and files in files among them. */
export function configs(version: ServerVersion): fc.Arbitrary<GeneratedConfig> {
  const alone = fc
    .boolean()
    .chain((good) =>
      fc
        .tuple(lines(version, good ? 12 : 3, good), fc.constantFrom('\n', '\n', '\r\n'))
        .map(([all, end]) => ({ files: {}, text: all.map((line) => line + end).join('') })),
    );
  const withIncludes = fc.boolean().chain((good) => includingConfig(version, good));
  return fc.oneof({ weight: 2, arbitrary: alone }, { weight: 1, arbitrary: withIncludes });
}

const INCLUDES = [
  'include one.conf',
  'include conf.d/*.conf',
  'include none*.conf',
  'include "one.conf"',
  'include ./conf.d/b.conf',
  'include two.conf',
];
const BAD_INCLUDES = ['include missing.conf', 'include one.conf two'];

function includingConfig(version: ServerVersion, good: boolean): fc.Arbitrary<GeneratedConfig> {
  const few = (most: number) => lines(version, most, good);
  const include = fc.constantFrom(...INCLUDES, ...(good ? [] : BAD_INCLUDES));
  const saves = fc.array(lineOf(version, 'save', good), { maxLength: 2 });
  const end = fc.constantFrom('\n', '\n', '');
  return fc
    .record({
      before: few(2),
      first: include,
      between: saves,
      second: fc.option(include, { nil: '' }),
      after: saves,
      one: few(2),
      a: few(1),
      b: few(1),
      end,
    })
    .map(({ before, first, between, second, after, one, a, b, end: last }) => ({
      files: {
        'one.conf': text(one),
        'two.conf': `${text(a)}include conf.d/a.conf\n`,
        'conf.d/a.conf': a.join('\n') + last,
        'conf.d/b.conf': text(b),
      },
      text: text([...before, first, ...between, second, ...after]),
    }));
}

/** Command lines: options after a file, or alone. */
export function commandLines(
  version: ServerVersion,
): fc.Arbitrary<{ file: string | undefined; args: string[] }> {
  const names = [...FREQUENT, 'hz', 'disable-thp', 'stop-writes-on-bgsave-error'];
  return fc.boolean().chain((good) => {
    const option = fc.constantFrom(...names).chain((name) => optionOf(version, name, good));
    return fc.record({
      file: fc.option(lines(version, 2, good).map(text), { nil: undefined }),
      args: fc.array(option, { maxLength: 3 }).map((options) => options.flat()),
    });
  });
}

/** As several arguments, as one, or without its value. */
export function optionOf(version: ServerVersion, name: string, good: boolean): fc.Arbitrary<string[]> {
  const info = directiveAt(version, name);
  if (!info) return fc.constant<string[]>([]);
  return argumentsOf(info, good).chain((args) =>
    fc.constantFrom(
      [`--${name}`, ...args],
      [[`--${name}`, ...args].join(' ')],
      ...(good ? [] : [[`--${name}`, args.join(' ')], [`--${name}`]]),
    ),
  );
}

const text = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');
