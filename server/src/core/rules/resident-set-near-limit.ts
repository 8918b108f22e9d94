import { isPersistent } from '../live/forks';
import { RESIDENT_THRESHOLD } from '../live/measures';
import { infoNumber } from '../observations';
import { formatBytes } from '../units/bytes';
import { liveNodes, memoryPlace } from './live-support';
import { defineRule } from './rule';

export const residentSetNearLimit = defineRule({
  id: 'resident-set-near-limit',
  category: 'live',
  severity: 'warning',
  summary: 'The running server fills so much of its limit that a fork may not fit',
  docs: {
    what: 'A connected server that saves, rewrites an AOF or has replicas reports a `used_memory_rss` above 50 % of the limit; one that does none of this, above 80 %. Without a container the memory of the machine takes the place of the limit.',
    why: 'A fork can copy all of the resident set. Half of the limit is the bound below which nothing can go wrong; above it everything depends on the writes during one save. Without forks, buffers and fragmentation need the last fifth.',
    fix: 'Raise the limit, lower `maxmemory`, or turn off what forks. The hover over `maxmemory` shows the memory budget with the measured numbers.',
    references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/admin/'],
  },
  check(instance, report) {
    for (const { latest, measured, who, bound } of liveNodes(instance)) {
      const resident = infoNumber(latest, 'used_memory_rss');
      if (!bound || resident === undefined) continue;
      const forks = isPersistent(latest);
      const share = resident / bound.bytes;
      if (share <= RESIDENT_THRESHOLD[forks ? 'forking' : 'cache']) continue;
      const next = forks
        ? `A fork that copies all of it needs ${formatBytes(2 * resident)}.`
        : 'Buffers and fragmentation need what is left.';
      report({
        at: memoryPlace(instance),
        message: `${who}The resident set of ${formatBytes(resident)} is ${Math.floor(share * 100)} % of the ${bound.what} of ${formatBytes(bound.bytes)} (used_memory_rss, ${measured}). ${next}`,
      });
    }
  },
  examples: [
    {
      name: 'Three quarters, and it saves',
      text: '# forkguard: limit=⟦4gb⟧\nsave 900 1\n',
      live: { info: { used_memory_rss: 3221225472 }, config: { save: '900 1' } },
      messages: [
        'The resident set of 3 GiB is 75 % of the limit of 4 GiB (used_memory_rss, measured 4 min ago). A fork that copies all of it needs 6 GiB.',
      ],
    },
    {
      name: 'Three quarters of a cache',
      text: '# forkguard: limit=4gb\nsave ""\n',
      live: { info: { used_memory_rss: 3221225472 }, config: { save: '' } },
    },
    {
      name: 'The machine is no limit of a container',
      file: 'pod.yaml',
      text: [
        'apiVersion: v1',
        'kind: Pod',
        'metadata:',
        '  name: orders',
        'spec:',
        '  containers:',
        '    - name: redis',
        '      image: redis:7.2',
        '',
      ].join('\n'),
      live: { info: { used_memory_rss: 3221225472, total_system_memory: 4294967296 } },
    },
  ],
});
