import { placeOfEntry } from '../directives/view';
import { infoNumber } from '../observations';
import { liveNodes } from './live-support';
import { defineRule } from './rule';

/** From this kernel on a write copies 4 KiB of a huge page (3917c80280c9). */
const SPLITS = 5008;

export const hostThp = defineRule({
  id: 'host-thp',
  category: 'live',
  severity: 'warning',
  summary: 'The kernel gives the running server huge pages',
  docs: {
    what: 'A connected server runs on this machine, `transparent_hugepage/enabled` is `always`, and the process has not opted out.',
    why: 'Before Linux 5.8 one write copies 2 MiB while a fork runs, so that few writes copy everything (never more than everything). From 5.8 on the kernel copies 4 KiB, but the child cannot give memory back while it saves. `madvise` is as good as `never`.',
    fix: '`echo madvise > /sys/kernel/mm/transparent_hugepage/enabled`, or remove `disable-thp no`: from 6.2 on the server opts out by itself.',
    references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency/'],
  },
  check(instance, report) {
    for (const { latest, measured, who } of liveNodes(instance)) {
      const { host } = latest;
      if (host?.hugePages !== 'always' || host.process?.hugePagesAllowed !== true) continue;
      const entry = instance.directives.last('disable-thp');
      const { kernel } = host;
      const effect =
        kernel !== undefined && kernel < SPLITS
          ? `On this kernel (${Math.floor(kernel / 1000)}.${kernel % 1000}) one write copies 2 MiB while a fork runs.`
          : 'From Linux 5.8 on that copies no more, but the child cannot give memory back while it saves.';
      report({
        at: entry ? placeOfEntry(entry) : instance.anchor,
        message: `${who}The kernel gives this server (process ${infoNumber(latest, 'process_id') ?? host.process.pid}) huge pages: transparent_hugepage/enabled is always, and the process has not opted out (${measured}). ${effect}`,
        ...(kernel !== undefined && kernel >= SPLITS ? { severity: 'information' as const } : {}),
      });
    }
  },
  examples: [
    {
      name: 'Huge pages on an old kernel',
      text: '⟦disable-thp no⟧\n',
      live: {
        info: { process_id: 4711 },
        host: {
          kernel: 5004,
          hugePages: 'always',
          overcommit: 1,
          process: {
            pid: 4711,
            residentSet: undefined,
            proportionalSet: undefined,
            hugePagesAllowed: true,
            cgroup: undefined,
          },
        },
      },
      messages: [
        'The kernel gives this server (process 4711) huge pages: transparent_hugepage/enabled is always, and the process has not opted out (measured 4 min ago). On this kernel (5.4) one write copies 2 MiB while a fork runs.',
      ],
    },
    {
      name: 'Only for those who ask',
      text: 'maxmemory 1gb\n',
      live: {
        host: {
          kernel: 5004,
          hugePages: 'madvise',
          overcommit: 1,
          process: {
            pid: 4711,
            residentSet: undefined,
            proportionalSet: undefined,
            hugePagesAllowed: true,
            cgroup: undefined,
          },
        },
      },
    },
  ],
});
