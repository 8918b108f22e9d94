import { placeOfEntry } from '../directives/view';
import { factValue } from '../model/fact';
import { defineRule } from './rule';
import { defaultOf, linesOf, listPoints, pointsInForce, relatedLine, turnOffSnapshots } from './support';

export const rdbAndAofTogether = defineRule({
  id: 'rdb-and-aof-together',
  category: 'forks',
  severity: 'information',
  summary: 'RDB snapshots and AOF rewrites on one instance: two fork schedules',
  docs: {
    what: 'Save points and automatic AOF rewrites are both on.',
    why: 'They fork independently of each other. They never run at the same time, but they run back to back, so that the server spends more of its time with copied pages. On restart the AOF is loaded and the snapshot is not needed.',
    fix: 'Where the AOF is the durability that you rely on, drop the save points and take backups from a replica or by BGSAVE at a quiet time.',
    references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  },
  check(instance, report) {
    const { directives } = instance;
    const entry = directives.last('appendonly');
    if (instance.kind !== 'server' || !entry || factValue(directives.bool('appendonly')) !== true) return;
    if ((factValue(directives.integer('auto-aof-rewrite-percentage')) ?? 0) === 0) return;
    const points = pointsInForce(directives.loaded);
    const certain = instance.version.candidates.every(
      (version) => pointsInForce(instance.saveAs(version)).length > 0,
    );
    if (points.length === 0 || !certain) return;
    const written = directives.loaded.save.points[0]?.entry;
    const byDefault = written ? `${defaultOf(written)} `.trimStart() : '';
    report({
      at: placeOfEntry(entry),
      message: `AOF rewrites and the save points ${listPoints(points)} ${byDefault}fork on schedules of their own, one after the other. The AOF alone restores the data after a restart.`,
      related: linesOf(directives.loaded.save).map((line) => relatedLine(line, 'Save points')),
      fixes: () => (directives.loaded.save.points.length > 0 ? [turnOffSnapshots(instance)] : []),
    });
  },
  examples: [
    {
      name: 'Both are on',
      text: 'save 900 1\n⟦appendonly yes⟧\n',
      messages: [
        'AOF rewrites and the save points 900 1 fork on schedules of their own, one after the other. The AOF alone restores the data after a restart.',
      ],
      fixed: { title: 'Turn off RDB snapshots', text: 'save ""\nappendonly yes\n' },
    },
    { name: 'AOF alone', text: 'save ""\nappendonly yes\n' },
    { name: 'Whether snapshots are on depends on the version', text: 'appendonly yes\n' },
  ],
});
