/**
 * `npm run fuzz:edits -- <folder> [--runs N] [--seed N]`: edits the files of a folder in memory and compares what is
 * remembered with a fresh look. Folders that hold a label or a sample are taken one by one: each that has files.
 */

import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { readTextFile } from '../../../server/src/files/read';
import { walk } from '../../../server/src/files/walk';
import { mayConcern } from '../../../server/src/files/workspace';
import type { Texts } from '../../support/samples';
import { editsOf, firstDifference } from './edits';

/** Larger files make every step slow and show nothing new. UTF-16 units. */
const LARGEST = 60_000;
const STEPS = 12;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { runs: { type: 'string', default: '3' }, seed: { type: 'string', default: '1' } },
  });
  const groups = new Map<string, Map<string, string>>();
  for await (const path of walk(resolve(positionals[0] ?? '.'), { accepts: mayConcern, ignored: true })) {
    const read = await readTextFile(path);
    if (read.kind !== 'text' || read.text.length > LARGEST) continue;
    const group = groups.get(dirname(path)) ?? new Map<string, string>();
    groups.set(dirname(path), group.set(`file://${path}`, read.text));
  }
  let different = 0;
  for (const [folder, texts] of groups)
    different += check(folder, texts, Number(values.runs), Number(values.seed));
  console.log(
    `${groups.size} folders, ${values.runs} runs of up to ${STEPS} edits each, ${different} differences`,
  );
  process.exitCode = different > 0 ? 1 : 0;
}

function check(folder: string, texts: Texts, numRuns: number, seed: number): number {
  let different = 0;
  for (const edits of fc.sample(editsOf(STEPS), { numRuns, seed })) {
    const difference = firstDifference(texts, edits);
    if (!difference) continue;
    different += 1;
    console.log(`${folder}: after edit ${difference.step} of ${JSON.stringify(edits)}`);
  }
  return different;
}

void main();
