import { limitForCache, limitNeeded, maxmemoryForCache, maxmemoryThatFits } from '../memory/advice';
import { factValue, placeOf } from '../model/fact';
import type { Fix, Related } from '../model/finding';
import { expectedCase, worstCase } from '../server/budget-sentences';
import type { RedisInstance } from '../server/instance';
import { type Place, samePlace } from '../text/span';
import { formatBytes, formatRatio } from '../units/bytes';
import { formatRedisMemory } from '../units/redis-memory';
import { defineRule } from './rule';
import { computedBound, computedSentence, limitInWords, relatedTo } from './support';

export const limitBelow2x = defineRule({
  id: 'limit-below-2x',
  category: 'limits',
  severity: 'warning',
  summary: 'The memory limit is below twice the data of a server that forks',
  docs: {
    what: 'The memory limit and the data of the instance are known, something makes it fork, and the limit is below twice the data. When the data alone reaches the limit it is an error, with or without a fork. Exactly twice is not reported.',
    why: 'While a child saves, each page that a client dirties is copied. The resident set at the fork (measured: 1.065 times the data) plus the copies, page tables and buffers must fit the limit, or the kernel kills the server in the middle of the save. How much is copied depends on the writes during one save; the message says after how many the limit is reached.',
    fix: 'Raise the limit to what the budget needs, or lower `maxmemory` to what fits.',
    references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/admin/'],
  },
  check(instance, report) {
    const limit = factValue(instance.limit);
    const { budget } = instance;
    if (instance.kind !== 'server' || !budget || limit === undefined) return;
    const forks = instance.forkTriggers.some((trigger) => trigger.certain);
    const full = budget.dataset >= limit;
    // A replica that follows a known primary has a rule of its own.
    if (instance.primary || instance.placement?.completeness === 'patch') return;
    if (!full && (!forks || limit >= 2 * budget.dataset)) return;
    const source = datasetName(instance);
    const first = full
      ? `The limit of ${limitInWords(instance)} is reached by ${source} of ${formatBytes(budget.dataset)} alone.`
      : `The limit of ${limitInWords(instance)} is ${formatRatio(limit / budget.dataset)} ${source} of ${formatBytes(budget.dataset)}.`;
    const sentences = [
      first,
      ...computedSentence(instance),
      ...(forks ? [worstCase(budget), expectedCase(instance)] : []),
    ];
    report({
      ...placesOf(instance, limit, budget.dataset),
      ...(full ? { severity: 'error' } : {}),
      message: sentences.filter(Boolean).join(' '),
      fixes: () => [
        ...raiseLimit(instance, limitFor(instance, budget.dataset)),
        ...lowerMaxmemory(instance, maxmemoryFor(instance, limit)),
      ],
    });
  },
  examples: [
    {
      name: 'The limit leaves a third of the data for the copy',
      text: '# forkguard: limit=⟦1Gi⟧ value=1kb\nmaxmemory 768mb\nsave 900 1\n',
      messages: [
        'The limit of 1 GiB is 1.33× maxmemory of 768 MiB. A background save under full-rate writes needs 1.6 GiB at worst, 615 MiB over the limit; with 1 KiB values the limit is reached after about 34,000 writes during one save.',
      ],
      fixed: {
        title: 'Lower maxmemory to 448mb',
        text: '# forkguard: limit=1Gi value=1kb\nmaxmemory 448mb\nsave 900 1\n',
      },
    },
    {
      name: 'The data alone reaches the limit',
      text: '# forkguard: limit=⟦1Gi⟧\nmaxmemory 1gb\nsave ""\n',
      messages: ['The limit of 1 GiB is reached by maxmemory of 1 GiB alone.'],
      fixed: {
        title: 'Lower maxmemory to 768mb',
        text: '# forkguard: limit=1Gi\nmaxmemory 768mb\nsave ""\n',
      },
    },
    {
      name: 'The write rate is known, so the range is narrower',
      text: '# forkguard: limit=⟦1Gi⟧ value=1kb writes=200/s save=10s\nmaxmemory 768mb\nsave 900 1\n',
      messages: [
        'The limit of 1 GiB is 1.33× maxmemory of 768 MiB. A background save under full-rate writes needs 1.6 GiB at worst, 615 MiB over the limit; with 1 KiB values the limit is reached after about 34,000 writes during one save. At 200 writes/s 802 to 846 MiB are expected.',
      ],
    },
    {
      name: 'A patch, which something else completes',
      file: 'smaller.yaml',
      text: [
        'apiVersion: apps/v1',
        'kind: StatefulSet',
        'metadata:',
        '  name: redis',
        'spec:',
        '  template:',
        '    spec:',
        '      containers:',
        '        - name: redis',
        '          args: ["redis-server", "--maxmemory", "500mb", "--save", "900 1"]',
        '          resources:',
        '            limits:',
        '              memory: 512Mi',
        '',
      ].join('\n'),
    },
    { name: 'Exactly twice', text: '# forkguard: limit=2Gi\nmaxmemory 1gb\nsave 900 1\n' },
    { name: 'Nothing forks', text: '# forkguard: limit=1500Mi\nmaxmemory 1gb\nsave ""\n' },
    { name: 'The limit is not known', text: 'maxmemory 1gb\nsave 900 1\n' },
    {
      name: 'The limit of a container, and maxmemory among its arguments',
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
        '          args:',
        '            - --maxmemory',
        '            - 768mb',
        '            - --save',
        '            - "900 1"',
        '          resources:',
        '            limits:',
        '              memory: ⟦1Gi⟧',
        '',
      ].join('\n'),
      messages: [
        'The limit of 1 GiB is 1.33× maxmemory of 768 MiB. A background save under full-rate writes needs 1.6 GiB at worst, 615 MiB over the limit; the limit is reached after about 8,400 writes during one save with sorted sets, about 34,000 with 1 KiB values.',
      ],
      fixed: {
        title: 'Raise the memory limit to 1664Mi',
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
          '          args:',
          '            - --maxmemory',
          '            - 768mb',
          '            - --save',
          '            - "900 1"',
          '          resources:',
          '            limits:',
          '              memory: 1664Mi',
          '',
        ].join('\n'),
      },
    },
    {
      name: 'The limit of a compose service, and maxmemory in the file that is mounted',
      file: 'compose.yaml',
      files: { 'redis.conf': 'maxmemory 768mb\nsave 900 1\n' },
      text: [
        'services:',
        '  cache:',
        '    image: redis:7.2',
        '    command: redis-server /etc/redis.conf',
        '    volumes:',
        '      - ./redis.conf:/etc/redis.conf:ro',
        '    mem_limit: ⟦1g⟧',
        '',
      ].join('\n'),
      messages: [
        'The limit of 1 GiB is 1.33× maxmemory of 768 MiB. A background save under full-rate writes needs 1.6 GiB at worst, 615 MiB over the limit; the limit is reached after about 8,400 writes during one save with sorted sets, about 34,000 with 1 KiB values.',
      ],
      fixed: {
        title: 'Raise the memory limit to 1664m',
        text: [
          'services:',
          '  cache:',
          '    image: redis:7.2',
          '    command: redis-server /etc/redis.conf',
          '    volumes:',
          '      - ./redis.conf:/etc/redis.conf:ro',
          '    mem_limit: 1664m',
          '',
        ].join('\n'),
      },
    },
    {
      name: 'maxmemory in a ConfigMap',
      file: 'redis.yaml',
      text: [
        'apiVersion: v1',
        'kind: ConfigMap',
        'metadata:',
        '  name: redis-config',
        'data:',
        '  redis.conf: |',
        '    maxmemory 1gb',
        '    save 900 1',
        '---',
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
        '          args: [/etc/redis/redis.conf]',
        '          resources:',
        '            limits: {memory: ⟦1536Mi⟧}',
        '          volumeMounts:',
        '            - name: config',
        '              mountPath: /etc/redis',
        '      volumes:',
        '        - name: config',
        '          configMap:',
        '            name: redis-config',
        '',
      ].join('\n'),
      messages: [
        'The limit of 1.5 GiB is 1.5× maxmemory of 1 GiB. A background save under full-rate writes needs 2.13 GiB at worst, 650 MiB over the limit; the limit is reached after about 27,000 writes during one save with sorted sets, about 93,000 with 1 KiB values.',
      ],
      fixed: {
        title: 'Lower maxmemory to 704mb',
        text: [
          'apiVersion: v1',
          'kind: ConfigMap',
          'metadata:',
          '  name: redis-config',
          'data:',
          '  redis.conf: |',
          '    maxmemory 704mb',
          '    save 900 1',
          '---',
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
          '          args: [/etc/redis/redis.conf]',
          '          resources:',
          '            limits: {memory: 1536Mi}',
          '          volumeMounts:',
          '            - name: config',
          '              mountPath: /etc/redis',
          '      volumes:',
          '        - name: config',
          '          configMap:',
          '            name: redis-config',
          '',
        ].join('\n'),
      },
    },
    {
      name: 'An operator that computes maxmemory from the limit',
      file: 'redis.yaml',
      text: [
        'apiVersion: redis.redis.opstreelabs.in/v1beta2',
        'kind: Redis',
        'metadata:',
        '  name: redis',
        'spec:',
        '  kubernetesConfig:',
        '    image: quay.io/opstree/redis:v7.0.15',
        '    resources:',
        '      limits:',
        '        memory: 4Gi',
        '  redisConfig:',
        '    maxMemoryPercentOfLimit: ⟦80⟧',
        '',
      ].join('\n'),
      messages: [
        'The limit of 4 GiB is 1.25× maxmemory of 3.2 GiB. OT-CONTAINER-KIT redis-operator sets maxmemory to 80 % of the limit, so raising the limit raises both. A background save under full-rate writes needs 6.83 GiB at worst, 2.83 GiB over the limit; the limit is reached after about 21,000 writes during one save with sorted sets, about 86,000 with 1 KiB values.',
      ],
      fixed: {
        title: 'Set maxMemoryPercentOfLimit: 43',
        text: [
          'apiVersion: redis.redis.opstreelabs.in/v1beta2',
          'kind: Redis',
          'metadata:',
          '  name: redis',
          'spec:',
          '  kubernetesConfig:',
          '    image: quay.io/opstree/redis:v7.0.15',
          '    resources:',
          '      limits:',
          '        memory: 4Gi',
          '  redisConfig:',
          '    maxMemoryPercentOfLimit: 43',
          '',
        ].join('\n'),
      },
    },
  ],
});

