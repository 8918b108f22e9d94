/**
 * Forkguard against real servers: for written and generated configurations and command lines each server refuses to
 * start exactly when we report that it does, and everything that its CONFIG GET prints equals our view. `npm run
 * fuzz:server` does as many as asked; what is left out, and why, is in exclusions.ts.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Server } from '../servers';
import { onEachServer } from '../support/wanted-servers';
import { type Comparison, compareArguments, compareFile, type Disagreement } from './compare';
import { commandLines, configs } from './generate';

const CONFIGS = 230;
const COMMAND_LINES = 70;
/** Any would do; a fixed one makes a failure repeatable. */
const SEED = 20_240_501;
const AT_ONCE = 4;
const TIME_LIMIT_MS = 600_000;

const INCLUDED = {
  'one.conf': 'save 900 1\nmaxmemory 1mb\n',
  'conf.d/a.conf': 'maxmemory 2mb',
  'conf.d/b.conf': '-policy allkeys-lru\nsave 60 5\n',
};

const CONFIGURATIONS: readonly (readonly [about: string, text: string])[] = [
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
];

const COMMANDS: readonly (readonly [about: string, file: string | undefined, args: readonly string[]])[] = [
  ['no argument but the harness', undefined, []],
  ['options after a file', 'save 900 1\n', ['--save', '60', '1', '--appendonly', 'yes']],
  ['an option and its value as one argument', undefined, ['--save 60 1', '--maxmemory 256mb']],
  ['save without a value, before another option', 'save 900 1\n', ['--save', '--appendonly', 'yes']],
  ['save without a value, at the end', 'save 900 1\n', ['--save']],
  ['an equals sign', undefined, ['--maxmemory=256mb']],
  ['units of Kubernetes', undefined, ['--maxmemory', '512Mi']],
  ['a file that is not the first argument', undefined, ['--hz', '10', '/conf/redis.conf']],
];

await onEachServer((server) => {
  describe('written', () => {
    it.each(CONFIGURATIONS)('%s', async (_, text) => {
      expect((await compareFile(server, INCLUDED, text)).disagreements).toEqual([]);
    });

    it.each(COMMANDS)('command line: %s', async (_, file, args) => {
      expect((await compareArguments(server, file, args)).disagreements).toEqual([]);
    });
  });

  it(`${CONFIGS} generated configurations`, () => agreeOnAll(generatedFiles(server)), TIME_LIMIT_MS);
  it(
    `${COMMAND_LINES} generated command lines`,
    () => agreeOnAll(generatedCommandLines(server)),
    TIME_LIMIT_MS,
  );
});

interface Case {
  readonly show: object;
  readonly run: () => Promise<Comparison>;
}

const generatedFiles = (server: Server): Case[] =>
  fc.sample(configs(server.version), { numRuns: CONFIGS, seed: SEED }).map(({ files, text }) => ({
    show: { files, text },
    run: () => compareFile(server, files, text),
  }));

const generatedCommandLines = (server: Server): Case[] =>
  fc.sample(commandLines(server.version), { numRuns: COMMAND_LINES, seed: SEED }).map(({ file, args }) => ({
    show: { file, args },
    run: () => compareArguments(server, file, args),
  }));

async function agreeOnAll(cases: readonly Case[]): Promise<void> {
  const wrong: { show: object; disagreements: readonly Disagreement[] }[] = [];
  const counts = { started: 0, compared: 0 };
  const queue = cases.values();
  const work = async () => {
    for (const { show, run } of queue) {
      const { started, compared, disagreements } = await run();
      counts.started += Number(started);
      counts.compared += compared;
      if (disagreements.length > 0) wrong.push({ show, disagreements });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  expect(wrong).toEqual([]);
  // Neither all nor nothing may start, or the comparison would be about one half only.
  expect(counts.started).toBeGreaterThan(cases.length / 5);
  expect(counts.started).toBeLessThan(cases.length);
  // Redis 6.0, with the fewest settings, prints 150.
  expect(counts.compared).toBeGreaterThan(counts.started * 140);
}
