/** CLIENT LIST: what the buffers of clients hold. Addresses, users and commands are not kept. */

import type { ClientMemory, ClientSummary } from '../core/observations';

const LARGEST = 5;

export function parseClients(text: string): ClientSummary {
  let count = 0;
  let outputBytes = 0;
  let replicaOutputBytes = 0;
  const largest: ClientMemory[] = [];
  for (const line of text.split('\n')) {
    const client = parseClient(line);
    if (!client) continue;
    count += 1;
    if (client.replica) replicaOutputBytes += client.outputBytes;
    else outputBytes += client.outputBytes;
    keepLargest(largest, client);
  }
  return { count, outputBytes, replicaOutputBytes, largest };
}

function parseClient(line: string): ClientMemory | undefined {
  const id = /(?:^| )id=(\d+)/.exec(line)?.[1];
  const omem = /(?: )omem=(\d+)/.exec(line)?.[1];
  if (id === undefined || omem === undefined) return undefined;
  const total = /(?: )tot-mem=(\d+)/.exec(line)?.[1];
  return {
    id,
    name: /(?: )name=([^ ]*)/.exec(line)?.[1] ?? '',
    replica: /(?: )flags=\S*S/.test(line),
    outputBytes: Number(omem),
    totalBytes: total === undefined ? undefined : Number(total),
  };
}

const sizeOf = ({ totalBytes, outputBytes }: ClientMemory): number => totalBytes ?? outputBytes;

function keepLargest(largest: ClientMemory[], client: ClientMemory): void {
  const smallest = largest[LARGEST - 1];
  if (smallest && sizeOf(smallest) >= sizeOf(client)) return;
  const index = largest.findIndex((one) => sizeOf(one) < sizeOf(client));
  largest.splice(index === -1 ? largest.length : index, 0, client);
  largest.length = Math.min(largest.length, LARGEST);
}
