import { defineRule } from './rule';

export const overcommitNotEnabled = defineRule({
  id: 'overcommit-not-enabled',
  category: 'host',
  severity: 'information',
  summary: 'A server that forks, on a host of which nothing says that it overcommits memory',
  docs: {
    what: 'A compose service runs a server that forks, and nothing in the project sets `vm.overcommit_memory=1` on the host.',
    why: 'With mode 2 the kernel refuses a fork that could need more memory than there is, and the save fails. With the default mode 0 kernels up to 5.1 do the same; since 5.2 they refuse only a single mapping larger than the memory of the machine, so the default is fine there.',
    fix: 'Set `vm.overcommit_memory=1` on the host, for example in /etc/sysctl.d. It cannot be set in a container. On Kubernetes the kubelet does it.',
    references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/admin/'],
  },
  check(instance, report) {
    const { placement } = instance;
    if (
      instance.kind !== 'server' ||
      placement?.machine !== 'host' ||
      placement.completeness !== 'whole' ||
      placement.overcommits
    )
      return;
    const kernel = instance.stated.kernel?.kind === 'known' ? instance.stated.kernel.value : undefined;
    const asked = placement.sysctls.some(({ name }) => name.text.startsWith('vm.overcommit_memory'));
    if (asked || !instance.forkTriggers.some((trigger) => trigger.certain) || (kernel ?? 0) >= REFUSES_LESS)
      return;
    report({
      at: placement.anchor,
      message:
        'This server forks, and nothing here says that the host has vm.overcommit_memory=1. With mode 2, and on kernels up to 5.1 with the default too, a fork is refused when the memory could run short, and the save fails.',
    });
  },
  examples: [
    {
      name: 'A compose service that forks',
      file: 'compose.yaml',
      text: [
        'services:',
        '  cache:',
        '    image: ⟦redis:7.2⟧',
        '    command: ["redis-server", "--save", "900 1"]',
        '',
      ].join('\n'),
      messages: [
        'This server forks, and nothing here says that the host has vm.overcommit_memory=1. With mode 2, and on kernels up to 5.1 with the default too, a fork is refused when the memory could run short, and the save fails.',
      ],
    },
    {
      name: 'Nothing forks',
      file: 'compose.yaml',
      text: [
        'services:',
        '  cache:',
        '    image: redis:7.2',
        '    command: ["redis-server", "--save", ""]',
        '',
      ].join('\n'),
    },
    {
      name: 'A service beside it sets it on the host',
      file: 'compose.yaml',
      text: [
        'services:',
        '  sysctl:',
        '    image: busybox',
        '    privileged: true',
        '    command: sysctl -w vm.overcommit_memory=1',
        '  cache:',
        '    image: redis:7.2',
        '    command: ["redis-server", "--save", "900 1"]',
        '',
      ].join('\n'),
    },
    {
      name: 'On Kubernetes the kubelet sets it',
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
        '',
      ].join('\n'),
    },
  ],
});

/** Linux 5.2, commit 8c7829b04c52. */
const REFUSES_LESS = 5002;
