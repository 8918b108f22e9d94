import { placeOfEntry } from '../directives/view';
import { factValue } from '../model/fact';
import type { Fix } from '../model/finding';
import { hasRedis } from '../model/version';
import type { RedisInstance } from '../server/instance';
import { defineRule } from './rule';

/** Linux 5.8, commit 3917c80280c9: the kernel splits a huge page and copies 4 KiB of it. */
const COPIES_SMALL_PAGES = 5008;

export const thpNotDisabled = defineRule({
  id: 'thp-not-disabled',
  category: 'host',
  severity: 'information',
  summary: 'Transparent huge pages are left on for the server',
  docs: {
    what: '`disable-thp no` is set, or the server is known to be older than 6.2, which cannot turn transparent huge pages off for itself.',
    why: 'Before Linux 5.8 the first write to a huge page after a fork copies 2 MiB, so that a few thousand writes reach the full copy; it is never more than one full copy. From 5.8 on the kernel copies 4 KiB and nothing is amplified; what remains is that the child cannot give memory back while huge pages are on, which costs most with values above 4 KB. The host setting `madvise` is as good as `never`: the allocator does not ask for huge pages.',
    fix: 'Remove the line: since 6.2 the server turns huge pages off for itself. For older servers set the host to `madvise` or `never`.',
    references: ['https://github.com/torvalds/linux/commit/3917c80280c93a7123f1a3a6dcdb10a3ea19737d'],
  },
  check(instance, report) {
    if (instance.kind !== 'server') return;
    const kernel = instance.stated.kernel ? factValue(instance.stated.kernel) : undefined;
    const old = kernel !== undefined && kernel < COPIES_SMALL_PAGES;
    const severity = old ? { severity: 'warning' as const } : {};
    const effect = old
      ? 'On this kernel the first write to a huge page after a fork copies 2 MiB, so a few thousand writes reach the full copy.'
      : 'Before Linux 5.8 the first write to a huge page after a fork copies 2 MiB, so a few thousand writes reach the full copy; from 5.8 on the kernel copies 4 KiB.';
    const entry = instance.directives.last('disable-thp');
    if (entry && factValue(instance.directives.bool('disable-thp')) === false) {
      report({
        at: placeOfEntry(entry),
        ...severity,
        message: `The server is told to keep transparent huge pages. ${effect}`,
        fixes: () => [
          {
            title: 'Remove the line (the server then turns huge pages off for itself)',
            safety: 'safe',
            edits: instance.form.remove([entry]),
          },
        ],
      });
    } else if (
      isTooOld(instance) &&
      !instance.placement?.hostPrepared &&
      (instance.placement?.completeness ?? 'whole') === 'whole'
    ) {
      report({
        at: instance.anchor,
        ...severity,
        message: `${instance.version.name} cannot turn transparent huge pages off for itself, so the host decides (madvise and never are both fine). ${effect}`,
        fixes: () => initContainer(instance),
      });
    }
  },
  examples: [
    {
      name: 'The server is told to keep huge pages',
      text: 'maxmemory 1gb\n⟦disable-thp no⟧\n',
      messages: [
        'The server is told to keep transparent huge pages. Before Linux 5.8 the first write to a huge page after a fork copies 2 MiB, so a few thousand writes reach the full copy; from 5.8 on the kernel copies 4 KiB.',
      ],
      fixed: { title: 'Remove the line', text: 'maxmemory 1gb\n' },
    },
    {
      name: 'A server and a kernel that are both old',
      text: '⟦# forkguard: version=5.0 kernel=4.18⟧\nmaxmemory 1gb\n',
      messages: [
        'Redis 5.0 cannot turn transparent huge pages off for itself, so the host decides (madvise and never are both fine). On this kernel the first write to a huge page after a fork copies 2 MiB, so a few thousand writes reach the full copy.',
      ],
    },
    {
      name: 'The first option of a list',
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
        '      args: [⟦"--disable-thp", "no"⟧, "--maxmemory", "1gb"]',
        '',
      ].join('\n'),
      messages: [
        'The server is told to keep transparent huge pages. Before Linux 5.8 the first write to a huge page after a fork copies 2 MiB, so a few thousand writes reach the full copy; from 5.8 on the kernel copies 4 KiB.',
      ],
      fixed: {
        title: 'Remove the line',
        text: [
          'apiVersion: v1',
          'kind: Pod',
          'metadata:',
          '  name: redis',
          'spec:',
          '  containers:',
          '    - name: redis',
          '      image: redis:7.2',
          '      args: ["--maxmemory", "1gb"]',
          '',
        ].join('\n'),
      },
    },
    { name: 'The default since 6.2', text: 'disable-thp yes\n' },
    { name: 'The version is not known', text: 'maxmemory 1gb\n' },
    {
      name: 'An old image',
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
        '          image: ⟦redis:5⟧',
        '',
      ].join('\n'),
      messages: [
        'Redis 5.0 cannot turn transparent huge pages off for itself, so the host decides (madvise and never are both fine). Before Linux 5.8 the first write to a huge page after a fork copies 2 MiB, so a few thousand writes reach the full copy; from 5.8 on the kernel copies 4 KiB.',
      ],
    },
    {
      name: 'A DaemonSet turns them off',
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
        '          image: redis:5',
        '---',
        'apiVersion: apps/v1',
        'kind: DaemonSet',
        'metadata:',
        '  name: node-setup',
        'spec:',
        '  selector:',
        '    matchLabels:',
        '      app: node-setup',
        '  template:',
        '    metadata:',
        '      labels:',
        '        app: node-setup',
        '    spec:',
        '      containers:',
        '        - name: thp',
        '          image: busybox',
        '          command: ["sh", "-c", "echo never > /sys/kernel/mm/transparent_hugepage/enabled; sleep infinity"]',
        '',
      ].join('\n'),
    },
  ],
});

const isTooOld = ({ version }: RedisInstance): boolean =>
  version.stated && version.candidates.every((candidate) => !hasRedis(candidate, 6, 2));

/** Writes the setting of the node, which holds for every container on it. */
const DISABLE_THP = [
  'name: disable-thp',
  'image: busybox:stable',
  'command: ["sh", "-c", "echo madvise > /host-sys/kernel/mm/transparent_hugepage/enabled"]',
  'securityContext:',
  '  privileged: true',
  'volumeMounts:',
  '  - name: host-sys',
  '    mountPath: /host-sys',
];

function initContainer({ placement }: RedisInstance): Fix[] {
  if (!placement?.addInitContainer) return [];
  return [
    {
      title:
        'Add an init container that sets the node to madvise (privileged; affects every container of the node)',
      safety: 'a-guess',
      edits: placement.addInitContainer(DISABLE_THP),
    },
  ];
}
