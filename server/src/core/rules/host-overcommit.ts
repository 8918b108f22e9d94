import { isPersistent } from '../live/forks';
import { forkPlace, liveNodes } from './live-support';
import { defineRule } from './rule';

/** From this kernel on mode 0 refuses only a single mapping larger than the machine (8c7829b04c52). */
const REFUSES_LESS = 5002;

export const hostOvercommit = defineRule({
  id: 'host-overcommit',
  category: 'live',
  severity: 'warning',
  summary: 'The kernel may refuse the forks of the running server',
  docs: {
    what: 'A connected server that forks runs on this machine, and `vm.overcommit_memory` is 2, or 0 on a kernel before 5.2.',
    why: 'Such a kernel refuses a fork that could need more memory than there is, even though it never will. The save fails with "Cannot allocate memory".',
    fix: '`sysctl -w vm.overcommit_memory=1`, and the same in /etc/sysctl.d.',
    references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/admin/'],
  },
  check(instance, report) {
    for (const { latest, measured, who } of liveNodes(instance)) {
      const { host } = latest;
      if (!host || host.overcommit === undefined || !isPersistent(latest)) continue;
      const old = host.kernel !== undefined && host.kernel < REFUSES_LESS;
      if (host.overcommit === 1 || (host.overcommit === 0 && !old)) continue;
      const why =
        host.overcommit === 2
          ? ''
          : ` on Linux ${Math.floor((host.kernel ?? 0) / 1000)}.${(host.kernel ?? 0) % 1000}`;
      report({
        at: forkPlace(instance),
        message: `${who}vm.overcommit_memory is ${host.overcommit}${why} (${measured}): the kernel refuses a fork that could need more memory than there is, and the save fails.`,
      });
    }
  },
  examples: [
    {
      name: 'Strict accounting',
      text: '⟦save 900 1⟧\n',
      live: { config: { save: '900 1' }, host: { kernel: 6001, hugePages: 'never', overcommit: 2 } },
      messages: [
        'vm.overcommit_memory is 2 (measured 4 min ago): the kernel refuses a fork that could need more memory than there is, and the save fails.',
      ],
    },
    {
      name: 'The default of a new kernel',
      text: 'save 900 1\n',
      live: { config: { save: '900 1' }, host: { kernel: 6001, hugePages: 'never', overcommit: 0 } },
    },
  ],
});
