import { defineRule } from './rule';

/** Reported after all other rules have run (suppress.ts): only then it is known what was suppressed. */
export const unusedAllow = defineRule({
  id: 'unused-allow',
  severity: 'hint',
  summary: 'A suppression that suppresses nothing',
  docs: {
    what: 'A `# forkguard: allow …` comment stands where the rule has nothing to report.',
    why: 'It was needed once, or it stands in the wrong place. Left alone it hides the finding that comes later.',
    fix: 'Remove it.',
    references: [],
  },
  check() {},
  examples: [],
});
