import { type ConfigText, placeInText } from '../directives/config-text';
import type { Entry } from '../directives/load';
import { checkSentinel } from '../directives/sentinel';
import type { Problem, Verdict } from '../directives/setting';
import { factValue } from '../model/fact';
import type { Outcome } from '../model/finding';
import type { RedisInstance } from '../model/instance';
import { cover, type Place } from '../text/span';
import { defineRule, type Report } from './rule';
import { fixesForProblem } from './value-fixes';

export const invalidValue = defineRule({
  id: 'invalid-value',
  category: 'file',
  severity: 'error',
  summary: 'A value that the server refuses, misreads or drops',
  docs: {
    what: 'The arguments of a line are not what the version in effect takes: a wrong number of them, a wrong type, a name that is not in the list, a number out of range, unbalanced quotes, a comment after the value.',
    why: 'In most cases the server refuses to start. Worse are the others: `maxmemory mb` is read as 0, that is without any bound, by every version; Redis 3.0 to 5.0 read `maxmemory 2Gi` as 0; up to 6.2 `save 900 1 # note` and `save 900 1 300 10` on one line are dropped without a word. The message says what this version does.',
    fix: 'Write the value as the server reads it.',
    references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/config/'],
  },
  check(instance, report) {
    for (const entry of instance.directives.loaded.entries) {
      const found = outcomeOf(entry.verdict) ?? commentInBind(instance, entry);
      // Values in Kubernetes units have a rule of their own.
      if (!found || found.problem.kind === 'kubernetes-unit' || ownGrammar(instance, entry)) continue;
      report({
        at: placeOfProblem(entry.source, entry, found.problem),
        message: sentence(instance, entry, found.outcome, found.problem),
        fixes: fixesForProblem(instance, entry, found.problem),
        outcome: found.outcome,
      });
    }
    if (instance.kind === 'sentinel') checkSentinelLines(instance, report);
  },
  examples: [
    {
      name: 'A comment after the value',
      text: 'maxmemory 1gb ⟦# half of the machine⟧\n',
      messages: [
        'Redis 8.8 refuses to start: a comment is only possible on a line of its own; here it is read as more arguments.',
      ],
      fixed: {
        title: 'Move the comment to a line of its own',
        text: '# half of the machine\nmaxmemory 1gb\n',
      },
    },
    {
      name: 'A comment that is taken for addresses',
      text: 'bind 127.0.0.1 ⟦# only here⟧\n',
      messages: [
        'Redis 8.8 refuses to start: a comment is only possible on a line of its own; here each word of it is an address to listen on.',
      ],
      fixed: { title: 'Move the comment to a line of its own', text: '# only here\nbind 127.0.0.1\n' },
    },
    {
      name: 'Addresses of a server that listens on none',
      text: 'port 0\nunixsocket /run/redis.sock\nbind 127.0.0.1 # x\n',
    },
    {
      name: 'A unit without a number, read as no bound by every version',
      text: 'maxmemory ⟦mb⟧\n',
      messages: [
        'Redis 8.8 starts without a word: "mb" has no digits and is read as 0, that is without any bound.',
      ],
    },
    {
      name: 'A save point with a comment is dropped up to 6.2',
      text: '# forkguard: version=6.2\nsave 900 1 ⟦# daily⟧\n',
      messages: [
        'Redis 6.2 drops this line without a word: a comment is only possible on a line of its own; with it the line has no effect and this save point is missing.',
      ],
      fixed: {
        title: 'Move the comment to a line of its own',
        text: '# forkguard: version=6.2\n# daily\nsave 900 1\n',
      },
    },
    {
      name: 'Several pairs on one line before 7.0',
      text: '# forkguard: version=6.2\n⟦save 900 1 300 10⟧\n',
      messages: [
        'Redis 6.2 drops this line without a word: only one pair of seconds and changes is read per line; this line has no effect.',
      ],
    },
    {
      name: 'Not a name of the list',
      text: 'maxmemory-policy ⟦allkeys_lru⟧\n',
      messages: [
        'Redis 8.8 refuses to start: "allkeys_lru" is not one of volatile-lru, volatile-lfu, volatile-random, volatile-ttl, volatile-lrm, allkeys-lru, allkeys-lfu, allkeys-random, allkeys-lrm or noeviction.',
      ],
      fixed: { title: 'Change to maxmemory-policy allkeys-lru', text: 'maxmemory-policy allkeys-lru\n' },
    },
    {
      name: 'A blank before the unit',
      text: 'maxmemory 100 ⟦mb⟧\n',
      messages: ['Redis 8.8 refuses to start: maxmemory takes one value, not 2.'],
      fixed: { title: 'Change to maxmemory 100mb', text: 'maxmemory 100mb\n' },
    },
    {
      name: 'Yes and no are the only words for it',
      text: 'appendonly ⟦true⟧\n',
      messages: ['Redis 8.8 refuses to start: the value must be yes or no, not "true".'],
      fixed: { title: 'Change to appendonly yes', text: 'appendonly yes\n' },
    },
    {
      name: 'Quotes',
      text: 'requirepass ⟦"half open⟧\n',
      messages: ['Redis 8.8 refuses to start: the quotes are unbalanced.'],
    },
    { name: 'A password that begins with a number sign', text: 'requirepass #secret\n' },
    { name: 'A template decides', text: 'maxmemory {{ redis_maxmemory }}\nmaxmemory-policy ${POLICY}\n' },
    {
      name: 'An operator that applies it with CONFIG SET',
      file: 'redis.yaml',
      text: [
        'apiVersion: databases.spotahome.com/v1',
        'kind: RedisFailover',
        'metadata:',
        '  name: redis',
        'spec:',
        '  sentinel:',
        '    replicas: 3',
        '  redis:',
        '    replicas: 3',
        '    customConfig:',
        '      - appendonly ⟦true⟧',
        '',
      ].join('\n'),
      messages: [
        'Redis 6.2.6 refuses this CONFIG SET, and the setting stays as it was: the value must be yes or no, not "true".',
      ],
      fixed: {
        title: 'Change to appendonly yes',
        text: [
          'apiVersion: databases.spotahome.com/v1',
          'kind: RedisFailover',
          'metadata:',
          '  name: redis',
          'spec:',
          '  sentinel:',
          '    replicas: 3',
          '  redis:',
          '    replicas: 3',
          '    customConfig:',
          '      - appendonly yes',
          '',
        ].join('\n'),
      },
    },
  ],
});

