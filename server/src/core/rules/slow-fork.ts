import { NORMAL_FORK, SLOW_FORK } from '../live/forks';
import { infoNumber } from '../observations';
import { formatBytes } from '../units/bytes';
import { forkPlace, liveNodes } from './live-support';
import { defineRule } from './rule';

export const slowFork = defineRule({
  id: 'slow-fork',
  category: 'live',
  severity: 'warning',
  summary: 'The last fork() stopped the running server for more than half a second',
  docs: {
    what: 'A connected server reports a `latest_fork_usec` above 500,000.',
    why: 'fork() copies the page tables, and no command is answered meanwhile. 10 to 40 ms per GiB is normal. More has a reason: a busy CPU, a CPU limit that throttles, old virtualization, a machine that swaps.',
    fix: 'Look at CPU throttling and at the load of the node at the time of the save. Smaller instances fork faster.',
    references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency/'],
  },
  check(instance, report) {
    for (const { latest, measured, who } of liveNodes(instance)) {
      const micros = infoNumber(latest, 'latest_fork_usec') ?? 0;
      if (micros <= SLOW_FORK) continue;
      const resident = infoNumber(latest, 'used_memory_rss');
      const size = resident === undefined ? '' : ` of ${formatBytes(resident)}`;
      const perGib = resident ? micros / 1000 / (resident / 1024 ** 3) : undefined;
      const rate = perGib === undefined ? '' : ` or ${Math.round(perGib)} ms per GiB`;
      report({
        at: forkPlace(instance),
        message: `${who}The last fork()${size} took ${Math.round(micros / 1000)} ms${rate}, during which no command was answered (latest_fork_usec, ${measured}). Normal is ${NORMAL_FORK}.`,
      });
    }
  },
  examples: [
    {
      name: 'A fork that was felt',
      text: '⟦save 900 1⟧\n',
      live: { info: { latest_fork_usec: 1600000, used_memory_rss: 8589934592 } },
      messages: [
        'The last fork() of 8 GiB took 1600 ms or 200 ms per GiB, during which no command was answered (latest_fork_usec, measured 4 min ago). Normal is 10 to 40 ms per GiB.',
      ],
    },
    { name: 'An ordinary one', text: 'save 900 1\n', live: { info: { latest_fork_usec: 84000 } } },
  ],
});
