import { placeOfArguments } from '../directives/view';
import { writesCounters } from '../memory/child';
import { LEAST } from '../memory/copy-on-write';
import { likelyCopies } from '../memory/workloads';
import { factValue } from '../model/fact';
import type { Fix } from '../model/finding';
import type { RedisInstance } from '../server/instance';
import { formatBytes } from '../units/bytes';
import { defineRule } from './rule';

const MEASURED = 'measured on 9.1.2: 93 of 127 MB with values of 20 bytes, 37 of 141 MB with values of 100';

export const lfuCopiesHeaders = defineRule({
  id: 'lfu-copies-headers',
  category: 'forks',
  severity: 'warning',
  summary: 'Valkey 9.1 with an LFU policy: a save copies the header of every key',
  docs: {
    what: 'A `maxmemory-policy` that ends in `-lfu`, on a server known to be Valkey 9.1 or later, which forks.',
    why: `The child writes the decayed counter into the header of each key that it saves (\`objectGetLFUFrequency\`), so a save copies all headers without a single write of a client: ${MEASURED}. With an LRU policy or \`noeviction\` the same saves copied 1 to 2 MB. Redis and Valkey 8.1 only read the counter.`,
    fix: 'Use the LRU policy for the same keys, or give the container room for it.',
    references: ['https://github.com/valkey-io/valkey/blob/9.1.2/src/object.c'],
  },
  check(instance, report) {
    const { directives, version, budget } = instance;
    const entry = directives.last('maxmemory-policy');
    const policy = factValue(directives.word('maxmemory-policy'));
    if (instance.kind !== 'server' || !entry || policy === undefined) return;
    if (!instance.forkTriggers.some(({ certain }) => certain)) return;
    if (!version.candidates.every((candidate) => writesCounters(candidate, { policy }))) return;
    report({
      at: placeOfArguments(entry),
      ...(budget?.verdict === 'fits' ? { severity: 'information' } : {}),
      message: `With ${policy} on ${version.name} a save copies the header of every key although nobody writes, because the child stores the decayed counter in it: ${costOf(instance)}. With ${lruOf(policy)} it does not.`,
      fixes: () => useLru(instance, policy),
    });
  },
  examples: [
    {
      name: 'An LFU policy on Valkey 9.1',
      text: '# forkguard: version=valkey-9.1\nmaxmemory 1gb\nmaxmemory-policy ⟦allkeys-lfu⟧\nsave 900 1\n',
      messages: [
        `With allkeys-lfu on Valkey 9.1 a save copies the header of every key although nobody writes, because the child stores the decayed counter in it: ${MEASURED}. With allkeys-lru it does not.`,
      ],
      fixed: {
        title: 'Set maxmemory-policy allkeys-lru',
        text: '# forkguard: version=valkey-9.1\nmaxmemory 1gb\nmaxmemory-policy allkeys-lru\nsave 900 1\n',
      },
    },
    {
      name: 'The size of the values is known',
      text: '# forkguard: version=valkey-9.1 value=20b\nmaxmemory 1gb\nmaxmemory-policy ⟦volatile-lfu⟧\nsave 900 1\n',
      messages: [
        'With volatile-lfu on Valkey 9.1 a save copies the header of every key although nobody writes, because the child stores the decayed counter in it: about 861 MiB of 1 GiB. With volatile-lru it does not.',
      ],
    },
    {
      name: 'An LRU policy',
      text: '# forkguard: version=valkey-9.1\nmaxmemory 1gb\nmaxmemory-policy allkeys-lru\nsave 900 1\n',
    },
    {
      name: 'Nothing forks',
      text: '# forkguard: version=valkey-9.1\nmaxmemory 1gb\nmaxmemory-policy allkeys-lfu\nsave ""\n',
    },
    {
      name: 'Redis only reads the counter',
      text: '# forkguard: version=8.0\nmaxmemory 1gb\nmaxmemory-policy allkeys-lfu\nsave 900 1\n',
    },
    {
      name: 'The version is not known',
      text: 'maxmemory 1gb\nmaxmemory-policy allkeys-lfu\nsave 900 1\n',
    },
  ],
});

/** What an idle save copies there, where the size of the values is known; else what was measured. */
function costOf({ budget, budgetInput }: RedisInstance): string {
  if (!budget || factValue(budgetInput.valueSize) === undefined) return MEASURED;
  const copies = likelyCopies(budgetInput, budget.dataset, budget.dataset);
  if (!copies) return MEASURED;
  return `about ${formatBytes(copies(0, LEAST))} of ${formatBytes(budget.dataset)}`;
}

const lruOf = (policy: string): string => policy.replace(/lfu$/i, 'lru');

function useLru({ directives, form }: RedisInstance, policy: string): Fix[] {
  const entry = directives.last('maxmemory-policy');
  if (!entry) return [];
  const lru = lruOf(policy);
  return [
    {
      title: `Set ${form.show('maxmemory-policy', lru)} (evicts the least recently used keys, not the least often used)`,
      safety: 'changes-eviction',
      edits: form.replace(entry, lru),
    },
  ];
}
