import { placeOfEntry } from '../directives/view';
import { factValue } from '../model/fact';
import { hasRedis } from '../model/version';
import { defineRule } from './rule';

export const aofRewriteUnbounded = defineRule({
  id: 'aof-rewrite-unbounded',
  category: 'forks',
  severity: 'warning',
  summary: 'AOF before 7.0: a rewrite under load has no memory ceiling',
  docs: {
    what: 'The append-only file is on, with automatic rewrites, on a server known to be older than 7.0.',
    why: 'While an older server rewrites its AOF, the parent keeps everything written meanwhile in a buffer and the child collects the same in its own memory. Neither counts for eviction. Measured with one client overwriting at full rate on about 1 GB of data: the child held 9.0 times the dataset on 6.2.22 and 3.7 times on 5.0.14; 7.0.15 stayed at 0.91. "Twice the dataset" does not hold here. At a few hundred writes per second the same servers stayed below 0.07.',
    fix: 'Move to 7.0 or later, whose multi-part AOF needs no such buffers, or rewrite at quiet times only.',
    references: ['https://github.com/redis/redis/pull/9788'],
  },
  check(instance, report) {
    const { directives, version } = instance;
    const entry = directives.last('appendonly');
    if (instance.kind !== 'server' || !entry || factValue(directives.bool('appendonly')) !== true) return;
    if (version.candidates.some((candidate) => hasRedis(candidate, 7))) return;
    if (factValue(directives.integer('auto-aof-rewrite-percentage')) === 0) return;
    report({
      at: placeOfEntry(entry),
      message: `AOF rewrites on ${version.name} have no memory ceiling: parent and child both keep what is written meanwhile (measured under full-rate writes: 9 times the dataset on 6.2, 3.7 times on 5.0). Redis 7.0 and later stay below one copy.`,
    });
  },
  examples: [
    {
      name: 'AOF on Redis 6.2',
      text: '# forkguard: version=6.2\nmaxmemory 1gb\n⟦appendonly yes⟧\n',
      messages: [
        'AOF rewrites on Redis 6.2 have no memory ceiling: parent and child both keep what is written meanwhile (measured under full-rate writes: 9 times the dataset on 6.2, 3.7 times on 5.0). Redis 7.0 and later stay below one copy.',
      ],
    },
    { name: 'Redis 7.0 and later', text: '# forkguard: version=7.0\nappendonly yes\n' },
    { name: 'The version is not known', text: 'appendonly yes\n' },
    {
      name: 'No automatic rewrites',
      text: '# forkguard: version=6.2\nappendonly yes\nauto-aof-rewrite-percentage 0\n',
    },
  ],
});
