/**
 * `npm run mutation [-- <room>…]`: changes the code of a room in many small ways, one at a time, and counts the changes
 * that its tests notice. The ones that they miss are listed in `.cache/mutation/<room>.txt`. Not a part of `npm test`: it
 * takes from a minute to an hour for each room.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { runMain, Stop, say, seconds } from '../../client/dev/console.mjs';
import { ensureDependencies } from '../../client/dev/dependencies.mjs';
import { inRoot, ROOT } from '../../client/dev/paths.mjs';
import { ROOMS } from './rooms.mjs';

/** @typedef {Awaited<ReturnType<Stryker['runMutationTest']>>[number]} Mutant */

/** Percent of the mutants. */
const WANTED = 85;
const FOLDER = inRoot('.cache', 'mutation');

/** @param {string[]} names */
function chooseRooms(names) {
  const known = ROOMS.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown) throw new Stop(`There is no room "${unknown}". The rooms are: ${known.join(', ')}.`);
  return ROOMS.filter(({ name }) => names.length === 0 || names.includes(name));
}

/** @param {import('./rooms.mjs').Room} room @returns {Promise<Mutant[]>} those that could be run */
async function mutantsOf({ sources, tests }) {
  // The processes that run the tests inherit it.
  process.env.FORKGUARD_MUTATION_TESTS = tests.join(',');
  const stryker = new Stryker({
    mutate: sources,
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'test/mutation/vitest.config.mts', related: false },
    coverageAnalysis: 'perTest',
    concurrency: Math.min(2, os.availableParallelism()),
    // A mutant that loops for ever; a busy machine is slow, too.
    timeoutMS: 20_000,
    timeoutFactor: 4,
    reporters: [],
    tempDirName: '.cache/mutation/sandbox',
    // Stryker copies the rest of the project. Its reader of tsconfig.json needs an older TypeScript: it gets none.
    ignorePatterns: ['.cache', 'dist', 'docs', 'test/editor', 'test/fixtures/servers'],
    tsconfigFile: 'none',
    logLevel: 'error',
    cleanTempDir: 'always',
  });
  const results = await stryker.runMutationTest();
  return results.filter(({ status }) => status !== 'Ignored');
}

const isKilled = (/** @type {Mutant} */ { status }) => status === 'Killed' || status === 'Timeout';

/** @param {string} room @param {Mutant[]} missed */
function writeMissed(room, missed) {
  const lines = missed.map(({ fileName, location, status, mutatorName, replacement = '' }) => {
    const place = `${path.relative(ROOT, fileName)}:${location.start.line}:${location.start.column}`;
    const change = replacement.replace(/\s+/g, ' ');
    return `${place} ${status === 'NoCoverage' ? 'not covered' : 'survived'}: ${mutatorName} ${change}\n`;
  });
  writeFileSync(path.join(FOLDER, `${room}.txt`), lines.sort().join(''));
}

/** @param {(string | number)[]} cells */
const row = (...cells) =>
  say(cells.map((cell, n) => (n === 0 ? String(cell).padEnd(14) : String(cell).padStart(13))).join(''));

await runMain(async () => {
  const rooms = chooseRooms(process.argv.slice(2));
  await ensureDependencies();
  mkdirSync(FOLDER, { recursive: true });
  row('room', 'mutants', 'killed', 'survived', 'not covered', 'kill rate', 'time');
  let low = false;
  for (const room of rooms) {
    const started = performance.now();
    const mutants = await mutantsOf(room);
    const missed = mutants.filter((mutant) => !isKilled(mutant));
    const killed = mutants.length - missed.length;
    const uncovered = missed.filter(({ status }) => status === 'NoCoverage').length;
    const rate = (100 * killed) / mutants.length;
    row(
      room.name,
      ...[mutants.length, killed, missed.length - uncovered, uncovered],
      `${rate.toFixed(1)} %`,
      seconds(started),
    );
    writeMissed(room.name, missed);
    low ||= rate < WANTED;
  }
  if (low) throw new Stop(`Below ${WANTED} %: .cache/mutation/ lists what was missed.`, 1);
});