/** Where nothing forks the worst case is little more than the data, and buffers need room beside it. */
function limitFor(instance: RedisInstance, dataset: number): Proposal {
  const needed = limitNeeded(instance.budgetInput);
  if (instance.budgetInput.forks || needed === undefined)
    return { bytes: needed, reason: 'the worst case then fits' };
  return { bytes: Math.max(needed, limitForCache(dataset)), reason: LEAVES_A_QUARTER };
}

function maxmemoryFor(instance: RedisInstance, limit: number): Proposal {
  const fitting = maxmemoryThatFits(instance.budgetInput, limit);
  if (instance.budgetInput.forks || fitting === undefined)
    return { bytes: fitting, reason: `the worst case then fits ${formatBytes(limit)}` };
  return { bytes: Math.min(fitting, maxmemoryForCache(limit)), reason: LEAVES_A_QUARTER };
}

const LEAVES_A_QUARTER = 'a quarter of the limit is then left for the allocator and for buffers';

export function datasetName({ stated, dataset }: RedisInstance): string {
  if (dataset.kind === 'known' && dataset.origin.layer === 'running server') return 'the measured peak';
  return stated.dataset ? 'the stated dataset' : 'maxmemory';
}

/** The limit, with the data as the other end; the other way round where only maxmemory can be changed to any effect. */
export function placesOf(
  instance: RedisInstance,
  limit: number,
  dataset: number,
): { at: Place; related: Related[] } {
  const ends = [
    { place: placeOf(instance.limit), message: `The memory limit is ${formatBytes(limit)}` },
    { place: placeOf(instance.dataset), message: `${formatBytes(dataset)} of data can be held here` },
  ];
  if (computedBound(instance)?.overridable) ends.reverse();
  const [first, second] = ends;
  const at = first?.place ?? instance.anchor;
  const other = second?.place && !samePlace(second.place, at) ? second.place : undefined;
  return { at, related: second && other ? [relatedTo(other, second.message)] : [] };
}

