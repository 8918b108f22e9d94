import { defineRule } from './rule';

/** Reported when Forkguard itself fails (failure.ts). No text shows it: every text that did was a bug and is fixed. */
export const couldNotBeChecked = defineRule({
  id: 'could-not-be-checked',
  category: 'file',
  severity: 'warning',
  summary: 'Forkguard failed on this file, or on one rule for it',
  docs: {
    what: 'Forkguard itself failed while it read this file, looked for its servers, checked a rule, or computed a fix or a hover. The finding is at the top of the file and says what was not checked.',
    why: 'A file that is silent because the check of it failed looks like a file without problems. Other files are not affected: they are checked as usual.',
    fix: 'Report it, with the file or the smallest part of it that shows the failure; the log has a line with the place in the code. Until it is fixed, check the file by hand.',
    references: ['https://github.com/forkguard/forkguard/issues'],
  },
  check() {},
  examples: [],
});
