/** Counts work instead of timing it: how often functions and blocks of the project and its libraries run. */

import { Session } from 'node:inspector/promises';
import { setFlagsFromString } from 'node:v8';

// Optimized code and discarded bytecode lose counts.
for (const flag of ['--no-opt', '--no-sparkplug', '--no-flush-bytecode', '--no-lazy-feedback-allocation'])
  setFlagsFromString(flag);

/** @returns executions of functions and blocks while `run` runs, as V8's precise coverage counts them */
export async function countWork(run: () => void): Promise<number> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    await session.post('Profiler.takePreciseCoverage');
    run();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    const counts = result
      .filter(({ url }) => /\/server\/src\/|\/node_modules\/(?:yaml|re2js|unbash)\//.test(url))
      .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges.map(({ count }) => count)));
    return counts.reduce((sum, count) => sum + count, 0);
  } finally {
    session.disconnect();
  }
}
