import { ROOM_THRESHOLD, runningFork } from '../live/forks';
import { formatBytes } from '../units/bytes';
import { liveNodes, memoryPlace } from './live-support';
import { defineRule } from './rule';

export const forkInProgressNearLimit = defineRule({
  id: 'fork-in-progress-near-limit',
  category: 'live',
  severity: 'error',
  summary: 'A fork that runs now has nearly used up what the limit leaves',
  docs: {
    what: 'A connected server has a child, and `current_cow_size` or `current_cow_peak` is above 80 % of what the limit leaves beside its resident set.',
    why: 'Every further write copies a page. When nothing is left the kernel kills the server, the child, or both. While a child runs `used_memory_rss` stays flat: it does not show this.',
    fix: 'Slow the writers down until the child has ended, or give the child up with SIGUSR1: that costs the snapshot and nothing else. Then make room for the next one.',
    references: ['https://redis.io/docs/latest/commands/info/'],
  },
  check(instance, report) {
    for (const { latest, measured, who, bound, stale } of liveNodes(instance)) {
      const fork = stale ? undefined : runningFork(latest, bound);
      if (!bound || fork?.used === undefined || fork.used <= ROOM_THRESHOLD) continue;
      const percent = Math.floor(fork.used * 100);
      report({
        at: memoryPlace(instance),
        message: `${who}A ${fork.what} runs and has copied ${formatBytes(fork.copied ?? 0)} of the ${formatBytes(fork.room ?? 0)} (${percent} %) that the ${bound.what} of ${formatBytes(bound.bytes)} leaves (${fork.copiedField}, ${measured}). When nothing is left the kernel kills the server.`,
      });
    }
  },
  examples: [
    {
      name: 'Nine tenths of the room are gone',
      text: '# forkguard: limit=⟦4gb⟧\nsave 900 1\n',
      live: {
        info: {
          used_memory: 3000000000,
          used_memory_rss: 3221225472,
          rdb_bgsave_in_progress: 1,
          current_cow_size: 966367642,
          current_cow_peak: 966367642,
        },
      },
      messages: [
        'A background save runs and has copied 922 MiB of the 1 GiB (90 %) that the limit of 4 GiB leaves (current_cow_size, measured 4 min ago). When nothing is left the kernel kills the server.',
      ],
    },
    {
      name: 'There is room',
      text: '# forkguard: limit=4gb\nsave 900 1\n',
      live: {
        info: { used_memory_rss: 1073741824, rdb_bgsave_in_progress: 1, current_cow_size: 104857600 },
      },
    },
  ],
});
