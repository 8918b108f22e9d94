/**
 * `npm run bench [-- conf|edit|values|scan|crds …] [--keystrokes N] [--conf FILE]`: what we cost, beside something well known
 * in the same run. Ratios are what counts: the milliseconds are those of this machine.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { build } from '../../client/dev/build.mjs';
import { runMain, Stop, say, step } from '../../client/dev/console.mjs';
import { ensureDependencies } from '../../client/dev/dependencies.mjs';
import { canMeasure } from './processes.mjs';

const PARTS = ['conf', 'edit', 'values', 'scan', 'crds'];
/** Lines of the largest redis.conf that comes with a server (Valkey 9.1 has 2537, Redis 8.8 2494). */
const LARGEST_CONF = 2537;

/** @param {(string | number)[]} cells */
const row = (...cells) =>
  say(cells.map((cell, n) => (n === 0 ? String(cell).padEnd(30) : String(cell).padStart(15))).join(''));

const ms = (/** @type {number} */ value) => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
const mb = (/** @type {number} */ value) => `${value.toFixed(0)} MB`;
const times = (/** @type {number} */ ratio) => `${ratio.toFixed(ratio < 10 ? 1 : 0)}×`;

/** @param {string} title @param {{ ours: import('./editing.mjs').Measured, theirs: import('./editing.mjs').Measured }} measured */
function printEditing(title, { ours, theirs }) {
  say(`\n${title}`);
  row('', 'Forkguard', 'yaml-ls', 'ratio');
  row('CPU for a keystroke', ms(ours.cpu), ms(theirs.cpu), times(theirs.cpu / ours.cpu));
  row('keystroke to diagnostics', ms(ours.wait), ms(theirs.wait), times(theirs.wait / ours.wait));
  row('start to first diagnostics', ms(ours.start), ms(theirs.start), times(theirs.start / ours.start));
  const [mine, other] = [ours.memory, theirs.memory];
  row('memory', mb(mine.now), mb(other.now), times(other.now / mine.now));
  row('memory at its peak', mb(mine.peak), mb(other.peak), times(other.peak / mine.peak));
}

function options() {
  const { values, positionals } = parseArgs({
    options: { keystrokes: { type: 'string', default: '60' }, conf: { type: 'string' } },
    allowPositionals: true,
  });
  const unknown = positionals.find((part) => !PARTS.includes(part));
  if (unknown) throw new Stop(`There is no part "${unknown}". The parts are: ${PARTS.join(', ')}.`);
  const keystrokes = Number(values.keystrokes);
  if (!Number.isInteger(keystrokes) || keystrokes < 1)
    throw new Stop(`--keystrokes takes a whole number, not "${values.keystrokes}".`);
  return { parts: positionals.length > 0 ? positionals : PARTS, keystrokes, conf: values.conf };
}

await runMain(async () => {
  const { parts, keystrokes, conf } = options();
  if (!canMeasure) throw new Stop('CPU time is read from /proc, which only Linux has.');
  await ensureDependencies();
  await step('Building', build);
  const { configurationEditing, manifestEditing, valuesEditing } = await import('./editing.mjs');
  const { configuration } = await import('./manifests.mjs');
  if (parts.includes('conf')) {
    const text = conf === undefined ? configuration(LARGEST_CONF) : readFileSync(conf, 'utf8');
    printEditing(
      `${conf ?? 'A redis.conf'} of ${text.split('\n').length - 1} lines, beside YAML of the same size`,
      await configurationEditing(text, keystrokes),
    );
  }
  for (const lines of parts.includes('edit') ? [1000, 10_000, 50_000] : []) {
    printEditing(`Manifests of ${lines} lines`, await manifestEditing(lines, keystrokes));
  }
  for (const lines of parts.includes('values') ? [10_000, 50_000] : []) {
    printEditing(`Values of ${lines} lines, one document`, await valuesEditing(lines, keystrokes));
  }
  if (parts.includes('scan')) {
    const { scan } = await import('./scanning.mjs');
    const { ours, context, plain } = await scan(10_000);
    say('\nA folder with 10,000 files, 100 of them with a server');
    row('', 'Forkguard', 'plain read', 'ratio');
    row('scan', ms(ours), ms(plain), times(ours / plain));
    row('one file in its context', ms(context), ms(plain), times(context / plain));
  }
  if (parts.includes('crds')) {
    const { readSchemas } = await import('./schemas.mjs');
    say('\nTrees with large CustomResourceDefinitions that mention Redis');
    row('', 'peak', 'at most', 'servers');
    for (const [title, tree, most] of /** @type {const} */ ([
      ['20 of them, 15 MB', { files: 100, schemas: 20, kilobytes: 760 }, 300],
      ['20,000 files, 38 MB of them', { files: 20_000, schemas: 50, kilobytes: 760 }, 500],
    ])) {
      const { megabytes, servers } = readSchemas(tree);
      row(title, mb(megabytes), mb(most), servers);
      if (megabytes > most) throw new Stop(`${title}: ${mb(megabytes)} at the peak, more than ${mb(most)}.`);
    }
  }
});
