/** `npm run fuzz:shell -- --runs 10000 [--seed N]`: generated scripts against real shells. */

import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { compareScript } from './compare';
import { scripts } from './generate';
import { RealShells } from './real';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});

async function main(): Promise<void> {
  const [runs, seed] = [Number(values.runs), Number(values.seed)];
  console.error(`${runs} scripts with seed ${seed}`);
  const shells = new RealShells();
  let [done, started, disagreements, compared, unknown] = [0, 0, 0, 0, 0];
  const queue = fc.sample(scripts(), { numRuns: runs, seed }).values();
  const worker = async (): Promise<void> => {
    for (const script of queue) {
      const result = await compareScript(script, shells).catch((error: unknown) => ({
        disagreements: [String(error instanceof Error ? error.stack : error)],
        started: false,
        compared: 0,
        unknown: 0,
      }));
      done += 1;
      started += Number(result.started);
      compared += result.compared;
      unknown += result.unknown;
      if (done % 1000 === 0) console.error(`${done} of ${runs}, ${disagreements} disagreements`);
      if (result.disagreements.length === 0) continue;
      disagreements += 1;
      console.log(
        `--- ${script.dialect} ${JSON.stringify(script.args)}\n${script.text}\n  ${result.disagreements.join('\n  ')}`,
      );
    }
  };
  await Promise.all([worker(), worker(), worker()]);
  shells.remove();
  const share = ((100 * unknown) / Math.max(1, compared)).toFixed(1);
  console.log(
    `${done} scripts (${started} start a server), ${disagreements} disagreements, ${share} % of ${compared} words and lines unknown`,
  );
  process.exitCode = disagreements > 0 ? 1 : 0;
}

void main();
