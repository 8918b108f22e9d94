import { failures } from '../live/forks';
import { forkPlace, liveNodes } from './live-support';
import { defineRule } from './rule';
import { joinWords } from './support';

export const saveFailing = defineRule({
  id: 'save-failing',
  category: 'live',
  severity: 'error',
  summary: 'The last save or AOF rewrite of the running server failed',
  docs: {
    what: 'A connected server reports `err` in `rdb_last_bgsave_status`, `aof_last_bgrewrite_status` or `aof_last_write_status`.',
    why: 'A child that the kernel killed for lack of memory, a fork that was refused and a full disk all end here. With save points and `stop-writes-on-bgsave-error yes` (the default) the server refuses writes with MISCONF until a save succeeds. The `…_last_cow_size` is then that of an older save.',
    fix: 'The log of the server says which it was. Make room for the fork or on the disk, then run BGSAVE.',
    references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  },
  check(instance, report) {
    for (const { latest, measured, who } of liveNodes(instance)) {
      const failed = failures(latest);
      if (failed.length === 0) continue;
      const refused =
        failed.some(({ field }) => field === 'rdb_last_bgsave_status') &&
        latest.config.get('stop-writes-on-bgsave-error') === 'yes' &&
        (latest.config.get('save') ?? '') !== '';
      const what = joinWords(failed.map((one) => one.what));
      report({
        at: forkPlace(instance),
        message: `${who}${what.charAt(0).toUpperCase()}${what.slice(1)} (${failed.map(({ field }) => field).join(', ')} is err, ${measured}): the child was killed for lack of memory, the fork was refused, or the disk is full. ${refused ? 'Writes are refused with MISCONF until a save succeeds.' : 'The log of the server says which.'}`,
      });
    }
  },
  examples: [
    {
      name: 'The child was killed',
      text: '⟦save 900 1⟧\n',
      live: {
        info: { rdb_last_bgsave_status: 'err' },
        config: { save: '900 1', 'stop-writes-on-bgsave-error': 'yes' },
      },
      messages: [
        'The last background save failed (rdb_last_bgsave_status is err, measured 4 min ago): the child was killed for lack of memory, the fork was refused, or the disk is full. Writes are refused with MISCONF until a save succeeds.',
      ],
    },
    { name: 'All is well', text: 'save 900 1\n', live: { info: { rdb_last_bgsave_status: 'ok' } } },
  ],
});
