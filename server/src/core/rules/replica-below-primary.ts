import { limitNeeded, tidyUp } from '../memory/advice';
import { type Fact, factValue, placeOf } from '../model/fact';
import type { RedisInstance } from '../server/instance';
import { formatBytes } from '../units/bytes';
import { defineRule } from './rule';
import { limitInWords, relatedTo } from './support';

/** A primary of 2 GB under its Service, and a replica that follows it. */
const primaryAndReplica = (limit: string): string =>
  [
    'apiVersion: v1',
    'kind: Service',
    'metadata:',
    '  name: redis-primary',
    'spec:',
    '  selector:',
    '    app: redis-primary',
    '---',
    'apiVersion: apps/v1',
    'kind: StatefulSet',
    'metadata:',
    '  name: redis-primary',
    'spec:',
    '  selector:',
    '    matchLabels:',
    '      app: redis-primary',
    '  template:',
    '    metadata:',
    '      labels:',
    '        app: redis-primary',
    '    spec:',
    '      containers:',
    '        - name: redis',
    '          image: redis:7.2',
    '          args: ["--maxmemory", "2gb", "--save", ""]',
    '          resources:',
    '            limits:',
    '              memory: 4Gi',
    '---',
    'apiVersion: apps/v1',
    'kind: StatefulSet',
    'metadata:',
    '  name: redis-replica',
    'spec:',
    '  selector:',
    '    matchLabels:',
    '      app: redis-replica',
    '  template:',
    '    metadata:',
    '      labels:',
    '        app: redis-replica',
    '    spec:',
    '      containers:',
    '        - name: redis',
    '          image: redis:7.2',
    '          args: ["--replicaof", "redis-primary", "6379"]',
    '          resources:',
    '            limits:',
    `              memory: ${limit}`,
    '',
  ].join('\n');

