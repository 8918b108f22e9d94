import { BUFFER_THRESHOLD, clientBuffers } from '../live/measures';
import { type ClientMemory, infoNumber } from '../observations';
import { formatBytes } from '../units/bytes';
import { liveNodes, memoryPlace } from './live-support';
import { defineRule } from './rule';
import { joinWords } from './support';

/** Smaller buffers are nobody's problem, whatever the room. Bytes. */
const LEAST = 1024 ** 2;

export const clientBuffersHigh = defineRule({
  id: 'client-buffers-high',
  category: 'live',
  severity: 'warning',
  summary: 'Client buffers of the running server take a tenth of what is left',
  docs: {
    what: 'Client and replication buffers (`mem_clients_normal` and `mem_total_replication_buffers`, before 7.0 `mem_clients_slaves`, before 5.0 the sum of `omem` in CLIENT LIST) are above 10 % of what the limit leaves beside the resident set.',
    why: 'Buffers grow when a client reads slowly, and are not part of what `maxmemory` evicts. They take the room that a fork needs.',
    fix: 'See who reads slowly: the largest clients are named by id and name. Bound them with `maxmemory-clients` (7.0 and later) or `client-output-buffer-limit`.',
    references: ['https://redis.io/docs/latest/develop/reference/clients/'],
  },
  check(instance, report) {
    for (const { latest, measured, who, bound } of liveNodes(instance)) {
      const buffers = clientBuffers(latest);
      const resident = infoNumber(latest, 'used_memory_rss');
      if (!buffers || !bound || resident === undefined || buffers.bytes < LEAST) continue;
      const room = Math.max(0, bound.bytes - resident);
      if (buffers.bytes <= BUFFER_THRESHOLD * room) continue;
      const named = buffers.largest
        .filter((client) => sizeOf(client) >= LEAST)
        .slice(0, 3)
        .map(nameOf);
      const largest = named.length === 0 ? '' : ` The largest: ${joinWords(named)}.`;
      report({
        at: memoryPlace(instance),
        message: `${who}Client buffers hold ${formatBytes(buffers.bytes)}; the ${bound.what} of ${formatBytes(bound.bytes)} leaves ${formatBytes(room)} beside the resident set (${buffers.field}, ${measured}).${largest}`,
      });
    }
  },
  examples: [
    {
      name: 'A slow reader',
      text: '# forkguard: limit=⟦4gb⟧\nmaxmemory 3gb\n',
      live: {
        info: {
          used_memory: 3000000000,
          used_memory_rss: 3221225472,
          mem_clients_normal: 314572800,
          mem_total_replication_buffers: 20971520,
        },
        clients: {
          count: 2,
          outputBytes: 314572800,
          replicaOutputBytes: 0,
          largest: [
            { id: '71', name: 'export', replica: false, outputBytes: 293601280, totalBytes: 293601280 },
            { id: '72', name: '', replica: false, outputBytes: 20971520, totalBytes: 20971520 },
          ],
        },
      },
      messages: [
        'Client buffers hold 320 MiB; the limit of 4 GiB leaves 1 GiB beside the resident set (mem_clients_normal + mem_total_replication_buffers, measured 4 min ago). The largest: client 71 (export) with 280 MiB and client 72 with 20 MiB.',
      ],
    },
    {
      name: 'Ordinary buffers',
      text: '# forkguard: limit=4gb\nmaxmemory 3gb\n',
      live: { info: { used_memory_rss: 3221225472, mem_clients_normal: 20971520 } },
    },
  ],
});

const sizeOf = ({ totalBytes, outputBytes }: ClientMemory): number => totalBytes ?? outputBytes;

const nameOf = (client: ClientMemory): string =>
  `client ${client.id}${client.name === '' ? '' : ` (${client.name})`} with ${formatBytes(sizeOf(client))}`;
