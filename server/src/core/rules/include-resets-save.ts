import type { Entry } from '../directives/entry';
import type { ActivePoint } from '../directives/save-list';
import { placeOfEntry } from '../directives/view';
import type { Fix } from '../model/finding';
import { hasRedis } from '../model/version';
import type { RedisInstance } from '../server/instance';
import { defineRule } from './rule';
import { linesOf, listPoints, nameVersions, relatedLine } from './support';

export const includeResetsSave = defineRule({
  id: 'include-resets-save',
  category: 'forks',
  severity: 'warning',
  summary: 'A save line after an include replaces the save points before it',
  docs: {
    what: 'A `save` line stands after an `include`, and the points in force differ from those that are written.',
    why: 'Since 7.0 the server adds a `save` line to the ones before it only until an include has been read, even one that matches no file. From then on each `save` line replaces all earlier points. In 6.2 the first `save` of every file, and of the outer file after an include, replaces what came before. Snapshots are then taken less often than the file says.',
    fix: 'Write all pairs on one `save` line after the last include.',
    references: ['https://github.com/redis/redis/blob/8.8.0/src/config.c#L2813'],
  },
  check(instance, report) {
    const { save } = instance.directives.loaded;
    if (instance.kind !== 'server' || save.uncertain) return;
    const lost = save.dropped
      .flatMap(({ points }) => points)
      .filter((point) => !save.points.some((kept) => samePoint(kept, point)));
    const [by, last] = [save.dropped.at(-1)?.by, lost.at(-1)];
    if (!by || !last) return;
    const who = nameVersions(instance, (version) => instance.saveAs(version).save.dropped.length > 0);
    report({
      at: placeOfEntry(by),
      message: `An include stands above this save line, so the save points written earlier (${listPoints(lost)}) are dropped by ${who}. In force: ${listPoints(save.points)}.`,
      related: lost.map((point) => relatedLine(point.entry, `Dropped: ${listPoints([point])}`)),
      fixes: () => fixesFor(instance, lost),
    });
  },
  examples: [
    {
      name: 'Two save lines after an include',
      files: { 'common.conf': 'maxmemory 1gb\n' },
      text: 'include common.conf\nsave 900 1\n⟦save 300 10⟧\n',
      messages: [
        'An include stands above this save line, so the save points written earlier (900 1) are dropped by Redis 7.0 and later and Valkey. In force: 300 10.',
      ],
      fixed: { title: 'Write one save line', text: 'include common.conf\nsave 900 1 300 10\n' },
    },
    {
      name: 'Three save lines, of which one counts',
      files: { 'common.conf': 'maxmemory 1gb\n' },
      text: 'include common.conf\nsave 900 1\nsave 300 10\n⟦save 60 10000⟧\n',
      messages: [
        'An include stands above this save line, so the save points written earlier (900 1 and 300 10) are dropped by Redis 7.0 and later and Valkey. In force: 60 10000.',
      ],
      fixed: { title: 'Write one save line', text: 'include common.conf\nsave 900 1 300 10 60 10000\n' },
    },
    {
      name: 'All pairs on one line',
      files: { 'common.conf': 'maxmemory 1gb\n' },
      text: 'include common.conf\nsave 900 1 300 10\n',
    },
    {
      name: 'The include comes last',
      files: { 'common.conf': 'maxmemory 1gb\n' },
      text: 'save 900 1\nsave 300 10\ninclude common.conf\n',
    },
  ],
});

const samePoint = (a: ActivePoint, b: ActivePoint): boolean =>
  a.seconds === b.seconds && a.changes === b.changes;

/** One line with all pairs, which only 7.0 and later read. */
function fixesFor(instance: RedisInstance, lost: readonly ActivePoint[]): Fix[] {
  const { save } = instance.directives.loaded;
  const [last] = linesOf(save).toReversed();
  if (!last || !hasRedis(instance.version.chosen, 7)) return [];
  const all = [...lost, ...save.points].map(({ seconds, changes }) => `${seconds} ${changes}`).join(' ');
  const others = [...new Set<Entry>([...lost, ...save.points].map((point) => point.entry))].filter(
    (entry) => entry !== last && entry.source === last.source,
  );
  return [
    {
      title: `Write one save line with all pairs: ${all} (snapshots are then taken as written)`,
      safety: 'changes-durability',
      edits: [...instance.form.replace(last, all), ...instance.form.remove(others)],
    },
  ];
}
