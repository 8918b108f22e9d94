import { placeOfEntry } from '../directives/view';
import { defineRule } from './rule';
import { relatedLine } from './support';

export const overriddenDirective = defineRule({
  id: 'overridden-directive',
  category: 'file',
  severity: 'hint',
  summary: 'A later line of the same directive replaces this one',
  docs: {
    what: 'A directive with a single value stands twice in one file. The last one wins.',
    why: 'Whoever reads only the first one believes in a value that is not in force. A `maxmemory` that is replaced further down is an old cause of surprises.',
    fix: 'Remove the line that has no effect.',
    references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/config/'],
  },
  check(instance, report) {
    for (const { entry, winner } of instance.directives.overridden()) {
      // Overriding what an include sets is what includes are for.
      if (entry.source !== winner.source) continue;
      report({
        at: placeOfEntry(entry),
        message: `This line has no effect: ${winner.line.nameToken.value} is set again further down.`,
        related: [relatedLine(winner, 'In force')],
        tags: ['unnecessary'],
        fixes: () => [
          { title: 'Remove the line without effect', safety: 'safe', edits: instance.form.remove([entry]) },
        ],
      });
    }
  },
  examples: [
    {
      name: 'Twice in one file',
      text: '⟦maxmemory 1gb⟧\nmaxmemory-policy allkeys-lru\nmaxmemory 2gb\n',
      messages: ['This line has no effect: maxmemory is set again further down.'],
      fixed: {
        title: 'Remove the line without effect',
        text: 'maxmemory-policy allkeys-lru\nmaxmemory 2gb\n',
      },
    },
    {
      name: 'Overriding what an include sets',
      files: { 'common.conf': 'maxmemory 1gb\n' },
      text: 'include common.conf\nmaxmemory 2gb\n',
    },
    { name: 'Lines that add up', text: 'save 900 1\nsave 300 10\nuser alice on\nuser bob on\n' },
  ],
});
