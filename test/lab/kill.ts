/** The break-even, checked by killing: how many writes a server survives in a memory cgroup while it saves. */

import { writesToCopy } from '../../server/src/core/memory/copy-on-write';
import { PAGE_TABLE_SHARE } from '../../server/src/core/memory/terms';
import { MemoryCgroup } from './cgroup';
import { Dataset, type DatasetPlan } from './dataset';
import { rowOfInfo } from './experiment';
import { LabServer, pause } from './lab-server';
import { workloadOf } from './table';
import { fill, Writer } from './writer';

export interface KillPlan {
  readonly dataset: DatasetPlan;
  /** The limit as a multiple of `used_memory`. */
  readonly factor: number;
}

export interface Kill {
  readonly plan: KillPlan;
  readonly predicted: number | undefined;
  /** Writes at the kill; undefined when the save ended without one. */
  readonly killedAt: number | undefined;
}

export const KILLS: readonly KillPlan[] = [100, 1000].flatMap((valueBytes) =>
  [1.3, 1.5, 1.8].map((factor) => ({
    dataset: { kind: 'strings', valueBytes, elements: valueBytes === 100 ? 1_000_000 : 180_000 },
    factor,
  })),
);

/** What a server holds beside its heap and its code. Bytes. */
const STACK_AND_DATA = 1024 ** 2;
/** A kill that has not come by then does not come. Milliseconds. */
const TIME_LIMIT_MS = 60_000;
/** Of each key, so that the save outlasts the writes. Microseconds. */
const DELAY = { 100: 60, 1000: 350 } as const;

/** @returns why not, where the machine does not allow it */
export async function runKill(plan: KillPlan, version: string): Promise<Kill | string> {
  const cgroup = MemoryCgroup.create();
  if (typeof cgroup === 'string') return cgroup;
  const delay = plan.dataset.valueBytes === 100 ? DELAY[100] : DELAY[1000];
  const server = new LabServer(['--rdb-key-save-delay', String(delay)]);
  try {
    await server.ready();
    cgroup.add(server.pid);
    const dataset = new Dataset(plan.dataset);
    await fill(server.socket, plan.dataset.elements, (index) => dataset.write(index));
    await pause(500);
    const info = await server.info();
    const row = rowOfInfo(dataset, version, info);
    const limit = plan.factor * row.usedMemory;
    cgroup.limit(limit);
    // Code and libraries are in the resident set too, but the kernel takes them back before it kills.
    const held = Number(info.get('allocator_resident') ?? row.rss) + STACK_AND_DATA;
    const room = limit - held * (1 + PAGE_TABLE_SHARE);
    return {
      plan,
      predicted: writesToCopy(workloadOf(row), room),
      killedAt: await writesAtKill(server, dataset, cgroup),
    };
  } finally {
    await server.close();
    await cgroup.remove();
  }
}

async function writesAtKill(
  server: LabServer,
  dataset: Dataset,
  cgroup: MemoryCgroup,
): Promise<number | undefined> {
  await server.admin.bgsave();
  const writer = await Writer.start(server.socket, dataset.overwrites(0), Number.POSITIVE_INFINITY);
  let gone = false;
  writer.onGone = () => {
    gone = true;
  };
  for (const until = performance.now() + TIME_LIMIT_MS; performance.now() < until; await pause(1)) {
    if (gone || cgroup.kills > 0) {
      const { answered } = writer;
      await writer.stop();
      return answered;
    }
  }
  await writer.stop();
  return undefined;
}
