import { defineRule } from './rule';

/** Reported where annotations are read (lint.ts): they belong to a file, not to an instance. */
export const invalidAnnotation = defineRule({
  id: 'invalid-annotation',
  category: 'file',
  severity: 'warning',
  summary: 'A "# forkguard:" comment that says nothing, or not what it seems to',
  docs: {
    what: 'A comment that begins with `# forkguard:` cannot be read: an unknown rule, an unknown fact, a value in the wrong form, an allow without a reason.',
    why: 'A fact with a typing error would silently not count, and a suppression without a reason tells nobody later whether it is still needed.',
    fix: 'Write `# forkguard: allow <rule> -- <reason>`, `# forkguard: allow-file <rule> -- <reason>`, or facts such as `# forkguard: role=replica dataset=6gb writes=2000/s limit=4Gi`.',
    references: [],
  },
  check() {},
  examples: [
    {
      name: 'A fact that is not known',
      text: '# forkguard: ⟦dateset=6gb⟧\nmaxmemory 6gb\n',
      messages: [
        'Unknown key "dateset". Valid keys: role, version, dataset, limit, value, writes, save, keys, skew, rewrite, disk, fragmentation, replicas, kernel.',
      ],
    },
    {
      name: 'A value in the wrong form',
      text: '# forkguard: ⟦limit=lots⟧\nmaxmemory 6gb\n',
      messages: ['limit must be a size such as 6gb or 4Gi, not "lots".'],
    },
    {
      name: 'A rule that does not exist, and no reason',
      text: '⟦# forkguard: allow ⟦save-on-master⟧⟧\nsave 900 1\n',
      messages: [
        'Give a reason after "--": "# forkguard: allow save-on-master -- <reason>".',
        'There is no rule "save-on-master".',
      ],
    },
    {
      name: 'Facts',
      text: '# forkguard: role=primary dataset=6gb writes=2000/s value=1kb limit=16Gi\nmaxmemory 6gb\n',
    },
  ],
});
