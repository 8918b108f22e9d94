import type { Entry } from '../directives/entry';
import type { Fix } from '../model/finding';
import type { RedisInstance } from '../server/instance';
import { formatRedisMemory } from '../units/redis-memory';
import { wordMap } from '../word-map';
import { replaceScalar } from '../yaml/edit/edit';
import { defineRule } from './rule';
import { outcomeOf, placeOfProblem, sentence } from './value-problem';

export const suspiciousQuantity = defineRule({
  id: 'suspicious-quantity',
  // A value that the server refuses is refused wherever the file is used.
  category: 'file',
  severity: 'error',
  summary: 'A memory amount in the units of another system',
  docs: {
    what: 'A memory value of Redis is written in Kubernetes units (`512Mi`), as a percentage, or with a decimal point; or a memory limit of Kubernetes is one that the API refuses (`1gb`, `512K`) or reads as next to nothing (`512m` is half a byte); or one of Compose is a Kubernetes quantity (`512Mi`), which Compose refuses.',
    why: 'Redis 6.0 and later and every Valkey refuse to start with it. Redis 3.0 to 5.0 read 0, that is without any bound, and 2.8 keeps the digits and forgets the unit. The units of Redis are b, k (1000), kb (1024), m, mb, g and gb.',
    fix: 'Write the amount in the units of Redis: `512Mi` is `512mb`.',
    references: ['https://github.com/redis/redis/blob/8.8.0/src/util.c#L272'],
  },
  check(instance, report) {
    const limit = instance.placement?.limit.suspicious;
    if (limit) {
      report({
        at: limit.scalar.place,
        message: `The memory limit ${limit.message}.`,
        fixes:
          limit.meant === undefined
            ? []
            : [
                {
                  title: `Change to ${limit.meant}`,
                  safety: 'safe',
                  edits: replaceScalar(limit.scalar, limit.meant, false),
                },
              ],
      });
    }
    for (const entry of instance.directives.loaded.entries) {
      const found = outcomeOf(entry.verdict);
      if (found?.problem.kind !== 'kubernetes-unit') continue;
      report({
        at: placeOfProblem(entry.source, entry, found.problem),
        message: sentence(instance, entry, found.outcome, found.problem),
        fixes: () => fixesFor(instance, entry, found.problem.at[0] ?? 0),
        outcome: found.outcome,
      });
    }
  },
  examples: [
    {
      name: 'Kubernetes units',
      text: 'maxmemory ⟦512Mi⟧\n',
      messages: [
        'Redis 8.8 refuses to start: "512Mi" is not a memory value; a memory value is digits and, if any, one of b, k, kb, m, mb, g, gb.',
      ],
      fixed: { title: 'Change to 512mb', text: 'maxmemory 512mb\n' },
    },
    {
      name: 'A decimal point',
      text: 'maxmemory ⟦1.5gb⟧\n',
      messages: [
        'Redis 8.8 refuses to start: "1.5gb" is not a memory value; a memory value is digits and, if any, one of b, k, kb, m, mb, g, gb.',
      ],
      fixed: { title: 'Change to 1536mb', text: 'maxmemory 1536mb\n' },
    },
    {
      name: 'A percentage',
      text: 'maxmemory ⟦50%⟧\n',
      messages: [
        'Redis 8.8 refuses to start: "50%" is not a memory value; a memory value is digits and, if any, one of b, k, kb, m, mb, g, gb.',
      ],
    },
    {
      name: 'Redis 5.0 reads it as no bound at all',
      text: '# forkguard: version=5.0\nmaxmemory ⟦2Gi⟧\n',
      messages: ['Redis 5.0 starts without a word: "2Gi" is read as 0, that is without any bound.'],
      fixed: { title: 'Change to 2gb', text: '# forkguard: version=5.0\nmaxmemory 2gb\n' },
    },
    {
      name: 'Units of Redis',
      text: 'maxmemory 512mb\nmaxmemory-clients 5%\nclient-output-buffer-limit replica 1G 512m 60\n',
    },
    {
      name: 'In a ConfigMap that nobody is seen to read',
      file: 'config.yaml',
      text: [
        'apiVersion: v1',
        'kind: ConfigMap',
        'metadata:',
        '  name: cache',
        'data:',
        '  redis.conf: |',
        '    maxmemory ⟦512Mi⟧',
        '    save 900 1',
        '',
      ].join('\n'),
      messages: [
        'Redis 8.8 refuses to start: "512Mi" is not a memory value; a memory value is digits and, if any, one of b, k, kb, m, mb, g, gb.',
      ],
      fixed: {
        title: 'Change to 512mb',
        text: [
          'apiVersion: v1',
          'kind: ConfigMap',
          'metadata:',
          '  name: cache',
          'data:',
          '  redis.conf: |',
          '    maxmemory 512mb',
          '    save 900 1',
          '',
        ].join('\n'),
      },
    },
    {
      name: 'A Kubernetes limit in thousandths of a byte that is plenty in all',
      file: 'redis.yaml',
      text: [
        'apiVersion: v1',
        'kind: Pod',
        'metadata:',
        '  name: redis',
        'spec:',
        '  containers:',
        '    - name: redis',
        '      image: redis:7.2',
        '      args: ["--maxmemory", "512mb"]',
        '      resources:',
        '        limits:',
        '          memory: 1288490188800m',
        '',
      ].join('\n'),
    },
    {
      name: 'A Kubernetes limit in thousandths of a byte',
      file: 'redis.yaml',
      text: [
        'apiVersion: apps/v1',
        'kind: StatefulSet',
        'metadata:',
        '  name: redis',
        'spec:',
        '  selector:',
        '    matchLabels:',
        '      app: redis',
        '  template:',
        '    metadata:',
        '      labels:',
        '        app: redis',
        '    spec:',
        '      containers:',
        '        - name: redis',
        '          image: redis:7.2',
        '          args: ["--maxmemory", "1gb", "--save", "900 1"]',
        '          resources:',
        '            limits:',
        '              memory: ⟦512m⟧',
        '',
      ].join('\n'),
      messages: ['The memory limit "512m" is thousandths of a byte, 1 byte in all.'],
      fixed: {
        title: 'Change to 512Mi',
        text: [
          'apiVersion: apps/v1',
          'kind: StatefulSet',
          'metadata:',
          '  name: redis',
          'spec:',
          '  selector:',
          '    matchLabels:',
          '      app: redis',
          '  template:',
          '    metadata:',
          '      labels:',
          '        app: redis',
          '    spec:',
          '      containers:',
          '        - name: redis',
          '          image: redis:7.2',
          '          args: ["--maxmemory", "1gb", "--save", "900 1"]',
          '          resources:',
          '            limits:',
          '              memory: 512Mi',
          '',
        ].join('\n'),
      },
    },
    {
      name: 'A Kubernetes quantity in a compose file',
      file: 'compose.yaml',
      text: [
        'services:',
        '  cache:',
        '    image: redis:7.2',
        '    deploy:',
        '      resources:',
        '        limits:',
        '          memory: ⟦512Mi⟧',
        '',
      ].join('\n'),
      messages: ['The memory limit "512Mi" is no amount of memory to Compose, which refuses the file.'],
      fixed: {
        title: 'Change to 512m',
        text: [
          'services:',
          '  cache:',
          '    image: redis:7.2',
          '    deploy:',
          '      resources:',
          '        limits:',
          '          memory: 512m',
          '',
        ].join('\n'),
      },
    },
    {
      name: 'A compose limit in the units of Compose',
      file: 'compose.yaml',
      text: ['services:', '  cache:', '    image: redis:7.2', '    mem_limit: 512m', ''].join('\n'),
    },
    {
      name: 'A Kubernetes limit in the units of Redis',
      file: 'redis.yaml',
      text: [
        'apiVersion: apps/v1',
        'kind: StatefulSet',
        'metadata:',
        '  name: redis',
        'spec:',
        '  selector:',
        '    matchLabels:',
        '      app: redis',
        '  template:',
        '    metadata:',
        '      labels:',
        '        app: redis',
        '    spec:',
        '      containers:',
        '        - name: redis',
        '          image: redis:7.2',
        '          args: ["--maxmemory", "1gb", "--save", "900 1"]',
        '          resources:',
        '            limits:',
        '              memory: ⟦"3gb"⟧',
        '',
      ].join('\n'),
      messages: ['The memory limit "3gb" is not a Kubernetes quantity, and the API refuses the object.'],
      fixed: {
        title: 'Change to 3Gi',
        text: [
          'apiVersion: apps/v1',
          'kind: StatefulSet',
          'metadata:',
          '  name: redis',
          'spec:',
          '  selector:',
          '    matchLabels:',
          '      app: redis',
          '  template:',
          '    metadata:',
          '      labels:',
          '        app: redis',
          '    spec:',
          '      containers:',
          '        - name: redis',
          '          image: redis:7.2',
          '          args: ["--maxmemory", "1gb", "--save", "900 1"]',
          '          resources:',
          '            limits:',
          '              memory: "3Gi"',
          '',
        ].join('\n'),
      },
    },
  ],
});

const FACTORS = wordMap<number>({ K: 1, M: 2, G: 3, T: 4, P: 5, E: 6 });

/** `Ki`, `Mi`, … and decimals before `kb`, `mb`, `gb` mean powers of 1024; a percentage needs somebody to choose. */
function fixesFor(instance: RedisInstance, entry: Entry, index: number): Fix[] {
  const match = /^(\d*\.?\d+)([KMGTPE])(?:iB?|B)$/i.exec(entry.line.args[index]?.value ?? '');
  if (!match) return [];
  const bytes = Number(match[1]) * 1024 ** (FACTORS.get(match[2]?.toUpperCase() ?? '') ?? 0);
  if (!Number.isSafeInteger(bytes)) return [];
  const value = formatRedisMemory(bytes);
  const args = entry.line.args.map((arg, at) => (at === index ? value : arg.value)).join(' ');
  return [{ title: `Change to ${value}`, safety: 'safe', edits: instance.form.replace(entry, args) }];
}
