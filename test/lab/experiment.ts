/** One case of the lab: requests arrive while a child saves, and the kernel is asked what that takes. */

import { childrenOf, LabServer, pause, pssOf } from './lab-server';
import { encode, FILLS, type Operation, type Request, requests } from './operation';
import { Namer } from './population';
import { chooserOf, seeded } from './random';
import { rowOf } from './row';
import type { CasePlan, Program, Series } from './series';
import type { Row } from './table';
import { fill, Writer } from './writer';

/** A save that has not ended by then is an error. Milliseconds. */
const LONGEST_SAVE = 180_000;
const SAMPLE = 40;
/** For the writer to reach its rate, and for the allocator to settle after a save. */
const WARM_UP = 300;

/** Fills one server and runs the cases on it, one after the other. */
export async function runSeries(
  series: Series,
  program: Program,
  done: (plan: CasePlan, row: Row) => void,
): Promise<void> {
  const server = new LabServer(series.options, program.path);
  try {
    await server.ready();
    const namer = await prepare(server, series);
    for (const [index, plan] of series.cases.entries()) {
      await pause(WARM_UP);
      done(plan, await runCase({ server, series, program, namer, plan, index }));
    }
  } finally {
    await server.close();
  }
}

async function prepare(server: LabServer, series: Series): Promise<Namer> {
  for (const population of series.beside ?? []) await fillWith(server, new Namer(population));
  const namer = new Namer(series.population);
  await fillWith(server, namer);
  await evictFrom(server, series.policy);
  const [first] = series.cases;
  if (series.age && first) await age(server, namer, first, series.age);
  return namer;
}

export const fillWith = (server: LabServer, namer: Namer): Promise<void> =>
  fill(server.socket, namer.population.elements, (index) =>
    encode(FILLS[namer.population.kind](namer, index)),
  );

async function evictFrom(server: LabServer, policy: string | undefined): Promise<void> {
  if (policy === undefined) return;
  await server.admin.config('SET', 'maxmemory-policy', policy);
  if (policy === 'noeviction') return;
  const used = Number((await server.info()).get('used_memory'));
  await server.admin.config('SET', 'maxmemory', String(used));
}

async function age(server: LabServer, namer: Namer, plan: CasePlan, times: number): Promise<void> {
  const writer = await Writer.start(server.socket, sourceOf(namer, plan), Number.POSITIVE_INFINITY);
  while (writer.answered < times * namer.population.elements) await pause(5);
  await writer.stop();
}

/** @throws Error for an operation that sends nothing */
export function sourceOf(namer: Namer, { operation, distribution }: CasePlan): () => Request {
  if (operation === 'idle') throw new Error('An idle server is sent nothing.');
  const { population } = namer;
  let next = population.elements;
  const inserted = (): number => {
    next += 1;
    return next;
  };
  const choose = chooserOf(distribution ?? 'uniform', population.elements, seeded(7));
  return requests(namer, operation, operation === 'insert' ? inserted : choose);
}

interface Running {
  readonly server: LabServer;
  readonly series: Series;
  readonly program: Program;
  readonly namer: Namer;
  readonly plan: CasePlan;
  readonly index: number;
}

async function runCase(running: Running): Promise<Row> {
  const { server, namer, plan } = running;
  const written = new Set<number>();
  let watching = false;
  const writer = await startWriter(server, namer, plan, ({ index }) => {
    if (watching) written.add(index);
  });
  await pause(WARM_UP);
  const before = await server.info();
  const pss = pssOf(server.pid);
  watching = true;
  const started = performance.now();
  const peak = await watch(server, plan.fork ?? 'rdb', PAIRS.includes(plan.operation) ? 2 : 1);
  const seconds = (performance.now() - started) / 1000;
  const after = await server.info();
  await writer?.stop();
  const { series, program, index } = running;
  return rowOf({ series, server: program.label, plan, index }, before, after, {
    writes: peak.writes,
    distinct: written.size,
    seconds,
    extra: peak.bytes - pss,
  });
}

const startWriter = async (
  server: LabServer,
  namer: Namer,
  plan: CasePlan,
  sent: (request: Request) => void,
): Promise<Writer | undefined> => {
  if (plan.operation === 'idle') return undefined;
  const source = sourceOf(namer, plan);
  const told = (): Request => {
    const request = source();
    sent(request);
    return request;
  };
  return Writer.start(server.socket, told, plan.rate);
};

/** Two changes for the server. */
const PAIRS: readonly Operation[] = ['delset', 'sremadd', 'queue'];

const changesIn = (info: string): number =>
  Number(/^rdb_changes_since_last_save:(\d+)/m.exec(info)?.[1] ?? 0);

/**
 * Samples parent and child until the child has ended.
 * @param changes that one request makes
 * @returns the largest sum of both, bytes, and the requests that the server itself has counted since its fork
 */
async function watch(
  server: LabServer,
  fork: 'rdb' | 'aof',
  changes: number,
): Promise<{ readonly bytes: number; readonly writes: number }> {
  // Sent together, so that no write comes between the fork and the count.
  const both = server.admin.pipeline();
  const answers = await (fork === 'rdb' ? both.bgsave() : both.bgrewriteaof()).info('persistence').exec();
  const atFork = changesIn(String(answers?.[1]?.[1]));
  let bytes = 0;
  let writes = 0;
  for (const until = performance.now() + LONGEST_SAVE; performance.now() < until; await pause(SAMPLE)) {
    const counted = changesIn(await server.admin.info('persistence'));
    const children = childrenOf(server.pid);
    bytes = Math.max(bytes, pssOf(server.pid) + children.reduce((total, pid) => total + pssOf(pid), 0));
    // A save that has ended resets the count.
    if (children.length > 0) writes = Math.max(writes, (counted - atFork) / changes);
    else if (!(await isForking(server, fork))) return { bytes, writes: Math.round(writes) };
  }
  throw new Error(`the ${fork} child did not end`);
}

async function isForking(server: LabServer, fork: 'rdb' | 'aof'): Promise<boolean> {
  const running = fork === 'rdb' ? 'rdb_bgsave_in_progress' : 'aof_rewrite_in_progress';
  return (await server.info()).get(running) !== '0';
}