export const replicaBelowPrimary = defineRule({
  id: 'replica-below-primary',
  category: 'limits',
  severity: 'warning',
  summary: 'The limit of a replica is below what the data of its primary needs',
  docs: {
    what: 'The memory limit of a replica is below what the data of its primary needs.',
    why: 'A replica holds the same data as its primary and ignores its own `maxmemory` by default. With less memory it is killed while the primary still has room, and after a failover it is the primary.',
    fix: 'Give the replica the limit that the data of the primary needs.',
    references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/replication/'],
  },
  check(instance, report) {
    const { primary, placement } = instance;
    const limit = factValue(instance.limit);
    if (instance.kind !== 'server' || !primary || limit === undefined) return;
    const bound = boundOf(primary, instance);
    if (bound === undefined || limit >= bound.least) return;
    const worst = limitNeeded(instance.budgetInput);
    const needed = Math.max(worst ?? 0, tidyUp(bound.least));
    const place = placeOf(bound.fact);
    const forks = forksFor(instance);
    report({
      at: placeOf(instance.limit) ?? instance.anchor,
      ...(bound.kind === 'data' && limit <= bound.bytes ? { severity: 'error' } : {}),
      message: `This replica may use ${limitInWords(instance)}, and its primary ${primary.name} ${bound.can}. A replica ignores its own maxmemory and takes all of it${forks ? ', and it forks too' : ''}.`,
      related: place ? [relatedTo(place, bound.related)] : [],
      fixes: placement
        ? [
            {
              title: `Raise the memory limit to ${placement.showLimit(needed)}`,
              safety: 'needs-a-number',
              edits: placement.setLimit(needed),
            },
          ]
        : [],
    });
  },
  examples: [
    {
      name: 'A replica with less memory than the data of its primary',
      file: 'redis.yaml',
      text: primaryAndReplica('⟦1Gi⟧'),
      messages: [
        'This replica may use 1 GiB, and its primary StatefulSet/redis-primary › redis can hold 2 GiB of data. A replica ignores its own maxmemory and takes all of it, and it forks too.',
      ],
    },
    {
      name: 'A compose service that follows another one',
      file: 'compose.yaml',
      text: [
        'services:',
        '  primary:',
        '    image: redis:7.2',
        '    command: redis-server --maxmemory 2gb --save ""',
        '    mem_limit: 4g',
        '  replica:',
        '    image: redis:7.2',
        '    command: redis-server --replicaof primary 6379 --save ""',
        '    mem_limit: ⟦1g⟧',
        '',
      ].join('\n'),
      messages: [
        'This replica may use 1 GiB, and its primary service primary can hold 2 GiB of data. A replica ignores its own maxmemory and takes all of it.',
      ],
      fixed: {
        title: 'Raise the memory limit to 2560m',
        text: [
          'services:',
          '  primary:',
          '    image: redis:7.2',
          '    command: redis-server --maxmemory 2gb --save ""',
          '    mem_limit: 4g',
          '  replica:',
          '    image: redis:7.2',
          '    command: redis-server --replicaof primary 6379 --save ""',
          '    mem_limit: 2560m',
          '',
        ].join('\n'),
      },
    },
    {
      name: 'A primary that only its own limit bounds',
      file: 'compose.yaml',
      text: [
        'services:',
        '  primary:',
        '    image: redis:7.2',
        '    command: redis-server --save ""',
        '    mem_limit: 4g',
        '  replica:',
        '    image: redis:7.2',
        '    command: redis-server --replicaof primary 6379 --save ""',
        '    mem_limit: ⟦1g⟧',
        '',
      ].join('\n'),
      messages: [
        'This replica may use 1 GiB, and its primary service primary has no maxmemory, so its data may grow up to its limit of 4 GiB. A replica ignores its own maxmemory and takes all of it.',
      ],
    },
    {
      name: 'A primary that only its own limit bounds, which is that of the replica',
      file: 'compose.yaml',
      text: [
        'services:',
        '  primary:',
        '    image: redis:7.2',
        '    command: redis-server --save ""',
        '    mem_limit: 4g',
        '  replica:',
        '    image: redis:7.2',
        '    command: redis-server --replicaof primary 6379 --save ""',
        '    mem_limit: 4g',
        '',
      ].join('\n'),
    },
    {
      name: 'The limit of the primary',
      file: 'redis.yaml',
      text: primaryAndReplica('4608Mi'),
    },
    {
      name: 'The primary is not in the project',
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
        '          args: ["--replicaof", "somewhere", "6379"]',
        '          resources:',
        '            limits:',
        '              memory: 1Gi',
        '',
      ].join('\n'),
    },
  ],
});

const forksFor = ({ forkTriggers }: RedisInstance): boolean => forkTriggers.some(({ certain }) => certain);

interface Bound {
  readonly kind: 'data' | 'limit';
  readonly bytes: number;
  /** Bytes that the replica needs at least. */
  readonly least: number;
  readonly fact: Fact<number>;
  /** Completes "its primary …". */
  readonly can: string;
  readonly related: string;
}

/** What bounds the data of a primary: `maxmemory`, else nothing but its own limit. */
function boundOf(primary: RedisInstance, replica: RedisInstance): Bound | undefined {
  const dataset = factValue(primary.dataset);
  if (dataset !== undefined) {
    const bytes = formatBytes(dataset);
    return {
      kind: 'data',
      bytes: dataset,
      least: (forksFor(replica) ? 2 : 1.25) * dataset,
      fact: primary.dataset,
      can: `can hold ${bytes} of data`,
      related: `maxmemory allows the primary ${bytes} of data`,
    };
  }
  const limit = factValue(primary.limit);
  const maxmemory = factValue(primary.budgetInput.maxmemory);
  if (limit === undefined || maxmemory !== 0) return undefined;
  const bytes = formatBytes(limit);
  return {
    kind: 'limit',
    bytes: limit,
    least: limit,
    fact: primary.limit,
    can: `has no maxmemory, so its data may grow up to its limit of ${bytes}`,
    related: `The memory limit of the primary is ${bytes}`,
  };
}
