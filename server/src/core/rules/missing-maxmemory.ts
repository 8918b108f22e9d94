import { placeOfArguments } from '../directives/view';
import { maxmemoryThatFits, tidyDown } from '../memory/advice';
import { factValue } from '../model/fact';
import type { Fix } from '../model/finding';
import type { RedisInstance } from '../server/instance';
import { formatBytes } from '../units/bytes';
import { formatRedisMemory } from '../units/redis-memory';
import { defineRule } from './rule';
import { defaultOf, isReplica, limitInWords } from './support';

export const missingMaxmemory = defineRule({
  id: 'missing-maxmemory',
  category: 'limits',
  severity: 'warning',
  summary: 'No maxmemory: nothing bounds the data, nor the copy that a fork makes of it',
  docs: {
    what: 'The configuration has no `maxmemory`, or sets it to 0, and nothing unread could still set it.',
    why: 'Without a bound the data grows until the kernel stops it. In a container the limit does, and the kernel kills the server; a fork brings that moment forward, because it copies what clients write. With a bound the server evicts or refuses writes instead, by `maxmemory-policy`.',
    fix: 'Set `maxmemory` so that the worst case of a fork still fits the limit, a bit less than half of it on a server that saves. Replicas ignore their own `maxmemory` by default and follow their primary.',
    references: ['https://redis.io/docs/latest/develop/reference/eviction/'],
  },
  check(instance, report) {
    const { directives } = instance;
    const maxmemory = directives.memory('maxmemory');
    if (instance.kind !== 'server' || !directives.closed || factValue(maxmemory) !== 0) return;
    if (isReplica(instance) && factValue(directives.bool('replica-ignore-maxmemory')) !== false) return;
    const entry = directives.last('maxmemory');
    // A value that was meant as a bound and is read as 0 is an invalid value, and reported as that.
    if (entry && entry.verdict.outcome !== 'accepts') return;
    const limit = factValue(instance.limit);
    const forks = instance.forkTriggers.some((trigger) => trigger.certain);
    const bound =
      limit === undefined
        ? 'until the machine or its container has none left'
        : `up to the limit of ${limitInWords(instance)}, where the kernel kills the server`;
    const copy = forks ? ', and a fork copies what clients write on top of that' : '';
    report({
      at: entry ? placeOfArguments(entry) : instance.anchor,
      ...(limit === undefined && !forks ? { severity: 'information' } : {}),
      message: `${entry ? `maxmemory 0${defaultOf(entry)} is no bound` : 'No maxmemory'}: data grows ${bound}${copy}. ${policySentence(instance)}`,
      fixes: () => [fixFor(instance, limit)],
    });
  },
  examples: [
    {
      name: 'A server that saves, without a bound',
      text: '⟦save 900 1⟧\n',
      messages: [
        'No maxmemory: data grows until the machine or its container has none left, and a fork copies what clients write on top of that. With a bound, maxmemory-policy noeviction (the default) refuses writes when it is reached.',
      ],
      fixed: { title: 'Set maxmemory 1gb', text: 'save 900 1\nmaxmemory 1gb\n' },
    },
    {
      name: 'The limit is known',
      text: '⟦# forkguard: limit=4Gi⟧\nsave 900 1\nmaxmemory-policy allkeys-lru\n',
      messages: [
        'No maxmemory: data grows up to the limit of 4 GiB, where the kernel kills the server, and a fork copies what clients write on top of that. With a bound, maxmemory-policy allkeys-lru evicts any key when it is reached.',
      ],
      fixed: {
        title: 'Set maxmemory 1792mb',
        text: '# forkguard: limit=4Gi\nsave 900 1\nmaxmemory-policy allkeys-lru\nmaxmemory 1792mb\n',
      },
    },
    {
      name: 'Zero is no bound',
      text: 'maxmemory ⟦0⟧\nsave ""\n',
      messages: [
        'maxmemory 0 is no bound: data grows until the machine or its container has none left. With a bound, maxmemory-policy noeviction (the default) refuses writes when it is reached.',
      ],
      fixed: { title: 'Set maxmemory 1gb', text: 'maxmemory 1gb\nsave ""\n' },
    },
    { name: 'A bound', text: 'maxmemory 2gb\nsave 900 1\n' },
    { name: 'A replica follows its primary', text: 'replicaof redis-0 6379\n' },
    { name: 'A template may set it', text: 'save 900 1\n{{ memory_settings }}\n' },
  ],
});

/** What the policy in effect will do once there is a bound. */
function policySentence({ directives, version }: RedisInstance): string {
  const policy = directives.word('maxmemory-policy');
  const name = factValue(policy);
  if (name === undefined) return 'With a bound, maxmemory-policy decides what gives way.';
  const source =
    policy.kind !== 'default'
      ? ''
      : version.stated
        ? ` (the default of ${policy.origin.detail})`
        : ' (the default)';
  if (name === 'noeviction')
    return `With a bound, maxmemory-policy noeviction${source} refuses writes when it is reached.`;
  const which = name.startsWith('volatile') ? 'keys that have an expiry' : 'any key';
  return `With a bound, maxmemory-policy ${name}${source} evicts ${which} when it is reached.`;
}

function fixFor(instance: RedisInstance, limit: number | undefined): Fix {
  const { form, directives } = instance;
  const fitting = limit === undefined ? undefined : maxmemoryThatFits(instance.budgetInput, limit);
  const half = limit === undefined ? undefined : tidyDown(limit / 2);
  const bytes = fitting ?? half;
  const value = bytes === undefined ? '1gb' : formatRedisMemory(bytes);
  const entry = directives.last('maxmemory');
  const edits = entry ? form.replace(entry, value) : form.insert('maxmemory', [value]);
  const reason =
    limit === undefined
      ? 'choose the number'
      : fitting === undefined
        ? `half of ${formatBytes(limit)}; no bound makes the worst case fit it`
        : `the worst case of a fork then fits ${formatBytes(limit)}`;
  return {
    title: `Set ${form.show('maxmemory', value)} (${reason})`,
    safety: 'needs-a-number',
    edits: edits.map((edit) => ({ ...edit, snippet: edit.newText.replace(value, `\${1:${value}}`) })),
  };
}
