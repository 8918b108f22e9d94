import { factValue, placeOf } from '../model/fact';
import type { Fix } from '../model/finding';
import { hasRedis } from '../model/version';
import type { RedisInstance } from '../server/instance';
import { formatBytes } from '../units/bytes';
import { defineRule } from './rule';

/** Share of the limit that should be left beside the data where client buffers have no bound. */
const FREE_SHARE = 0.25;

export const buffersExceedHeadroom = defineRule({
  id: 'buffers-exceed-headroom',
  category: 'limits',
  severity: 'information',
  summary: 'Client and replica buffers do not fit beside the data',
  docs: {
    what: 'What is kept for replicas and the bound of normal clients add up to more than the limit leaves beside the data; or normal clients have no bound at all and less than 25 % of the limit is left. Up to 6.2 each replica has an output buffer of its own up to its hard limit, beside the replication backlog; from 7.0 on all of them and the backlog share one buffer.',
    why: 'Output buffers are allocated beside the data. Those of replicas are not even counted for eviction, so memory can pass `maxmemory` by their size. Slow readers fill them, and a save makes readers slow.',
    fix: 'Bound clients with `maxmemory-clients` (7.0 and later) or with a hard limit for the class `normal`.',
    references: ['https://redis.io/docs/latest/develop/reference/clients/'],
  },
  check(instance, report) {
    const limit = factValue(instance.limit);
    const dataset = factValue(instance.dataset);
    const clients = clientBound(instance, dataset);
    if (instance.kind !== 'server' || limit === undefined || dataset === undefined || dataset >= limit)
      return;
    const left = limit - dataset;
    const { parts, total } = buffersOf(instance, clients);
    const at = placeOf(instance.limit) ?? instance.anchor;
    if (total > left) {
      report({
        at,
        message: `Beside ${formatBytes(dataset)} of data the limit leaves ${formatBytes(left)}, but buffers may take ${formatBytes(total)}: ${parts.join(', ')}.`,
      });
    } else if (clients === 'unbounded' && left < FREE_SHARE * limit) {
      report({
        at,
        message: `Beside ${formatBytes(dataset)} of data the limit leaves ${formatBytes(left)}, and nothing bounds the buffers of normal clients (client-output-buffer-limit normal 0 0 0).`,
        fixes: () => boundClients(instance, (left - total) / dataset),
      });
    }
  },
  examples: [
    {
      name: 'Up to 6.2 each replica has a buffer of its own',
      text: '# forkguard: version=6.2 limit=⟦1280Mi⟧ replicas=2\nmaxmemory 1gb\nsave ""\n',
      messages: [
        'Beside 1 GiB of data the limit leaves 256 MiB, but buffers may take 513 MiB: replication backlog 1 MiB, output buffers of 2 replicas 512 MiB.',
      ],
    },
    {
      name: 'From 7.0 on replicas share one buffer',
      text: '# forkguard: version=7.0 limit=⟦1200Mi⟧ replicas=2\nmaxmemory 1gb\nsave ""\n',
      messages: [
        'Beside 1 GiB of data the limit leaves 176 MiB, but buffers may take 256 MiB: the buffer that 2 replicas share 256 MiB.',
      ],
    },
    {
      name: 'The shared buffer fits, however many replicas there are',
      text: '# forkguard: version=7.0 limit=1400Mi replicas=3\nmaxmemory 1gb\nsave ""\n',
    },
    {
      name: 'Clients without a bound',
      text: '# forkguard: version=7.2 limit=⟦1280Mi⟧\nmaxmemory 1gb\nsave ""\n',
      messages: [
        'Beside 1 GiB of data the limit leaves 256 MiB, and nothing bounds the buffers of normal clients (client-output-buffer-limit normal 0 0 0).',
      ],
      fixed: {
        title: 'Bound all clients together',
        text: '# forkguard: version=7.2 limit=1280Mi\nmaxmemory 1gb\nmaxmemory-clients 5%\nsave ""\n',
      },
    },
    {
      name: 'Clients without a bound, and less room than they usually get',
      text: '# forkguard: version=7.2 limit=⟦1060Mi⟧\nmaxmemory 1gb\nsave ""\n',
      messages: [
        'Beside 1 GiB of data the limit leaves 36 MiB, and nothing bounds the buffers of normal clients (client-output-buffer-limit normal 0 0 0).',
      ],
      fixed: {
        title: 'Bound all clients together',
        text: '# forkguard: version=7.2 limit=1060Mi\nmaxmemory 1gb\nmaxmemory-clients 3%\nsave ""\n',
      },
    },
    {
      name: 'Clients are bounded',
      text: '# forkguard: limit=1280Mi\nmaxmemory 1gb\nmaxmemory-clients 5%\nsave ""\n',
    },
    { name: 'Plenty is left', text: '# forkguard: limit=2Gi\nmaxmemory 1gb\nsave ""\n' },
  ],
});

