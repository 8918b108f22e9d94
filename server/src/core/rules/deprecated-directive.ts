import { directiveAt, recordOf } from '../catalogue/directives';
import { placeInText } from '../directives/config-text';
import type { Entry } from '../directives/load';
import type { Fix } from '../model/finding';
import type { RedisInstance } from '../model/instance';
import { defineRule } from './rule';

export const deprecatedDirective = defineRule({
  id: 'deprecated-directive',
  severity: 'hint',
  summary: 'An old name of a directive, or one that is accepted and ignored',
  docs: {
    what: 'The directive is written by an old name (`slaveof`, `slave-read-only`), or the version accepts it without any effect.',
    why: 'Old names still work. They are no longer in the documentation, and searching for the new name does not find them.',
    fix: 'Use the new name, where every server in question knows it.',
    references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/config/'],
  },
  check(instance, report) {
    const { version } = instance;
    for (const entry of instance.directives.loaded.entries) {
      const { info, line } = entry;
      if (!info) continue;
      const at = placeInText(entry.source, line.nameToken.span);
      if (info.name !== line.name && isSettled(instance, info.name)) {
        report({
          at,
          message: `${line.nameToken.value} is the old name of ${info.name}.`,
          tags: ['deprecated'],
          fixes: [renameFix(instance, entry, info.name)],
        });
      } else if (info.type === 'ignored' && version.stated) {
        report({
          at,
          message: `${version.name} accepts ${info.name} and ignores it.`,
          tags: ['deprecated', 'unnecessary'],
          fixes: [
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
      name: 'An old name, and no version is stated',
      text: '⟦slave-read-only⟧ yes\n',
      messages: ['slave-read-only is the old name of replica-read-only.'],
      fixed: { title: 'Rename to replica-read-only', text: 'replica-read-only yes\n' },
    },
    {
      name: 'Accepted and ignored',
      text: '# forkguard: version=7.2\n⟦lua-replicate-commands⟧ yes\n',
      messages: ['Redis 7.2 accepts lua-replicate-commands and ignores it.'],
      fixed: { title: 'Remove the line without effect', text: '# forkguard: version=7.2\n' },
    },
    { name: 'The only name that Redis 4.0 knows', text: '# forkguard: version=4.0\nslaveof redis-0 6379\n' },
  ],
});

/** With a version that nobody stated, only the renames of 5.0 (2018) count as settled. */
function isSettled({ version }: RedisInstance, name: string): boolean {
  if (version.stated) return true;
  const since = recordOf(version.chosen.product, name)?.record.names?.[name]?.since;
  return since !== undefined && Number.parseInt(since, 10) <= 5;
}

function renameFix(instance: RedisInstance, entry: Entry, name: string): Fix {
  const everywhere = instance.version.candidates.every(
    (version) => directiveAt(version, name)?.name === name,
  );
  const since = recordOf('redis', name)?.record.names?.[name]?.since ?? '';
  return {
    title: everywhere
      ? `Rename to ${name}`
      : `Rename to ${name} (servers before ${since.replace(/\.\d+$/, '')} do not know it)`,
    safety: everywhere ? 'safe' : 'changes-compatibility',
    edits: instance.form.rename(entry, name),
  };
}
