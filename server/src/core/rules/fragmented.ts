import { FRAGMENTATION_THRESHOLD, type Fragmentation, fragmentationOf } from '../live/measures';
import { infoNumber } from '../observations';
import { formatBytes } from '../units/bytes';
import { liveNodes, memoryPlace } from './live-support';
import { defineRule } from './rule';

export const fragmented = defineRule({
  id: 'fragmented',
  category: 'live',
  severity: 'warning',
  summary: 'The running server holds much more memory than its data needs',
  docs: {
    what: `A connected server with more than 100 MiB in use reports a \`mem_fragmentation_ratio\` above ${FRAGMENTATION_THRESHOLD} in two readings at least a minute apart.`,
    why: 'The resident set counts against the limit, gaps included, and a fork copies pages, gaps included. `allocator_frag_bytes` are gaps between values; `allocator_rss_bytes` are free pages that the allocator keeps; `rss_overhead_bytes` are outside the allocator.',
    fix: 'Free pages that are kept: `MEMORY PURGE` (jemalloc only). Gaps: `activedefrag yes` (jemalloc only, costs CPU, rests while a fork runs), or a restart.',
    references: [
      'https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/memory-optimization/',
    ],
  },
  check(instance, report) {
    for (const { node, latest, measured, who } of liveNodes(instance)) {
      const found = fragmentationOf(node);
      if (!found?.sustained) continue;
      const used = formatBytes(infoNumber(latest, 'used_memory') ?? 0);
      const resident = formatBytes(infoNumber(latest, 'used_memory_rss') ?? 0);
      report({
        at: memoryPlace(instance),
        message: `${who}${used} in use take ${resident} of memory, ${found.ratio} times as much (mem_fragmentation_ratio, ${measured}). ${remedy(found)}`,
      });
    }
  },
  examples: [
    {
      name: 'Gaps between the values',
      text: '⟦maxmemory 4gb⟧\n',
      live: {
        info: {
          used_memory: 1073741824,
          used_memory_rss: 1932735283,
          mem_fragmentation_ratio: '1.80',
          allocator_frag_bytes: 751619276,
          allocator_rss_bytes: 20971520,
          rss_overhead_bytes: 0,
        },
      },
      messages: [
        '1 GiB in use take 1.8 GiB of memory, 1.8 times as much (mem_fragmentation_ratio, measured 4 min ago). 717 MiB are gaps between values: activedefrag closes them, except while a fork runs.',
      ],
    },
    {
      name: 'Only for a moment',
      text: 'maxmemory 4gb\n',
      live: {
        info: { used_memory: 1073741824, mem_fragmentation_ratio: '1.80' },
        before: { mem_fragmentation_ratio: '1.05' },
      },
    },
    {
      name: 'A server that holds next to nothing',
      text: 'maxmemory 4gb\n',
      live: { info: { used_memory: 1014384, mem_fragmentation_ratio: '7.50' } },
    },
  ],
});

function remedy({ where, bytes }: Fragmentation): string {
  const size = bytes === undefined ? 'The difference' : formatBytes(bytes);
  const are = bytes === undefined ? 'is' : 'are';
  switch (where) {
    case 'allocator':
      return bytes === undefined
        ? 'MEMORY DOCTOR says where it is.'
        : `${size} are gaps between values: activedefrag closes them, except while a fork runs.`;
    case 'retained':
      return `${size} ${are} free pages that the allocator keeps: MEMORY PURGE gives them back.`;
    case 'other':
      return `${size} ${are} outside the allocator: MEMORY DOCTOR says more.`;
  }
}
