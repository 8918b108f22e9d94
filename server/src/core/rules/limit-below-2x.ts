import { maxmemoryThatFits } from '../memory/advice';
import { worstCase } from '../memory/sentences';
import { factValue, placeOf } from '../model/fact';
import type { Fix } from '../model/finding';
import type { RedisInstance } from '../model/instance';
import { formatBytes, formatRatio } from '../units/bytes';
import { formatRedisMemory } from '../units/redis-memory';
import { defineRule } from './rule';
import { relatedTo } from './support';

export const limitBelow2x = defineRule({
  id: 'limit-below-2x',
  category: 'limits',
  severity: 'warning',
  summary: 'The memory limit is below twice the data of a server that forks',
  docs: {
    what: 'The memory limit and the data of the instance are known, something makes it fork, and the limit is below twice the data. When the data alone reaches the limit it is an error, with or without a fork. Exactly twice is not reported.',
    why: 'While a child saves, each page that a client dirties is copied. The resident set at the fork (measured: 1.065 times the data) plus the copies, page tables and buffers must fit the limit, or the kernel kills the server in the middle of the save. How much is copied depends on the writes during one save; the message says after how many the limit is reached.',
    fix: 'Raise the limit to what the budget needs, or lower `maxmemory` to what fits.',
    references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/admin/'],
  },
  check(instance, report) {
    const limit = factValue(instance.limit);
    const { budget } = instance;
    if (instance.kind !== 'server' || !budget || limit === undefined) return;
    const forks = instance.forkTriggers.some((trigger) => trigger.certain);
    const full = budget.dataset >= limit;
    if (!full && (!forks || limit >= 2 * budget.dataset)) return;
    const source = datasetName(instance);
    const first = full
      ? `The limit of ${formatBytes(limit)} is reached by ${source} of ${formatBytes(budget.dataset)} alone.`
      : `The limit of ${formatBytes(limit)} is ${formatRatio(limit / budget.dataset)} ${source} of ${formatBytes(budget.dataset)}.`;
    const place = placeOf(instance.dataset);
    report({
      at: placeOf(instance.limit) ?? instance.head,
      ...(full ? { severity: 'error' } : {}),
      message: forks ? `${first} ${worstCase(budget)}` : first,
      related: place ? [relatedTo(place, `${formatBytes(budget.dataset)} of data can be held here`)] : [],
      fixes: lowerMaxmemory(instance, limit),
    });
  },
  examples: [
    {
      name: 'The limit leaves a third of the data for the copy',
      text: '# forkguard: limit=⟦1Gi⟧ value=1kb\nmaxmemory 768mb\nsave 900 1\n',
      messages: [
        'The limit of 1 GiB is 1.33× maxmemory of 768 MiB. A background save under full-rate writes needs 1.6 GiB at worst; at 1 KiB values the limit is reached after about 33,000 writes during one save.',
      ],
      fixed: {
        title: 'Lower maxmemory to 448mb',
        text: '# forkguard: limit=1Gi value=1kb\nmaxmemory 448mb\nsave 900 1\n',
      },
    },
    {
      name: 'The data alone reaches the limit',
      text: '# forkguard: limit=⟦1Gi⟧\nmaxmemory 1gb\nsave ""\n',
      messages: ['The limit of 1 GiB is reached by maxmemory of 1 GiB alone.'],
      fixed: {
        title: 'Lower maxmemory to 960mb',
        text: '# forkguard: limit=1Gi\nmaxmemory 960mb\nsave ""\n',
      },
    },
    { name: 'Exactly twice', text: '# forkguard: limit=2Gi\nmaxmemory 1gb\nsave 900 1\n' },
    { name: 'Nothing forks', text: '# forkguard: limit=1500Mi\nmaxmemory 1gb\nsave ""\n' },
    { name: 'The limit is not known', text: 'maxmemory 1gb\nsave 900 1\n' },
  ],
});

export function datasetName({ stated }: RedisInstance): string {
  return stated.dataset ? 'the stated dataset' : 'maxmemory';
}

/** Only where maxmemory is written: a stated dataset does not shrink by an edit. */
export function lowerMaxmemory(instance: RedisInstance, limit: number): Fix[] {
  const entry = instance.directives.last('maxmemory');
  const bytes = maxmemoryThatFits(instance.budgetInput, limit);
  if (!entry || instance.stated.dataset || bytes === undefined) return [];
  const value = formatRedisMemory(bytes);
  return [
    {
      title: `Lower maxmemory to ${value} (the worst case then fits ${formatBytes(limit)}; data beyond it is evicted or refused)`,
      safety: 'changes-eviction',
      edits: instance.form.replace(entry, value),
    },
  ];
}