export function outcomeOf(verdict: Verdict): { outcome: Outcome; problem: Problem } | undefined {
  switch (verdict.outcome) {
    case 'refuses':
      return { outcome: 'refuses', problem: verdict.problem };
    case 'misreads':
      return { outcome: 'misreads', problem: verdict.problem };
    case 'ignores':
      return { outcome: 'ignores', problem: verdict.problem };
    default:
      return undefined;
  }
}

/** `bind` takes any words; that they are no addresses shows when the server listens on a port (7.0.15). */
function commentInBind(
  { directives }: RedisInstance,
  { info, line, verdict }: Entry,
): { outcome: Outcome; problem: Problem } | undefined {
  if (info?.key !== 'bind' || verdict.outcome !== 'accepts') return undefined;
  const from = line.args.findIndex(({ value }) => value.startsWith('#'));
  const ports = ['port', 'tls-port'].map((name) => factValue(directives.fact(name)));
  if (from < 1 || !ports.some((port) => port?.type === 'integer' && port.value > 0n)) return undefined;
  const says =
    'a comment is only possible on a line of its own; here each word of it is an address to listen on';
  const at = line.args.map((_, index) => index).slice(from);
  return { outcome: 'refuses', problem: { kind: 'inline-comment', says, at } };
}

/** "Redis 7.0 refuses to start: …" or what is read instead. */
export function sentence(
  instance: RedisInstance,
  { atRuntime }: Pick<Entry, 'atRuntime'>,
  outcome: Outcome,
  problem: Problem,
): string {
  const version = instance.version.name;
  if (outcome === 'refuses' && atRuntime)
    return `${version} refuses this CONFIG SET, and the setting stays as it was: ${problem.says}.`;
  if (outcome === 'refuses') return `${version} refuses to start: ${problem.says}.`;
  const verb = outcome === 'ignores' ? 'drops this line without a word' : 'starts without a word';
  return `${version} ${verb}: ${problem.says}.`;
}

export function placeOfProblem(source: ConfigText, { line }: Pick<Entry, 'line'>, problem: Problem): Place {
  const spans = problem.at.flatMap((index) => line.args[index]?.span ?? []);
  const [first, ...rest] = spans;
  const span = first ? rest.reduce(cover, first) : (line.problem?.span ?? line.span);
  return placeInText(source, span);
}

/** A Sentinel's own lines are judged all at once, because their order does not matter. */
const ownGrammar = (instance: RedisInstance, entry: Entry): boolean =>
  instance.kind === 'sentinel' && entry.line.name === 'sentinel' && !entry.line.problem;

function checkSentinelLines(instance: RedisInstance, report: Report): void {
  const whole = /\.conf$/i.test(instance.file);
  const sources = new Set(instance.directives.loaded.entries.map((entry) => entry.source));
  for (const source of sources) {
    for (const problem of checkSentinel(source, instance.version.chosen, whole)) {
      report({
        at: placeOfProblem(source, problem, problem),
        message: `The Sentinel refuses to start: ${problem.says}.`,
        outcome: 'refuses',
      });
    }
  }
}
