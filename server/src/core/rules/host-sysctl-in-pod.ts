import { defineRule } from './rule';

export const hostSysctlInPod = defineRule({
  id: 'host-sysctl-in-pod',
  category: 'host',
  severity: 'error',
  summary: 'A kernel setting of the host among the sysctls of a pod or service',
  docs: {
    what: 'A `vm.*` setting stands among the `sysctls` of a pod or of a compose service.',
    why: 'These settings are not namespaced: there is one of each per machine. The kubelet refuses the pod (SysctlForbidden), and container engines refuse to start the container.',
    fix: 'Remove it. On Kubernetes the kubelet sets `vm.overcommit_memory=1` on every node by itself; elsewhere it belongs into the sysctl configuration of the host.',
    references: ['https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/'],
  },
  check(instance, report) {
    const { placement } = instance;
    if (!placement) return;
    const refused = placement.machine === 'host' ? 'the container is not started' : 'the pod is refused';
    const where =
      placement.machine === 'host'
        ? 'It belongs into the sysctl configuration of the host.'
        : 'The kubelet sets vm.overcommit_memory=1 on every node by itself.';
    for (const sysctl of placement.sysctls) {
      if (!sysctl.name.text.startsWith('vm.')) continue;
      report({
        at: sysctl.name.place,
        message: `${sysctl.name.text.replace(/=.*$/, '')} is a setting of the whole machine and not of a container: ${refused}. ${where}`,
        fixes: () => [{ title: 'Remove the setting', safety: 'safe', edits: sysctl.remove() }],
      });
    }
  },
  examples: [
    {
      name: 'Overcommit among the sysctls of a pod',
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
        '      securityContext:',
        '        sysctls:',
        '          - name: net.core.somaxconn',
        '            value: "1024"',
        '          - name: ⟦vm.overcommit_memory⟧',
        '            value: "1"',
        '      containers:',
        '        - name: redis',
        '          image: redis:7.2',
        '          args: ["--maxmemory", "1gb", "--save", "900 1"]',
        '',
      ].join('\n'),
      messages: [
        'vm.overcommit_memory is a setting of the whole machine and not of a container: the pod is refused. The kubelet sets vm.overcommit_memory=1 on every node by itself.',
      ],
      fixed: {
        title: 'Remove the setting',
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
          '      securityContext:',
          '        sysctls:',
          '          - name: net.core.somaxconn',
          '            value: "1024"',
          '      containers:',
          '        - name: redis',
          '          image: redis:7.2',
          '          args: ["--maxmemory", "1gb", "--save", "900 1"]',
          '',
        ].join('\n'),
      },
    },
    {
      name: 'Overcommit among the sysctls of a compose service',
      file: 'compose.yaml',
      text: [
        'services:',
        '  cache:',
        '    image: redis:7.2',
        '    sysctls:',
        '      net.core.somaxconn: 1024',
        '      ⟦vm.overcommit_memory⟧: 1',
        '',
      ].join('\n'),
      messages: [
        'vm.overcommit_memory is a setting of the whole machine and not of a container: the container is not started. It belongs into the sysctl configuration of the host.',
      ],
      fixed: {
        title: 'Remove the setting',
        text: [
          'services:',
          '  cache:',
          '    image: redis:7.2',
          '    sysctls:',
          '      net.core.somaxconn: 1024',
          '',
        ].join('\n'),
      },
    },
    {
      name: 'A setting that is namespaced',
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
        '      securityContext:',
        '        sysctls:',
        '          - name: net.core.somaxconn',
        '            value: "1024"',
        '      containers:',
        '        - name: redis',
        '          image: redis:7.2',
        '          args: ["--maxmemory", "1gb", "--save", "900 1"]',
        '',
      ].join('\n'),
    },
  ],
});
