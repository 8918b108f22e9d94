/**
 * `npm run fuzz:server -- [--manifests] --runs 10000 [--seed N] [--workers N]`: generated configurations and command lines,
 * or pods, against a real redis-server. Prints every disagreement with its configuration and ends with a count.
 */

import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { type Comparison, compareArguments, compareFile, VERSION } from './compare';
import { comparePod, showPod } from './containers/compare';
import { pods } from './containers/generate';
import { EXCLUDED } from './exclusions';
import { commandLines, configs } from './generate';

const { values } = parseArgs({
  options: {
    manifests: { type: 'boolean', default: false },
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    workers: { type: 'string', default: String(Math.max(2, cpus().length)) },
  },
});
const runs = Number(values.runs);
const seed = Number(values.seed);

type Case = { readonly show: string; readonly run: () => Promise<Comparison> };

function* podCases(): Generator<Case> {
  for (const pod of fc.sample(pods(VERSION), { numRuns: runs, seed }))
    yield { show: showPod(pod), run: () => comparePod(pod) };
}

function* cases(): Generator<Case> {
  const files = Math.ceil(runs * 0.7);
  for (const { files: included, text } of fc.sample(configs(VERSION), { numRuns: files, seed })) {
    yield { show: JSON.stringify({ text, included }), run: () => compareFile(included, text) };
  }
  for (const { file, args } of fc.sample(commandLines(VERSION), { numRuns: runs - files, seed })) {
    yield { show: JSON.stringify({ args, file }), run: () => compareArguments(file, args) };
  }
}

let done = 0;
let started = 0;
let disagreements = 0;
const queue = values.manifests ? podCases() : cases();

/** A server that hangs, or whose answer cannot be read, is a disagreement too. */
const failed = (error: unknown): Comparison => ({
  started: false,
  disagreements: [{ about: 'run', forkguard: '', server: String(error) }],
});

async function worker(): Promise<void> {
  for (const { show, run } of queue) {
    const result = await run().catch(failed);
    done += 1;
    if (result.started) started += 1;
    if (done % 500 === 0) console.error(`${done} of ${runs}, ${disagreements} disagreements`);
    if (result.disagreements.length === 0) continue;
    disagreements += 1;
    console.log(show);
    for (const { about, forkguard, server } of result.disagreements)
      console.log(`  ${about}\n    Forkguard: ${forkguard}\n    server:    ${server}`);
  }
}

async function main(): Promise<void> {
  console.error(
    `${runs} runs with seed ${seed}. Left out: ${Object.keys(EXCLUDED).join(', ')} (see test/fuzz/exclusions.ts)`,
  );
  await Promise.all(Array.from({ length: Number(values.workers) }, worker));
  console.log(`${done} runs (${started} started, ${done - started} refused), ${disagreements} disagreements`);
  process.exitCode = disagreements > 0 ? 1 : 0;
}

void main();
