import { COMPILED_SAVE_POINTS } from '../directives/save-list';
import type { ServerVersion } from '../model/version';
import { forkCost } from '../server/budget-sentences';
import { savesWithoutFork } from '../server/fork-triggers';
import type { RedisInstance } from '../server/instance';
import { defineRule } from './rule';
import { isReplica, joinWords, nameVersions } from './support';

export const implicitSavePoints = defineRule({
  id: 'implicit-save-points',
  category: 'forks',
  severity: 'warning',
  summary: 'No save directive: the save points compiled into the server are in force',
  docs: {
    what: 'There is no `save` anywhere in the configuration, and the version falls back to the save points compiled into it: `3600 1`, `300 100` and `60 10000`.',
    why: 'Leaving `save` out does not turn snapshots off. Redis 6.2 and later and every Valkey then fork after 60 seconds with 10,000 changes, after 300 with 100 and after an hour with one. Redis 6.0 and older have no save points when they are started with a configuration file or any option.',
    fix: 'Write `save ""` where snapshots are not wanted, or write the save points out so that everybody can see them.',
    references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  },
  check(instance, report) {
    const { loaded, closed } = instance.directives;
    if (
      instance.kind !== 'server' ||
      isReplica(instance) ||
      !closed ||
      loaded.save.written ||
      loaded.save.uncertain ||
      savesWithoutFork(instance.directives)
    )
      return;
    const compiled = (version: ServerVersion): boolean => instance.saveAs(version).save.compiled;
    if (!compiled(instance.version.chosen)) return;
    report({
      at: instance.anchor,
      ...(instance.budget?.verdict === 'fits' ? { severity: 'information' } : {}),
      message: `No save directive: the save points compiled into ${nameVersions(instance, compiled)} are in force (${POINTS_IN_WORDS}), and each save forks: ${forkCost(instance)}.`,
      fixes: () => fixesFor(instance),
    });
  },
  examples: [
    {
      name: 'Valkey that saves without a fork',
      text: '# forkguard: version=valkey-9.2\nmaxmemory 1gb\nforkless-infrastructure-enabled yes\nbgsave-default-method forkless\n',
    },
    {
      name: 'Nothing is said about snapshots',
      text: '⟦maxmemory 1gb⟧\nappendonly yes\n',
      messages: [
        'No save directive: the save points compiled into Redis 6.2 and later and Valkey are in force (1 change in 3600 s, 100 changes in 300 s and 10000 changes in 60 s), and each save forks: 1 GiB of data can need 2.14 GiB.',
      ],
      fixed: { title: 'Turn snapshots off', text: 'maxmemory 1gb\nappendonly yes\nsave ""\n' },
    },
    {
      name: 'The version is known',
      text: '⟦# forkguard: version=7.2⟧\nmaxmemory 1gb\n',
      messages: [
        'No save directive: the save points compiled into Redis 7.2 are in force (1 change in 3600 s, 100 changes in 300 s and 10000 changes in 60 s), and each save forks: 1 GiB of data can need 2.14 GiB.',
      ],
      fixed: {
        title: 'Write the compiled save points out',
        text: '# forkguard: version=7.2\nmaxmemory 1gb\nsave 3600 1\nsave 300 100\nsave 60 10000\n',
      },
    },
    {
      name: 'Redis 6.0 has none when it is started with a file',
      text: '# forkguard: version=6.0\nmaxmemory 1gb\n',
    },
    {
      name: 'An include that cannot be found may hold them',
      text: 'include /etc/redis/persistence.conf\nmaxmemory 1gb\n',
    },
    { name: 'A template may write them', text: 'maxmemory 1gb\n{{ redis_extra_settings }}\n' },
    { name: 'A replica', text: 'replicaof redis-0 6379\n' },
    {
      name: 'A container without arguments',
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
        '          resources:',
        '            limits:',
        '              memory: 1Gi',
        '',
      ].join('\n'),
      messages: [
        'No save directive: the save points compiled into Redis 7.2 are in force (1 change in 3600 s, 100 changes in 300 s and 10000 changes in 60 s), and each save forks: memory can double.',
      ],
      fixed: {
        title: 'Turn snapshots off',
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
          '          args: ["--save", ""]',
          '          resources:',
          '            limits:',
          '              memory: 1Gi',
          '',
        ].join('\n'),
      },
    },
    {
      name: 'Arguments of a container',
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
        "          args: ['--appendonly', 'yes']",
        '',
      ].join('\n'),
      messages: [
        'No save directive: the save points compiled into Redis 7.2 are in force (1 change in 3600 s, 100 changes in 300 s and 10000 changes in 60 s), and each save forks: memory can double.',
      ],
      fixed: {
        title: 'Turn snapshots off',
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
          "          args: ['--appendonly', 'yes', '--save', '']",
          '',
        ].join('\n'),
      },
    },
    {
      name: 'A script',
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
        '          command:',
        '            - sh',
        '            - -c',
        '            - |',
        '              exec redis-server \\',
        '                --maxmemory 1gb',
        '',
      ].join('\n'),
      messages: [
        'No save directive: the save points compiled into Redis 7.2 are in force (1 change in 3600 s, 100 changes in 300 s and 10000 changes in 60 s), and each save forks: 1 GiB of data can need 2.14 GiB.',
      ],
      fixed: {
        title: 'Turn snapshots off',
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
          '          command:',
          '            - sh',
          '            - -c',
          '            - |',
          '              exec redis-server \\',
          "                --maxmemory 1gb --save ''",
          '',
        ].join('\n'),
      },
    },
  ],
});

const POINTS_IN_WORDS = joinWords(
  COMPILED_SAVE_POINTS.map(
    ({ seconds, changes }) => `${changes} change${changes === 1n ? '' : 's'} in ${seconds} s`,
  ),
);

function fixesFor(instance: RedisInstance) {
  const { form } = instance;
  return [
    {
      title: `Turn snapshots off with ${form.show('save', '""')} (backups must then come from elsewhere, and alerts on the last save will fire)`,
      safety: 'changes-durability',
      edits: form.insert('save', ['""']),
    },
    {
      title: 'Write the compiled save points out (they then hold in every version)',
      safety: 'changes-durability',
      edits: form.insert(
        'save',
        COMPILED_SAVE_POINTS.map(({ seconds, changes }) => `${seconds} ${changes}`),
      ),
    },
  ] as const;
}
