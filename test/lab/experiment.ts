/** One case of the lab: writes arrive while a child saves, and the kernel is asked what that takes. */

import { Dataset, type DatasetPlan } from './dataset';
import { childrenOf, LabServer, pause, pssOf } from './lab-server';
import type { Row } from './table';
import { fill, Writer } from './writer';

export interface CasePlan {
  readonly name: string;
  readonly fork: 'rdb' | 'aof';
  /** Writes per second; Infinity for full rate. */
  readonly rate: number;
  /** Exponent of Zipf's law. */
  readonly skew: number;
  readonly inserts?: boolean;
}

export interface Series {
  readonly dataset: DatasetPlan;
  readonly cases: readonly CasePlan[];
  /** More words of the server's command line. */
  readonly options?: readonly string[];
}

/** A save that has not ended by then is an error. Milliseconds. */
const LONGEST_SAVE = 180_000;
const SAMPLE = 40;
/** For the writer to reach its rate, and for the allocator to settle after a save. */
const WARM_UP = 300;

/** Fills one server and runs the cases on it, one after the other. */
export async function runSeries(
  { dataset: plan, cases, options }: Series,
  version: string,
  done: (plan: CasePlan, row: Row) => void,
): Promise<void> {
  const server = new LabServer(options);
  try {
    await server.ready();
    const dataset = new Dataset(plan);
    await fill(server.socket, plan.elements, (index) => dataset.write(index));
    for (const one of cases) {
      await pause(WARM_UP);
      done(one, await runCase(server, dataset, one, version));
    }
  } finally {
    await server.close();
  }
}

const OPS = { strings: 'set', 'mixed strings': 'set', hashes: 'hset', 'sorted sets': 'zadd' } as const;

async function runCase(server: LabServer, dataset: Dataset, plan: CasePlan, version: string): Promise<Row> {
  const written = new Set<number>();
  const source = plan.inserts ? dataset.inserts() : dataset.overwrites(plan.skew);
  let watching = false;
  const writer = await Writer.start(
    server.socket,
    () => {
      const write = source();
      if (watching) written.add(write.index);
      return write;
    },
    plan.rate,
  );
  await pause(WARM_UP);
  const before = await server.info();
  const pss = pssOf(server.pid);
  const answered = writer.answered;
  const started = performance.now();
  watching = true;
  await (plan.fork === 'rdb' ? server.admin.bgsave() : server.admin.bgrewriteaof());
  const peak = await watch(server, plan.fork);
  const seconds = (performance.now() - started) / 1000;
  const counted = writer.answered - answered;
  const after = await server.info();
  await writer.stop();
  const changes = Number(after.get('rdb_changes_since_last_save') ?? 0);
  return rowOf(plan, dataset, version, before, after, {
    // After an RDB save the server itself has counted the writes since its fork.
    writes: plan.fork === 'rdb' && dataset.plan.kind.endsWith('strings') ? changes : counted,
    distinct: written.size,
    seconds,
    extra: peak - pss,
  });
}

/** Samples parent and child until the child has ended. @returns the largest sum of both, bytes */
async function watch(server: LabServer, fork: CasePlan['fork']): Promise<number> {
  const running = fork === 'rdb' ? 'rdb_bgsave_in_progress' : 'aof_rewrite_in_progress';
  let peak = 0;
  for (const until = performance.now() + LONGEST_SAVE; performance.now() < until; await pause(SAMPLE)) {
    const children = childrenOf(server.pid);
    const sum = pssOf(server.pid) + children.reduce((total, pid) => total + pssOf(pid), 0);
    peak = Math.max(peak, sum);
    if (children.length === 0 && (await server.info()).get(running) === '0') return peak;
  }
  throw new Error(`the ${fork} child did not end`);
}

interface Measured {
  readonly writes: number;
  readonly distinct: number;
  readonly seconds: number;
  readonly extra: number;
}

function rowOf(
  plan: CasePlan,
  dataset: Dataset,
  version: string,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  { writes, distinct, seconds, extra }: Measured,
): Row {
  const known = rowOfInfo(dataset, version, before);
  const number = (name: string): number => Number(after.get(name) ?? 0);
  return {
    ...known,
    case: plan.name,
    kind: plan.fork,
    op: plan.inserts ? 'insert' : known.op,
    distribution: plan.skew === 0 ? 'uniform' : `zipf:${plan.skew}`,
    writes,
    distinctKeys: distinct,
    seconds,
    lastCow: number(plan.fork === 'rdb' ? 'rdb_last_cow_size' : 'aof_last_cow_size'),
    extraPss: Math.max(0, extra),
    usedPeak: Math.max(known.usedMemory, number('used_memory')),
    forkMicroseconds: number('latest_fork_usec'),
  };
}

/** What INFO says before a save, as a row whose measurements are still empty. */
export function rowOfInfo(
  { plan: { kind, valueBytes } }: Dataset,
  version: string,
  info: ReadonlyMap<string, string>,
): Row {
  const number = (name: string): number => Number(info.get(name) ?? 0);
  return {
    case: '',
    server: `redis-${version}`,
    kind: 'rdb',
    op: OPS[kind],
    distribution: 'uniform',
    valueBytes: typeof valueBytes === 'number' ? String(valueBytes) : valueBytes.join(':'),
    keys: Number(/keys=(\d+)/.exec(info.get('db0') ?? '')?.[1] ?? 0),
    usedMemory: number('used_memory'),
    dataset: number('used_memory_dataset'),
    rss: number('used_memory_rss'),
    writes: 0,
    distinctKeys: undefined,
    seconds: undefined,
    lastCow: undefined,
    extraPss: 0,
    usedPeak: undefined,
    forkMicroseconds: undefined,
    killed: false,
  };
}
