import type { Entry } from '../directives/entry';
import { checkSentinel } from '../directives/sentinel';
import type { RedisInstance } from '../server/instance';
import { refusedTogether } from './refused-together';
import { defineRule, type Report } from './rule';
import { fixesForProblem } from './value-fixes';
import { outcomeOf, placeOfProblem, sentence } from './value-problem';

export const invalidValue = defineRule({
  id: 'invalid-value',
  category: 'file',
  severity: 'error',
  summary: 'A value that the server refuses, misreads or drops',
  docs: {
    what: 'The arguments of a line are not what the version in effect takes: a wrong number of them, a wrong type, a name that is not in the list, a number out of range, unbalanced quotes, a comment after the value; or lines that the server takes one by one and refuses together.',
    why: 'In most cases the server refuses to start. Worse are the others: `maxmemory mb` is read as 0, that is without any bound, by every version; Redis 3.0 to 5.0 read `maxmemory 2Gi` as 0; up to 6.2 `save 900 1 # note` and `save 900 1 300 10` on one line are dropped without a word. The message says what this version does.',
    fix: 'Write the value as the server reads it.',
    references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/config/'],
  },
  check(instance, report) {
    for (const entry of instance.directives.loaded.entries) {
      const found = outcomeOf(entry.verdict);
      // Values in Kubernetes units have a rule of their own.
      if (!found || found.problem.kind === 'kubernetes-unit' || ownGrammar(instance, entry)) continue;
      if (entry.line.mayBeAbsent) continue;
      report({
        at: placeOfProblem(entry.source, entry, found.problem),
        message: sentence(instance, entry, found.outcome, found.problem),
        fixes: () => fixesForProblem(instance, entry, found.problem),
        outcome: found.outcome,
      });
    }
    for (const { entry, problem } of refusedTogether(instance))
      report({
        at: placeOfProblem(entry.source, entry, problem),
        message: sentence(instance, entry, 'refuses', problem),
        fixes: () => fixesForProblem(instance, entry, problem),
        outcome: 'refuses',
      });
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
      name: 'A replica in a cluster',
      text: 'cluster-enabled yes\nmaxmemory 1gb\n⟦replicaof 192.0.2.1 6379⟧\n',
      messages: [
        'Redis 8.8 refuses to start: a node of a cluster takes no replicaof; its role comes from the cluster.',
      ],
    },
    {
      name: 'Users in two places',
      text: 'user app on nopass\n⟦aclfile /etc/redis/users.acl⟧\n',
      messages: [
        'Redis 8.8 refuses to start: users stand either in an ACL file or in user lines, not in both.',
      ],
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
        message: `The Sentinel refuses to start: ${problem.message}.`,
        outcome: 'refuses',
      });
    }
  }
}
