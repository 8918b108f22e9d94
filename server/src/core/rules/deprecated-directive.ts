import { directiveAt } from '../catalogue/directives';
import { placeInText } from '../directives/config-text';
import { isWritten } from '../directives/view';
import { defineRule } from './rule';
import { isKeyDb } from './support';

export const deprecatedDirective = defineRule({
  id: 'deprecated-directive',
  category: 'file',
  severity: 'hint',
  summary: 'An old name of a directive, or one that is accepted and ignored',
  docs: {
    what: 'The directive is written by an old name (`slaveof`, `slave-read-only`), or the version accepts it without any effect.',
    why: 'Old names still work. They are no longer in the documentation, and searching for the new name does not find them.',
    fix: 'Use the new name. It is only reported where every version that could be meant knows it.',
    references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/config/'],
  },
  check(instance, report) {
    const { version } = instance;
    if (isKeyDb(instance)) return;
    for (const entry of instance.directives.loaded.entries) {
      const { info, line } = entry;
      // Nobody can rename what a chart or an image writes by itself.
      if (!info || !isWritten(entry)) continue;
      const at = placeInText(entry.source, line.nameToken.span);
      if (
        info.name !== line.name &&
        version.candidates.every((one) => directiveAt(one, info.name)?.name === info.name)
      ) {
        report({
          at,
          message: `${line.nameToken.value} is the old name of ${info.name}.`,
          tags: ['deprecated'],
          fixes: () => [
            {
              title: `Rename to ${info.name}`,
              safety: 'safe',
              edits: instance.form.rename(entry, info.name),
            },
          ],
        });
      } else if (info.type === 'ignored' && version.stated) {
        report({
          at,
          message: `${version.name} accepts ${info.name} and ignores it.`,
          tags: ['deprecated', 'unnecessary'],
          fixes: () => [
            { title: 'Remove the line without effect', safety: 'safe', edits: instance.form.remove([entry]) },
          ],
        });
      }
    }
  },
  examples: [
    {
      name: 'An old name, where every version in question knows the new one',
      text: '# forkguard: version=7.2\n⟦slaveof⟧ redis-0 6379\n',
      messages: ['slaveof is the old name of replicaof.'],
      fixed: { title: 'Rename to replicaof', text: '# forkguard: version=7.2\nreplicaof redis-0 6379\n' },
    },
    {
      name: 'Another line shows that the version is new enough',
      text: 'replica-read-only yes\n⟦slave-serve-stale-data⟧ yes\n',
      messages: ['slave-serve-stale-data is the old name of replica-serve-stale-data.'],
      fixed: {
        title: 'Rename to replica-serve-stale-data',
        text: 'replica-read-only yes\nreplica-serve-stale-data yes\n',
      },
    },
    { name: 'The server may be one that knows only the old name', text: 'slaveof redis-0 6379\n' },
    {
      name: 'Accepted and ignored',
      text: '# forkguard: version=7.2\n⟦lua-replicate-commands⟧ yes\n',
      messages: ['Redis 7.2 accepts lua-replicate-commands and ignores it.'],
      fixed: { title: 'Remove the line without effect', text: '# forkguard: version=7.2\n' },
    },
    { name: 'The only name that Redis 4.0 knows', text: '# forkguard: version=4.0\nslaveof redis-0 6379\n' },
  ],
});
