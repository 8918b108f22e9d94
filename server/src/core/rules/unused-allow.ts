import { defineRule } from './rule';

/** Reported after all other rules have run (suppress.ts): only then it is known what was suppressed. */
export const unusedAllow = defineRule({
  id: 'unused-allow',
  category: 'file',
  severity: 'hint',
  summary: 'A suppression that suppresses nothing',
  docs: {
    what: 'A `# forkguard: allow …` comment stands where the rule has nothing to report.',
    why: 'It was needed once, or it stands in the wrong place. Left alone it hides the finding that comes later.',
    fix: 'Remove it.',
    references: [],
  },
  check() {},
  examples: [
    {
      name: 'There is nothing to suppress',
      text: 'maxmemory 1gb\n# forkguard: allow ⟦save-on-primary⟧ -- the nightly backup needs it\nsave ""\n',
      messages: ['save-on-primary reports nothing here, so this suppression has no effect.'],
      fixed: { title: 'Remove unused suppression', text: 'maxmemory 1gb\nsave ""\n' },
    },
    {
      name: 'It suppresses something',
      text: 'maxmemory 1gb\n# forkguard: allow save-on-primary -- the nightly backup needs it\nsave 900 1\n',
    },
  ],
});
