/** The break-even, checked by killing: what a server survives in a memory cgroup while it saves. */

import { copiedBytes, SAFE, writesToCopy } from '../../server/src/core/memory/copy-on-write';
import { PAGE_TABLE_SHARE } from '../../server/src/core/memory/terms';
import { MemoryCgroup } from './cgroup';
import { fillWith, sourceOf } from './experiment';
import { childrenOf, LabServer, pause } from './lab-server';
import { Namer } from './population';
import { rowOfInfo } from './row';
import { workloadOfRow } from './row-workload';
import type { CasePlan, Program, Series } from './series';
import { Writer } from './writer';

export interface KillPlan {
  readonly series: Series & { readonly cases: readonly [CasePlan] };
  /** The limit as a multiple of `used_memory`. */
  readonly factor: number;
  /** Which servers it is for; all where it is not said. */
  readonly only?: RegExp;
  /** Every value is written once more with that many bytes before the save. */
  readonly grown?: number;
}

export interface Kill {
  readonly plan: KillPlan;
  readonly server: string;
  /** Writes that fill the limit; 0 where the child alone does, undefined where nothing does. */
  readonly predicted: number | undefined;
  /** Writes at the kill; undefined when the save ended without one. */
  readonly killedAt: number | undefined;
}

/** What a server holds beside its heap and its code. Bytes. */
const STACK_AND_DATA = 1024 ** 2;
/** A kill that has not come by then does not come. Milliseconds. */
const TIME_LIMIT_MS = 60_000;

/** @returns why not, where the machine does not allow it */
export async function runKill(plan: KillPlan, program: Program): Promise<Kill | string> {
  const cgroup = MemoryCgroup.create();
  if (typeof cgroup === 'string') return cgroup;
  const { series } = plan;
  const policy = series.policy === undefined ? [] : ['--maxmemory-policy', series.policy];
  const server = new LabServer([...(series.options ?? []), ...policy], program.path);
  try {
    await server.ready();
    cgroup.add(server.pid);
    const namer = await filled(server, plan);
    await pause(500);
    const info = await server.info();
    const [{ operation, distribution }] = series.cases;
    const row = {
      ...rowOfInfo({ ...series, population: namer.population }, program.label, info),
      op: operation,
      distribution: distribution ?? 'uniform',
    };
    const limit = plan.factor * row.usedMemory;
    cgroup.limit(limit);
    // Code and libraries are in the resident set too, but the kernel takes them back before it kills.
    const held = Number(info.get('allocator_resident') ?? row.rss) + STACK_AND_DATA;
    const room = limit - held * (1 + PAGE_TABLE_SHARE);
    const workload = workloadOfRow(row);
    const idle = copiedBytes(workload, 0, SAFE) > room;
    return {
      plan,
      server: program.label,
      predicted: idle ? 0 : writesToCopy((writes, margin) => copiedBytes(workload, writes, margin), room),
      killedAt: await writesAtKill(server, namer, series.cases[0], cgroup),
    };
  } finally {
    await server.close();
    await cgroup.remove();
  }
}

async function filled(server: LabServer, { series, grown }: KillPlan): Promise<Namer> {
  const namer = new Namer(series.population);
  await fillWith(server, namer);
  if (grown === undefined) return namer;
  const larger = new Namer({ ...series.population, valueBytes: grown });
  await fillWith(server, larger);
  return larger;
}

async function writesAtKill(
  server: LabServer,
  namer: Namer,
  plan: CasePlan,
  cgroup: MemoryCgroup,
): Promise<number | undefined> {
  await server.admin.bgsave();
  const writer =
    plan.operation === 'idle'
      ? undefined
      : await Writer.start(server.socket, sourceOf(namer, plan), plan.rate);
  try {
    for (const until = performance.now() + TIME_LIMIT_MS; performance.now() < until; await pause(1)) {
      if (cgroup.kills > 0 || server.ended) return writer?.answered ?? 0;
      if (childrenOf(server.pid).length === 0) return undefined;
    }
    return undefined;
  } finally {
    await writer?.stop();
  }
}
