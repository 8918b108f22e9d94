import { limitForCache, limitNeeded, maxmemoryForCache, maxmemoryThatFits } from '../memory/advice';
import { factValue, placeOf } from '../model/fact';
import type { Related } from '../model/finding';
import { budgetSentences } from '../server/budget-sentences';
import type { RedisInstance } from '../server/instance';
import { formatBytes, formatRatio } from '../units/bytes';
import { datasetName, lowerMaxmemory, type Proposal, placesOf, raiseLimit } from './limit-fixes';
import { defineRule, type NewFinding } from './rule';
import { computedSentence, limitInWords, relatedTo } from './support';

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
    const hidden = full ? undefined : hiddenBound(instance, limit);
    if (hidden !== undefined) {
      report(hidden);
      return;
    }
    if (!full && (!forks || limit >= 2 * budget.dataset)) return;
    const source = datasetName(instance);
    const first = full
      ? `The limit of ${limitInWords(instance)} is reached by ${source} of ${formatBytes(budget.dataset)} alone.`
      : `The limit of ${limitInWords(instance)} is ${formatRatio(limit / budget.dataset)} ${source} of ${formatBytes(budget.dataset)}.`;
    const sentences = [first, ...computedSentence(instance), ...(forks ? budgetSentences(instance) : [])];
    report({
      ...placesOf(instance, limit, budget.dataset),
      ...(full ? { severity: 'error' } : {}),
      message: sentences.join(' '),
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
        'The limit of 1 GiB is 1.33× maxmemory of 768 MiB. It fits up to about 33,000 writes during one save with 1 KiB values. A save that copies every page needs 1.61 GiB, 621 MiB over the limit.',
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
        'The limit of 1 GiB is 1.33× maxmemory of 768 MiB. It fits up to about 33,000 writes during one save with 1 KiB values; about 2,000 are expected, which need 802 to 849 MiB. A save that copies every page needs 1.61 GiB, 621 MiB over the limit.',
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
    {
      name: 'Less data is stated than maxmemory allows',
      text: '# forkguard: limit=1Gi dataset=400mb\nmaxmemory ⟦2gb⟧\nsave 900 1\n',
      messages: [
        'maxmemory of 2 GiB reaches the limit of 1 GiB. 400 MiB of data are stated, and nothing keeps data from growing beyond that.',
      ],
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
        'The limit of 1 GiB is 1.33× maxmemory of 768 MiB. It fits up to about 8,200 writes during one save with sorted sets, about 33,000 with 1 KiB values. A save that copies every page needs 1.61 GiB, 621 MiB over the limit.',
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
        'The limit of 1 GiB is 1.33× maxmemory of 768 MiB. It fits up to about 8,200 writes during one save with sorted sets, about 33,000 with 1 KiB values. A save that copies every page needs 1.61 GiB, 621 MiB over the limit.',
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
        'The limit of 1.5 GiB is 1.5× maxmemory of 1 GiB. It fits up to about 26,000 writes during one save with sorted sets, about 92,000 with 1 KiB values. A save that copies every page needs 2.14 GiB, 656 MiB over the limit.',
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
        'The limit of 4 GiB is 1.25× maxmemory of 3.2 GiB. OT-CONTAINER-KIT redis-operator sets maxmemory to 80 % of the limit, so raising the limit raises both. It fits up to about 21,000 writes during one save with sorted sets, about 86,000 with 1 KiB values. A save that copies every page needs 6.84 GiB, 2.84 GiB over the limit.',
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

/** Less data is stated than `maxmemory` allows, and that is more than the limit: what is stated does not keep it below. */
function hiddenBound(instance: RedisInstance, limit: number): NewFinding | undefined {
  const maxmemory = factValue(instance.budgetInput.maxmemory);
  const dataset = factValue(instance.dataset);
  if (!instance.stated.dataset || maxmemory === undefined || maxmemory < limit || dataset === undefined)
    return undefined;
  const place = placeOf(instance.budgetInput.maxmemory);
  return {
    at: place ?? instance.anchor,
    severity: 'error',
    message: `maxmemory of ${formatBytes(maxmemory)} reaches the limit of ${limitInWords(instance)}. ${formatBytes(dataset)} of data are stated, and nothing keeps data from growing beyond that.`,
    related: limitPlace(instance, limit),
    fixes: () => lowerMaxmemory({ ...instance, stated: {} }, maxmemoryFor(instance, limit)),
  };
}

function limitPlace(instance: RedisInstance, limit: number): Related[] {
  const place = placeOf(instance.limit);
  return place ? [relatedTo(place, `The memory limit is ${formatBytes(limit)}`)] : [];
}

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
