/**
 * Forkguard against a real redis-server: for written and generated configurations and command lines, the server refuses
 * to start exactly when we report that it does, and its CONFIG GET equals our view. `npm run fuzz:server` does as many
 * as asked; what is left out, and why, is in exclusions.ts.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareArguments, compareFile, type Disagreement, VERSION } from './compare';
import { commandLines, configs } from './generate';

const CONFIGS = 200;
const COMMAND_LINES = 80;
/** Any would do; a fixed one makes a failure repeatable. */
const SEED = 20_240_501;
const AT_ONCE = 4;
const TIME_LIMIT_MS = 600_000;

const INCLUDED = {
  'one.conf': 'save 900 1\nmaxmemory 1mb\n',
  'conf.d/a.conf': 'maxmemory 2mb',
  'conf.d/b.conf': '-policy allkeys-lru\nsave 60 5\n',
};

describe('written configurations', () => {
  it.each([
    ['nothing', ''],
    [
      'every way to write a memory value',
      'maxmemory 1"mb"\nrepl-backlog-size \'2mb\'\nauto-aof-rewrite-min-size "\\x31gb"\n',
    ],
    ['a byte order mark', '\uFEFFmaxmemory 1mb\n'],
    ['carriage returns and a last line without a break', 'maxmemory 1mb\r\nsave 900 1\r\nappendonly yes'],
    ['an old name', 'slaveof 127.0.0.1 1\nslave-read-only yes\n'],
    ['limits of several classes on one line', 'client-output-buffer-limit normal 1mb 0 0 slave 2mb 1mb 30\n'],
    ['save points dropped after an include', 'save 900 1\ninclude one.conf\nsave 300 10\nsave 60 5\n'],
    ['files of a wildcard that fuse', 'include conf.d/*.conf\n'],
    ['an include of nothing', 'save 900 1\ninclude none*.conf\nsave 300 10\ninclude one.conf\n'],
    ['a unit without a number', 'maxmemory mb\nclient-output-buffer-limit pubsub gb 0 0\n'],
    ['numbers that do not fit', 'save 900 99999999999\nmaxmemory 17179869184gb\n'],
    ['a comment after a value', 'maxmemory 1mb # one\n'],
    ['a module without its module', 'search.timeout 5\n'],
  ])('%s', async (_, text) => {
    expect((await compareFile(INCLUDED, text)).disagreements).toEqual([]);
  });

  it.each([
    ['no argument but the harness', undefined, []],
    ['options after a file', 'save 900 1\n', ['--save', '60', '1', '--appendonly', 'yes']],
    ['an option and its value as one argument', undefined, ['--save 60 1', '--maxmemory 256mb']],
    ['save without a value, before another option', 'save 900 1\n', ['--save', '--appendonly', 'yes']],
    ['save without a value, at the end', 'save 900 1\n', ['--save']],
    ['an equals sign', undefined, ['--maxmemory=256mb']],
    ['units of Kubernetes', undefined, ['--maxmemory', '512Mi']],
    ['a file that is not the first argument', undefined, ['--hz', '10', '/conf/redis.conf']],
  ])('command line: %s', async (_, file, args) => {
    expect((await compareArguments(file, args)).disagreements).toEqual([]);
  });
});

it(
  `${CONFIGS} generated configurations`,
  async () => {
    const all = fc.sample(configs(VERSION), { numRuns: CONFIGS, seed: SEED });
    await agreeOnAll(
      all.map(({ files, text }) => ({ show: { files, text }, run: () => compareFile(files, text) })),
    );
  },
  TIME_LIMIT_MS,
);

it(
  `${COMMAND_LINES} generated command lines`,
  async () => {
    const all = fc.sample(commandLines(VERSION), { numRuns: COMMAND_LINES, seed: SEED });
    await agreeOnAll(
      all.map(({ file, args }) => ({ show: { file, args }, run: () => compareArguments(file, args) })),
    );
  },
  TIME_LIMIT_MS,
);

interface Case {
  readonly show: object;
  readonly run: () => ReturnType<typeof compareFile>;
}

async function agreeOnAll(cases: readonly Case[]): Promise<void> {
  const wrong: { show: object; disagreements: readonly Disagreement[] }[] = [];
  let started = 0;
  const queue = cases.values();
  const work = async () => {
    for (const { show, run } of queue) {
      const result = await run();
      if (result.started) started += 1;
      if (result.disagreements.length > 0) wrong.push({ show, disagreements: result.disagreements });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  expect(wrong).toEqual([]);
  // Neither all nor nothing may start, or the comparison would be about one half only.
  expect(started).toBeGreaterThan(cases.length / 5);
  expect(started).toBeLessThan(cases.length);
}
