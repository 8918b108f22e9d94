import { placeOfEntry } from '../directives/view';
import { factValue } from '../model/fact';
import { defineRule } from './rule';
import { listPoints, pointsInForce } from './support';

export const silentSaveFailure = defineRule({
  id: 'silent-save-failure',
  category: 'file',
  severity: 'information',
  summary: 'A save that fails for lack of memory goes unnoticed',
  docs: {
    what: '`stop-writes-on-bgsave-error no` is set on a server with save points.',
    why: 'A fork that is refused, or a child that the kernel kills for lack of memory, makes the save fail. By default the server then refuses writes until a save succeeds, so that somebody notices. With `no` it goes on, and the newest snapshot grows old.',
    fix: 'Remove the line, or watch `rdb_last_bgsave_status` in INFO.',
    references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  },
  check(instance, report) {
    const { directives, form } = instance;
    const entry = directives.last('stop-writes-on-bgsave-error');
    if (instance.kind !== 'server' || !entry) return;
    if (factValue(directives.bool('stop-writes-on-bgsave-error')) !== false) return;
    const points = pointsInForce(directives.loaded);
    if (points.length === 0) return;
    report({
      at: placeOfEntry(entry),
      message: `A snapshot (save points ${listPoints(points)}) that fails for lack of memory goes unnoticed: writes continue and the newest snapshot grows old.`,
      fixes: () => [
        {
          title: 'Remove the line (the server then refuses writes after a failed save)',
          safety: 'changes-durability',
          edits: form.remove([entry]),
        },
      ],
    });
  },
  examples: [
    {
      name: 'Writes go on after a failed save',
      text: 'save 900 1\n⟦stop-writes-on-bgsave-error no⟧\n',
      messages: [
        'A snapshot (save points 900 1) that fails for lack of memory goes unnoticed: writes continue and the newest snapshot grows old.',
      ],
      fixed: { title: 'Remove the line', text: 'save 900 1\n' },
    },
    { name: 'Nothing is saved', text: 'save ""\nstop-writes-on-bgsave-error no\n' },
    { name: 'The default', text: 'save 900 1\nstop-writes-on-bgsave-error yes\n' },
  ],
});