/** Bytes that normal clients may hold together: only `maxmemory-clients` bounds the sum. */
function clientBound(
  { directives, version }: RedisInstance,
  dataset: number | undefined,
): number | 'unbounded' | 'unknown' {
  const normal = directives.outputLimit('normal');
  if (normal.kind === 'unknown' || normal.kind === 'conflicting') return 'unknown';
  const each = normal.value.hard > 0n ? 'unknown' : 'unbounded';
  if (!hasRedis(version.chosen, 7)) return each;
  const bound = directives.fact('maxmemory-clients');
  if (bound.kind === 'unknown' || bound.kind === 'conflicting') return 'unknown';
  if (bound.value.type === 'percent') return ((dataset ?? 0) * bound.value.percent) / 100;
  const bytes = bound.value.type === 'memory' ? Number(bound.value.bytes) : 0;
  return bytes > 0 ? bytes : each;
}

function buffersOf(instance: RedisInstance, clients: number | string): { parts: string[]; total: number } {
  const terms: [string, number][] = [
    ...replicaBuffers(instance),
    ['clients (maxmemory-clients)', typeof clients === 'number' ? clients : 0],
  ];
  const present = terms.filter(([, bytes]) => bytes > 0);
  return {
    parts: present.map(([name, bytes]) => `${name} ${formatBytes(bytes)}`),
    total: present.reduce((sum, [, bytes]) => sum + bytes, 0),
  };
}

/**
 * From 7.0 on all replicas read from one buffer, which the backlog is part of; a hard limit below the backlog counts as
 * much as that (redis.md §3). Where it may be an older version, what every version in question can take.
 */
function replicaBuffers({ budgetInput, directives, version }: RedisInstance): [string, number][] {
  const replicas = factValue(budgetInput.replicas) ?? 0;
  if (replicas === 0) return [];
  const limit = factValue(budgetInput.replicaOutputLimit) ?? 0;
  const backlog = factValue(directives.memory('repl-backlog-size')) ?? 0;
  if (version.candidates.some((candidate) => hasRedis(candidate, 7))) {
    const name = replicas === 1 ? 'the buffer of the replica' : `the buffer that ${replicas} replicas share`;
    return [[name, limit === 0 ? 0 : Math.max(limit, backlog)]];
  }
  return [
    ['replication backlog', backlog],
    [`output buffers of ${replicas} replica${replicas === 1 ? '' : 's'}`, replicas * limit],
  ];
}

/** What clients usually get: a percentage of maxmemory. */
const CLIENT_PERCENT = 5;

/** @param room what is left for clients, as a share of the data */
function boundClients(instance: RedisInstance, room: number): Fix[] {
  const percent = Math.min(CLIENT_PERCENT, Math.floor(room * 100));
  if (percent < 1 || !instance.version.candidates.every((version) => hasRedis(version, 7))) return [];
  const entry = instance.directives.last('maxmemory-clients');
  const value = `${percent}%`;
  return [
    {
      title: `Bound all clients together with ${instance.form.show('maxmemory-clients', value)} (the largest are disconnected beyond it)`,
      safety: 'needs-a-number',
      edits: entry ? instance.form.replace(entry, value) : instance.form.insert('maxmemory-clients', [value]),
    },
  ];
}
