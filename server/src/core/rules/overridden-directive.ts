import { placeOfEntry } from '../directives/view';
import { defineRule } from './rule';
import { relatedLine } from './support';

export const overriddenDirective = defineRule({
  id: 'overridden-directive',
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
        fixes: [
          { title: 'Remove the line without effect', safety: 'safe', edits: instance.form.remove([entry]) },
        ],
      });
    }
  },
  examples: [],
});
