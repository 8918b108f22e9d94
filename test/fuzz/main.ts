/**
 * `npm run fuzz:server -- [--manifests] [--servers all] --runs 10000 [--seed N] [--workers N]`: generated configurations and
 * command lines, or pods, against real servers, as many on each. Prints every disagreement with the shortest
 * configuration that shows it, and ends with a count per server.
 */

import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { type Server, serversWanted } from '../servers';
import { type Comparison, compareArguments, compareFile } from './compare';
import { comparePod, showPod } from './containers/compare';
import { pods } from './containers/generate';
import { EXCLUDED, NOT_COMPARED } from './exclusions';
import { commandLines, configs } from './generate';

const { values } = parseArgs({
  options: {
    manifests: { type: 'boolean', default: false },
    servers: { type: 'string' },
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    workers: { type: 'string', default: String(Math.max(2, cpus().length)) },
  },
});
const runs = Number(values.runs);
const seed = Number(values.seed);

interface Case {
  readonly show: () => Promise<string> | string;
  readonly run: () => Promise<Comparison>;
}

function* podCases(server: Server): Generator<Case> {
  for (const pod of fc.sample(pods(server.version), { numRuns: runs, seed }))
    yield { show: () => showPod(pod), run: () => comparePod(server, pod) };
}

function* cases(server: Server): Generator<Case> {
  const files = Math.ceil(runs * 0.7);
  for (const { files: included, text } of fc.sample(configs(server.version), { numRuns: files, seed })) {
    yield {
      show: async () => JSON.stringify({ text: await shortest(server, included, text), included }),
      run: () => compareFile(server, included, text),
    };
  }
  for (const { file, args } of fc.sample(commandLines(server.version), { numRuns: runs - files, seed })) {
    yield { show: () => JSON.stringify({ args, file }), run: () => compareArguments(server, file, args) };
  }
}

/** Leaves out lines that the disagreement does not need. */
async function shortest(
  server: Server,
  files: Readonly<Record<string, string>>,
  text: string,
): Promise<string> {
  let lines = text.split('\n');
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const fewer = lines.toSpliced(index, 1);
    const { disagreements } = await compareFile(server, files, fewer.join('\n')).catch(failed);
    if (disagreements.length > 0) lines = fewer;
  }
  return lines.join('\n');
}

/** A server that hangs, or whose answer cannot be read, is a disagreement too. */
const failed = (error: unknown): Comparison => ({
  started: false,
  compared: 0,
  disagreements: [{ about: 'run', forkguard: '', server: String(error) }],
});

async function runOn(server: Server): Promise<number> {
  const queue = values.manifests ? podCases(server) : cases(server);
  const sum = { done: 0, started: 0, compared: 0, wrong: 0 };
  const worker = async () => {
    for (const { show, run } of queue) {
      const { started, compared, disagreements } = await run().catch(failed);
      sum.done += 1;
      sum.started += Number(started);
      sum.compared += compared;
      if (sum.done % 500 === 0)
        console.error(`${server.label}: ${sum.done} of ${runs}, ${sum.wrong} disagreements`);
      if (disagreements.length === 0) continue;
      sum.wrong += 1;
      console.log(`${server.label} ${await show()}`);
      for (const { about, forkguard, server: theirs } of disagreements)
        console.log(`  ${about}\n    Forkguard: ${forkguard}\n    server:    ${theirs}`);
    }
  };
  await Promise.all(Array.from({ length: Number(values.workers) }, worker));
  const { done, started, compared, wrong } = sum;
  console.log(
    `${server.label}: ${done} runs (${started} started, ${done - started} refused), ${compared} values compared, ${wrong} disagreements`,
  );
  return wrong;
}

async function main(): Promise<void> {
  const { servers, missing } = await serversWanted(values.servers);
  for (const { name, why } of missing) console.error(`${name} is not to be had: ${why}`);
  console.error(
    `${runs} runs on each, with seed ${seed}. Left out: ${Object.keys(EXCLUDED).join(', ')}; not compared: ${Object.keys(NOT_COMPARED).join(', ')} (see test/fuzz/exclusions.ts)`,
  );
  let wrong = 0;
  for (const server of servers) wrong += await runOn(server);
  process.exitCode = wrong > 0 || servers.length === 0 || missing.some(({ required }) => required) ? 1 : 0;
}

void main();
