import { COPY_THRESHOLD, lastCopies } from '../live/forks';
import { infoNumber } from '../observations';
import { formatBytes } from '../units/bytes';
import { forkPlace, liveNodes } from './live-support';
import { defineRule } from './rule';

export const measuredCowHigh = defineRule({
  id: 'measured-cow-high',
  category: 'live',
  severity: 'warning',
  summary: 'The last fork of the running server copied more than half of its memory',
  docs: {
    what: 'A connected server reports an `rdb_last_cow_size` or `aof_last_cow_size` above 50 % of its `used_memory`.',
    why: 'That is what copy-on-write did cost, measured by the child itself. At an unchanged load the next save costs the same (median 0.99 of it). The field keeps its old value when a child was killed, and reads too low for values above 4 KiB and for data that grows.',
    fix: 'Leave room for it: the limit must hold the resident set, what is copied, and the growth meanwhile. Or save when little is written, on a replica, or not at all.',
    references: ['https://redis.io/docs/latest/commands/info/'],
  },
  check(instance, report) {
    for (const { latest, measured, who, bound } of liveNodes(instance)) {
      const [copy] = lastCopies(latest);
      const used = infoNumber(latest, 'used_memory') ?? 0;
      if (!copy || copy.share <= COPY_THRESHOLD) continue;
      const resident = infoNumber(latest, 'used_memory_rss');
      const together =
        bound && resident !== undefined
          ? ` With its resident set of ${formatBytes(resident)} that is ${formatBytes(resident + copy.bytes)} of the ${bound.what} of ${formatBytes(bound.bytes)}.`
          : '';
      report({
        at: forkPlace(instance),
        message: `${who}The ${copy.what} copied ${formatBytes(copy.bytes)} of ${formatBytes(used)} (${Math.floor(copy.share * 100)} %; ${copy.field}, ${measured}).${together}`,
      });
    }
  },
  examples: [
    {
      name: 'More than half was copied',
      text: '# forkguard: limit=4gb\nmaxmemory 3500mb\n⟦save 900 1⟧\n',
      live: {
        info: { used_memory: 3435973836, used_memory_rss: 3543348019, rdb_last_cow_size: 1825361100 },
        config: { save: '900 1' },
      },
      messages: [
        'The last save copied 1.7 GiB of 3.2 GiB (53 %; rdb_last_cow_size, measured 4 min ago). With its resident set of 3.3 GiB that is 5 GiB of the limit of 4 GiB.',
      ],
    },
    {
      name: 'Little was copied',
      text: 'save 900 1\n',
      live: { info: { used_memory: 3435973836, rdb_last_cow_size: 104857600 } },
    },
    { name: 'Nobody is connected', text: 'save 900 1\n' },
  ],
});
