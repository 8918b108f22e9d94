import { limitForCache, limitNeeded } from '../memory/advice';
import type { RedisInstance } from '../server/instance';
import { formatBytes } from '../units/bytes';
import { defineRule } from './rule';

/** Something to change, where nothing is known from which a limit would follow. */
const PLACEHOLDER = 1024 ** 3;

export const missingMemoryLimit = defineRule({
  id: 'missing-memory-limit',
  category: 'limits',
  severity: 'information',
  summary: 'The container of a server has no memory limit',
  docs: {
    what: 'The container of a server has no memory limit: none of its own, none of its pod, no default of a LimitRange; in a compose file neither `deploy.resources.limits.memory` nor `mem_limit` (`mem_reservation` is none).',
    why: 'Without a limit the memory of the node or host is the only bound. A fork that doubles the memory of the server then takes it from its neighbours, and the kernel chooses what to kill. A pod without a limit is among the first to be evicted.',
    fix: 'Set a limit that holds the worst case of a fork.',
    references: ['https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/'],
  },
  check(instance, report) {
    const { placement } = instance;
    if (
      instance.kind !== 'server' ||
      !placement ||
      placement.completeness !== 'whole' ||
      !placement.limit.missing
    )
      return;
    const { budget, budgetInput } = instance;
    const { bytes, reason } = proposalFor(instance);
    const quantity = placement.showLimit(bytes);
    const worst = budgetInput.forks ? budget?.worst : undefined;
    const need = worst === undefined ? '' : ` The worst case of a fork needs ${formatBytes(worst)}.`;
    report({
      at: placement.anchor,
      message: `No memory limit: the memory of the ${placement.machine} is the only bound for the data and for what a fork copies.${need}`,
      fixes: () => [
        {
          title: `Set a memory limit of ${quantity} (${reason})`,
          safety: 'needs-a-number',
          edits: placement
            .setLimit(bytes)
            .map((edit) => ({ ...edit, snippet: edit.newText.replace(quantity, `\${1:${quantity}}`) })),
        },
      ],
    });
  },
  examples: [
    {
      name: 'A cache that never forks',
      file: 'compose.yaml',
      text: [
        'services:',
        '  cache:',
        '    image: ⟦redis:7.2⟧',
        '    command: redis-server --maxmemory 384mb --save ""',
        '',
      ].join('\n'),
      messages: [
        'No memory limit: the memory of the host is the only bound for the data and for what a fork copies.',
      ],
      fixed: {
        title: 'Set a memory limit of 512m (a quarter of it is left for the allocator and for buffers)',
        text: [
          'services:',
          '  cache:',
          '    image: redis:7.2',
          '    deploy:',
          '      resources:',
          '        limits:',
          '          memory: 512m',
          '    command: redis-server --maxmemory 384mb --save ""',
          '',
        ].join('\n'),
      },
    },
    {
      name: 'A StatefulSet without a limit',
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
        '          image: ⟦redis:7.2⟧',
        '          args: ["--maxmemory", "1gb", "--save", "900 1"]',
        '',
      ].join('\n'),
      messages: [
        'No memory limit: the memory of the node is the only bound for the data and for what a fork copies. The worst case of a fork needs 2.14 GiB.',
      ],
      fixed: {
        title: 'Set a memory limit of 2304Mi',
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
          '          resources:',
          '            limits:',
          '              memory: 2304Mi',
          '          args: ["--maxmemory", "1gb", "--save", "900 1"]',
          '',
        ].join('\n'),
      },
    },
    {
      name: 'Requests alone are no limit',
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
        '          image: ⟦redis:7.2⟧',
        '          args: [--save, ""]',
        '          resources:',
        '            requests:',
        '              memory: 1Gi',
        '',
      ].join('\n'),
      messages: [
        'No memory limit: the memory of the node is the only bound for the data and for what a fork copies.',
      ],
      fixed: {
        title: 'Set a memory limit of 1Gi',
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
          '          args: [--save, ""]',
          '          resources:',
          '            requests:',
          '              memory: 1Gi',
          '            limits:',
          '              memory: 1Gi',
          '',
        ].join('\n'),
      },
    },
    {
      name: 'A compose service, whose reservation is no limit',
      file: 'compose.yaml',
      text: [
        'services:',
        '  cache:',
        '    image: ⟦redis:7.2⟧',
        '    command: redis-server --maxmemory 1gb --save "900 1"',
        '    mem_reservation: 3g',
        '',
      ].join('\n'),
      messages: [
        'No memory limit: the memory of the host is the only bound for the data and for what a fork copies. The worst case of a fork needs 2.14 GiB.',
      ],
      fixed: {
        title: 'Set a memory limit of 2304m',
        text: [
          'services:',
          '  cache:',
          '    image: redis:7.2',
          '    deploy:',
          '      resources:',
          '        limits:',
          '          memory: 2304m',
          '    command: redis-server --maxmemory 1gb --save "900 1"',
          '    mem_reservation: 3g',
          '',
        ].join('\n'),
      },
    },
    {
      name: 'A limit',
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
        '              memory: 3Gi',
        '',
      ].join('\n'),
    },
    {
      name: 'The default of a LimitRange',
      file: 'redis.yaml',
      text: [
        'apiVersion: v1',
        'kind: LimitRange',
        'metadata:',
        '  name: defaults',
        'spec:',
        '  limits:',
        '    - type: Container',
        '      default:',
        '        memory: 3Gi',
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
        '          args: ["--maxmemory", "1gb", "--save", "900 1"]',
        '',
      ].join('\n'),
    },
    {
      name: 'A client in the image of a server',
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
        '          command: ["sleep", "3600"]',
        '',
      ].join('\n'),
    },
  ],
});

/** What holds the worst case of a fork; where nothing forks, a limit with room for what comes on top of the data. */
function proposalFor({ budget, budgetInput }: RedisInstance): { bytes: number; reason: string } {
  const needed = limitNeeded(budgetInput);
  if (!budget || needed === undefined) return { bytes: PLACEHOLDER, reason: 'choose the number' };
  if (budgetInput.forks) return { bytes: needed, reason: 'holds the worst case of a fork' };
  return {
    bytes: Math.max(needed, limitForCache(budget.dataset)),
    reason: 'a quarter of it is left for the allocator and for buffers',
  };
}
