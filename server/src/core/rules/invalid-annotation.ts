import { defineRule } from './rule';

/** Reported where annotations are read (lint.ts): they belong to a file, not to an instance. */
export const invalidAnnotation = defineRule({
  id: 'invalid-annotation',
  severity: 'warning',
  summary: 'A "# forkguard:" comment that says nothing, or not what it seems to',
  docs: {
    what: 'A comment that begins with `# forkguard:` cannot be read: an unknown rule, an unknown fact, a value in the wrong form, an allow without a reason.',
    why: 'A fact with a typing error would silently not count, and a suppression without a reason tells nobody later whether it is still needed.',
    fix: 'Write `# forkguard: allow <rule> -- <reason>`, `# forkguard: allow-file <rule> -- <reason>`, or facts such as `# forkguard: role=replica dataset=6gb writes=2000/s limit=4Gi`.',
    references: [],
  },
  check() {},
  examples: [],
});
