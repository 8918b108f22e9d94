/**
 * Start scripts against real shells: arguments and files of the server must equal what is read wherever it is known.
 * `npm run fuzz:shell` does as many as asked.
 */

import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { type Comparison, compareScript } from './compare';
import { type GeneratedScript, scripts } from './generate';
import { RealShells } from './real';
import { WRITTEN } from './written';

const SCRIPTS = 500;
const SEED = 20_261_201;
const AT_ONCE = 4;
const TIME_LIMIT_MS = 600_000;
/** Words and lines that may stay unknown, of all that are compared: the scripts ask for the name of the host and the like. */
const UNKNOWN_SHARE = 0.05;

const shells = new RealShells();
afterAll(() => shells.remove());

it.each(WRITTEN)('%s', async (_, script, known) => {
  for (const dialect of script.dialects) {
    const result = await compareScript({ dialect, text: script.text, args: script.args ?? [] }, shells);
    expect(result.disagreements, `${dialect}\n${script.text}`).toEqual([]);
    expect(result.started, `${dialect}\n${script.text}`).toBe(script.starts ?? true);
    if (known === 'known') expect(result.unknown, `${dialect}\n${script.text}`).toBe(0);
  }
});

it(
  `${SCRIPTS} generated scripts`,
  async () => {
    const results = await compareAll(fc.sample(scripts(), { numRuns: SCRIPTS, seed: SEED }));
    const sum = (count: (one: Comparison) => number) => results.reduce((total, one) => total + count(one), 0);
    const share = sum(({ unknown }) => unknown) / sum(({ compared }) => compared);
    console.log(`${(100 * share).toFixed(1)} % of words and lines unknown`);
    expect(sum(({ started }) => Number(started))).toBeGreaterThan(SCRIPTS * 0.7);
    expect(share).toBeLessThan(UNKNOWN_SHARE);
  },
  TIME_LIMIT_MS,
);

async function compareAll(cases: readonly GeneratedScript[]): Promise<Comparison[]> {
  const results: Comparison[] = [];
  const queue = cases.values();
  const worker = async () => {
    for (const script of queue) {
      const result = await compareScript(script, shells);
      expect(
        result.disagreements,
        `${script.dialect} ${JSON.stringify(script.args)}\n${script.text}`,
      ).toEqual([]);
      results.push(result);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
