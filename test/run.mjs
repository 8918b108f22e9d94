/** `npm test [-- <part of a name>… | --list]`: installs what is missing, builds, runs every suite, counts. */
import path from 'node:path';
import { build } from '../client/dev/build.mjs';
import { runMain, Stop, say, seconds, step } from '../client/dev/console.mjs';
import { ensureDependencies } from '../client/dev/dependencies.mjs';
import { editorUnavailable, ensureEditor } from '../client/dev/editor-install.mjs';
import { ROOT } from '../client/dev/paths.mjs';
import { runNode } from '../client/dev/processes.mjs';
import { scratchFolder } from '../client/dev/scratch.mjs';
import { countTests } from './counts.mjs';
import { ensurePrograms } from './prerequisites.mjs';
import { SUITES } from './suites.mjs';

/** @typedef {import('./suites.mjs').Suite} Suite */
/** @typedef {import('./counts.mjs').Counts & { suite: Suite, took: string }} Result */

/** @param {string[]} parts */
function chooseSuites(parts) {
  const wanted = parts.map((part) => part.toLowerCase());
  const unknown = wanted.find((part) => !SUITES.some(({ name }) => name.includes(part)));
  if (unknown) throw new Stop(`No suite's name contains "${unknown}". The suites are:\n${suiteNames()}`);
  return SUITES.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
}

const suiteNames = () => SUITES.map(({ name }) => `  ${name}`).join('\n');

/** @param {Suite} suite @param {string} folder @returns {Promise<Result>} */
async function runSuite(suite, folder) {
  say(`\n━━ ${suite.name} ━━`);
  const started = performance.now();
  const report = path.join(folder, `${SUITES.indexOf(suite)}.json`);
  const reporters =
    suite.counts === 'vitest' ? ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`] : [];
  const ended = await runNode([...suite.run, ...reporters], {
    cwd: ROOT,
    env: { ...process.env, FORKGUARD_TEST_REPORT: report },
    output: 'inherit',
    limitSeconds: suite.minutes * 60,
  });
  const result = { suite, took: seconds(started), ...countTests(suite, ended, report) };
  say(`── ${suite.name}: ${result.passed} passed, ${result.failed} failed, ${result.took}`);
  return result;
}

/** @param {Suite} suite @param {string} why @returns {Result} */
const notRun = (suite, why) => ({ suite, passed: 0, failed: 1, took: '0.0 s', notes: [`not run: ${why}`] });

/** Editor suites need the editor from npm, or a system where a desktop VS Code does its work. @param {Set<string>} needs */
async function prepare(needs) {
  await ensureDependencies();
  await ensurePrograms(needs);
  if (needs.has('editor') && !editorUnavailable()) await ensureEditor();
  if (needs.has('servers')) missingServers = await fetchServers();
  if (!needs.has('build')) return undefined;
  return step('Building', build).then(
    () => undefined,
    (error) => error.message,
  );
}

/** Servers of other versions that are not to be had, with the reason: what the run therefore does not prove. */
let missingServers = /** @type {{ name: string, why: string, required: boolean }[]} */ ([]);

async function fetchServers() {
  const { output } = await step('Looking for servers of other versions', () =>
    runNode(['test/servers/ensure.mjs', '--json'], { cwd: ROOT, limitSeconds: 1800 }),
  );
  const json = output.split('\n').find((line) => line.startsWith('{'));
  if (!json) throw new Stop(output, 1);
  return JSON.parse(json).missing;
}

/** @param {Result[]} results */
function summarize(results) {
  say('\n━━ summary ━━');
  for (const { suite, passed, failed, took, notes } of results) {
    const numbers = `${String(passed).padStart(6)} passed ${String(failed).padStart(4)} failed ${took.padStart(9)}`;
    say(`${failed > 0 ? '✗' : '✓'} ${suite.name.padEnd(36)}${numbers}`);
    for (const note of notes) say(`      ${note}`);
  }
  for (const { name, why } of missingServers) say(`Nothing ran on ${name}, which is not to be had: ${why}`);
  if (missingServers.length > 0) say('Ask again with: node test/servers/ensure.mjs');
}

/** @param {{ passed: number, failed: number }[]} results */
function finish(results) {
  const sum = (/** @type {'passed' | 'failed'} */ key) =>
    results.reduce((total, result) => total + result[key], 0);
  say(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed') > 0 ? 1 : 0;
}

async function main() {
  const args = process.argv.slice(2);
  if (args.includes('--list')) return say(suiteNames());
  const suites = chooseSuites(args);
  /** @type {string | undefined} */
  let buildError;
  try {
    buildError = await prepare(new Set(suites.flatMap(({ needs }) => needs)));
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    say(error.message);
    return finish([{ passed: 0, failed: 1 }]);
  }
  if (buildError) say(buildError);
  const folder = scratchFolder('test');
  /** @type {Result[]} */
  const results = [];
  for (const suite of suites) {
    const stale = buildError && suite.needs.includes('build');
    results.push(stale ? notRun(suite, 'the build failed') : await runSuite(suite, folder));
  }
  summarize(results);
  return finish(results);
}

await runMain(main);
