import { originOf } from '../directives/view';
import { factValue } from '../model/fact';
import type { RedisInstance } from '../server/instance';
import { formatBytes } from '../units/bytes';
import { defineRule, type Report } from './rule';

const GIB = 1024 ** 3;
const EAGER_PERCENTAGE = 50;
const SMALL_MIN_SIZE = 64 * 1024 ** 2;

export const eagerAofRewrite = defineRule({
  id: 'eager-aof-rewrite',
  category: 'forks',
  severity: 'information',
  summary: 'The AOF is rewritten very often, or never',
  docs: {
    what: 'The AOF is on, the dataset is above 1 GiB, and a rewrite starts after less than 50 % of growth, or from less than 64 MB; or `auto-aof-rewrite-percentage 0` keeps the AOF from ever being rewritten.',
    why: 'Each rewrite forks. Small steps on a large dataset mean that the server spends much of its time with a child and copied pages. Without any rewrite the file grows without bound, and a restart replays all of it.',
    fix: 'Use 100 and a minimum of at least 64 MB.',
    references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  },
  check(instance, report) {
    const { directives } = instance;
    const dataset = factValue(instance.dataset);
    if (
      instance.kind !== 'server' ||
      dataset === undefined ||
      factValue(directives.bool('appendonly')) !== true
    )
      return;
    checkPercentage(instance, dataset, report);
    const minSize = directives.memory('auto-aof-rewrite-min-size');
    const entry = directives.last('auto-aof-rewrite-min-size');
    if (!entry || minSize.kind !== 'known' || minSize.value >= SMALL_MIN_SIZE || dataset <= GIB) return;
    report({
      at: originOf(entry).place ?? instance.anchor,
      message: `AOF rewrites may start from ${formatBytes(minSize.value)}, and each one forks with ${formatBytes(dataset)} of data in memory.`,
      fixes: () => [
        {
          title: 'Set auto-aof-rewrite-min-size to 64mb',
          safety: 'needs-a-number',
          edits: instance.form.replace(entry, '64mb'),
        },
      ],
    });
  },
  examples: [
    {
      name: 'A rewrite after every tenth of growth',
      text: 'maxmemory 4gb\nappendonly yes\nauto-aof-rewrite-percentage ⟦10⟧\n',
      messages: ['A rewrite starts after 10 % of growth, and each one forks with 4 GiB of data in memory.'],
      fixed: {
        title: 'Set auto-aof-rewrite-percentage to 100',
        text: 'maxmemory 4gb\nappendonly yes\nauto-aof-rewrite-percentage 100\n',
      },
    },
    {
      name: 'A rewrite from a few megabytes on',
      text: 'maxmemory 4gb\nappendonly yes\nauto-aof-rewrite-min-size ⟦4mb⟧\n',
      messages: ['AOF rewrites may start from 4 MiB, and each one forks with 4 GiB of data in memory.'],
      fixed: {
        title: 'Set auto-aof-rewrite-min-size to 64mb',
        text: 'maxmemory 4gb\nappendonly yes\nauto-aof-rewrite-min-size 64mb\n',
      },
    },
    {
      name: 'No rewrite at all',
      text: 'maxmemory 256mb\nappendonly yes\nauto-aof-rewrite-percentage ⟦0⟧\n',
      messages: [
        'With 0 the AOF is never rewritten: it grows without bound, and a restart replays all of it.',
      ],
    },
    { name: 'The dataset is not known', text: 'appendonly yes\nauto-aof-rewrite-percentage 10\n' },
    { name: 'A small dataset', text: 'maxmemory 512mb\nappendonly yes\nauto-aof-rewrite-percentage 10\n' },
  ],
});

function checkPercentage(instance: RedisInstance, dataset: number, report: Report): void {
  const percentage = instance.directives.integer('auto-aof-rewrite-percentage');
  const entry = instance.directives.last('auto-aof-rewrite-percentage');
  if (!entry || percentage.kind !== 'known' || percentage.value >= EAGER_PERCENTAGE) return;
  if (percentage.value > 0 && dataset <= GIB) return;
  const message =
    percentage.value === 0
      ? 'With 0 the AOF is never rewritten: it grows without bound, and a restart replays all of it.'
      : `A rewrite starts after ${percentage.value} % of growth, and each one forks with ${formatBytes(dataset)} of data in memory.`;
  report({
    at: originOf(entry).place ?? instance.anchor,
    message,
    fixes: () => [
      {
        title: 'Set auto-aof-rewrite-percentage to 100',
        safety: 'needs-a-number',
        edits: instance.form.replace(entry, '100'),
      },
    ],
  });
}
