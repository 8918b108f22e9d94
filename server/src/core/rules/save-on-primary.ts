import type { ActivePoint } from '../directives/save-list';
import { isWritten, placeOfArgument, placeOfEntry } from '../directives/view';
import { factValue } from '../model/fact';
import type { Edit, Fix } from '../model/finding';
import { forkCost } from '../server/budget-sentences';
import { savesWithoutFork } from '../server/fork-triggers';
import type { RedisInstance } from '../server/instance';
import { cover, samePlace } from '../text/span';
import { defineRule } from './rule';
import { defaultOf, isReplica, pointsInForce, relatedTo, turnOffSnapshots } from './support';

/** The save points go to the replica, where one is known that takes no snapshots. */
function moveSnapshots(instance: RedisInstance): Fix[] {
  const idle = (instance.followedBy ?? []).filter(
    ({ directives: { loaded } }) =>
      !loaded.save.uncertain && loaded.unknownSources.length === 0 && pointsInForce(loaded).length === 0,
  );
  const [replica, ...others] = idle;
  const edits = turnOffSnapshots(instance).edits;
  if (!replica || others.length > 0 || edits.length === 0) return [];
  const [first = '', ...more] = instance.directives.loaded.save.points.map(
    ({ seconds, changes }) => `${seconds} ${changes}`,
  );
  const added = addSnapshots(replica, instance, first, more);
  if (added.length === 0) return [];
  return [
    {
      title: `Move the save points to ${replica.name}, and turn them off here`,
      safety: 'changes-durability',
      edits: [...edits, ...added],
    },
  ];
}

/** In place of the line that turns them off, unless the primary reads that line too. */
function addSnapshots(
  replica: RedisInstance,
  primary: RedisInstance,
  first: string,
  more: readonly string[],
): readonly Edit[] {
  const off = replica.directives.last('save');
  if (!off)
    return (
      replica.form.insertOwn?.('save', [first, ...more]) ?? replica.form.insert('save', [first, ...more])
    );
  const place = placeOfEntry(off);
  const shared = primary.directives.loaded.entries.some((entry) => samePlace(placeOfEntry(entry), place));
  if (shared || !isWritten(off)) return replica.form.insertOwn?.('save', [first, ...more]) ?? [];
  return [
    ...replica.form.replace(off, first),
    ...(more.length > 0 ? replica.form.insert('save', more, off) : []),
  ];
}

export const saveOnPrimary = defineRule({
  id: 'save-on-primary',
  category: 'forks',
  severity: 'warning',
  summary: 'Save points on a primary: the server forks while clients write',
  docs: {
    what: 'Save points (`save <seconds> <changes>`) are written for an instance that is a primary or has no `replicaof`.',
    why: 'Each time a save point is met the server forks. Parent and child share their pages until one of them writes: every page that a client dirties while the child saves is copied. On a write-heavy primary that approaches a full copy of the data, and the container is killed if its limit leaves no room for it.',
    fix: 'Take snapshots on a replica that clients do not write to and turn them off here, or give the container room for the copy. Save points fire on replicas too, so a replica needs the same room.',
    references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  },
  check(instance, report) {
    const { save } = instance.directives.loaded;
    const [first, ...others] = save.points;
    if (instance.kind !== 'server' || isReplica(instance) || save.uncertain || !first) return;
    if (savesWithoutFork(instance.directives)) return;
    const promoted = factValue(instance.role) === 'any';
    const downgraded = promoted || instance.budget?.verdict === 'fits';
    const more =
      others.length === 0 ? '' : ` (and ${others.length} more save point${others.length === 1 ? '' : 's'})`;
    const where = promoted ? 'Save points on an instance that may be promoted' : 'Save points on a primary';
    report({
      at: placeOfPoint(first),
      ...(downgraded ? { severity: 'information' } : {}),
      message: `${where}${defaultOf(first.entry)}: after ${first.seconds} s with ${changes(first)}${more} the server forks, and every page that clients dirty while the child saves is copied: ${forkCost(instance)}.`,
      related: others.map((point) =>
        relatedTo(placeOfPoint(point), `Another save point: ${point.seconds} s, ${changes(point)}`),
      ),
      fixes: () => [...moveSnapshots(instance), turnOffSnapshots(instance)],
    });
  },
  examples: [
    {
      name: 'Valkey that saves without a fork',
      text: '# forkguard: version=valkey-9.2\nmaxmemory 1gb\nforkless-infrastructure-enabled yes\nbgsave-default-method forkless\nsave 900 1\n',
    },
    {
      name: 'Save points on a primary',
      text: 'maxmemory 1gb\n⟦save 900 1⟧\nsave 300 10\nsave 60 10000\n',
      messages: [
        'Save points on a primary: after 900 s with 1 change (and 2 more save points) the server forks, and every page that clients dirty while the child saves is copied: 1 GiB of data can need 2.14 GiB.',
      ],
      fixed: { title: 'Turn off RDB snapshots', text: 'maxmemory 1gb\nsave ""\n' },
    },
    {
      name: 'Several pairs on one line',
      text: 'save ⟦3600 1⟧ 300 100 60 10000\n',
      messages: [
        'Save points on a primary: after 3600 s with 1 change (and 2 more save points) the server forks, and every page that clients dirty while the child saves is copied: memory can double.',
      ],
      fixed: { title: 'Turn off RDB snapshots', text: 'save ""\n' },
    },
    {
      name: 'The limit has room for a full copy',
      text: '# forkguard: limit=4Gi\nmaxmemory 1gb\n⟦save 900 1⟧\n',
      messages: [
        'Save points on a primary: after 900 s with 1 change the server forks, and every page that clients dirty while the child saves is copied: 1 GiB of data can need 2.14 GiB, which fits the limit of 4 GiB while the resident set is below 1.99 times the data.',
      ],
    },
    { name: 'A replica', text: 'replicaof redis-0 6379\nsave 900 1\n' },
    { name: 'Snapshots are off', text: 'save 900 1\nsave ""\n' },
    { name: 'A template decides', text: '{% if snapshots %}\nsave 900 1\n{% endif %}\nsave ""\n' },
    {
      name: 'Save points that an operator writes by itself',
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
        '    ⟦customConfig⟧:',
        '      - maxmemory 1gb',
        '',
      ].join('\n'),
      messages: [
        'Save points on an instance that may be promoted (a default of spotahome redis-operator): after 900 s with 1 change (and 1 more save point) the server forks, and every page that clients dirty while the child saves is copied: 1 GiB of data can need 2.14 GiB while a save copies all of it, and 512 MiB more in buffers at their hard limit.',
      ],
      fixed: {
        title: 'Turn off RDB snapshots',
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
          '      - maxmemory 1gb',
          '      - \'save ""\'',
          '',
        ].join('\n'),
      },
    },
  ],
});

const changes = ({ changes: count }: ActivePoint): string => `${count} change${count === 1n ? '' : 's'}`;

/** The line of a point, or its two numbers where a line has several. */
function placeOfPoint(point: ActivePoint) {
  const { entry } = point;
  const verdict = entry.verdict;
  const onLine =
    verdict.outcome === 'accepts' && verdict.setting?.type === 'save' ? verdict.setting.points : [];
  if (onLine.length < 2 || entry.line.args.length !== onLine.length * 2) return placeOfEntry(entry);
  const index = onLine.findIndex((one) => one.seconds === point.seconds && one.changes === point.changes) * 2;
  const [from, to] = [placeOfArgument(entry, index), placeOfArgument(entry, index + 1)];
  return { file: from.file, span: cover(from.span, to.span) };
}