/** Only where a manifest holds the limit: an annotation states it and does not set it. */
export interface Proposal {
  /** Undefined where no number helps. */
  readonly bytes: number | undefined;
  /** Completes the title, in parentheses. */
  readonly reason: string;
}

/** Only where the manifest says it and the bound does not follow it. */
export function raiseLimit(instance: RedisInstance, { bytes, reason }: Proposal): Fix[] {
  const { placement } = instance;
  if (!placement || bytes === undefined || instance.stated.limit || computedBound(instance)) return [];
  return [
    {
      title: `Raise the memory limit to ${placement.showLimit(bytes)} (${reason})`,
      safety: 'needs-a-number',
      edits: placement.setLimit(bytes),
    },
  ];
}

/** Only where maxmemory is written: a stated dataset does not shrink by an edit. */
export function lowerMaxmemory(instance: RedisInstance, { bytes, reason }: Proposal): Fix[] {
  const entry = instance.directives.last('maxmemory');
  if (!entry || instance.stated.dataset || bytes === undefined) return [];
  const value = formatRedisMemory(bytes);
  const what = computedBound(instance)
    ? `Set ${instance.form.show('maxmemory', value)}`
    : `Lower maxmemory to ${value}`;
  return [
    {
      title: `${what} (${reason}; data beyond it is evicted or refused)`,
      safety: 'changes-eviction',
      edits: instance.form.replace(entry, value),
    },
  ];
}
