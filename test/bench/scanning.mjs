/** A folder of many files, scanned by the command line or read as context, beside a plain read of the same bytes. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from '../../client/dev/paths.mjs';
import { runNode } from '../../client/dev/processes.mjs';
import { scratchFolder } from '../../client/dev/scratch.mjs';
import { otherManifest, serverManifest } from './manifests.mjs';

const RUNS = 5;

/** @param {number} files of which one in a hundred has a server */
export async function scan(files) {
  const folder = scratchFolder('bench');
  fill(folder, files);
  mkdirSync(path.join(folder, '.git'));
  const [ours, context, plain] = [
    [Number.POSITIVE_INFINITY],
    [Number.POSITIVE_INFINITY],
    [Number.POSITIVE_INFINITY],
  ];
  const options = ['--format', 'json', '--fail-on', 'never'];
  // In turns, so that both meet the same machine; the best of each counts.
  for (let n = 0; n < RUNS; n += 1) {
    plain.push(await timed([inRoot('test/bench/plain-read.mjs'), folder], folder));
    ours.push(await timed([inRoot('dist/cli.js'), ...options], folder));
    context.push(await timed([inRoot('dist/cli.js'), ...options, manifestPath(0)], folder));
  }
  return { ours: Math.min(...ours), context: Math.min(...context), plain: Math.min(...plain) };
}

/** @param {string} folder @param {number} files */
function fill(folder, files) {
  for (let n = 0; n < files; n += 1) {
    const file = path.join(folder, manifestPath(n));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, n % 100 === 0 ? serverManifest(n) : otherManifest(n));
  }
}

/** @param {number} n */
const manifestPath = (n) => path.join(`team-${n % 20}`, `app-${n % 500}`, `deployment-${n}.yaml`);

/** @param {string[]} args @param {string} cwd @returns {Promise<number>} milliseconds, with the start of Node */
async function timed(args, cwd) {
  const started = performance.now();
  const { code, output } = await runNode(args, { cwd });
  const took = performance.now() - started;
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${output.slice(0, 500)}`);
  return took;
}
