/**
 * Manifests against real servers: what runs is worked out and started as Kubernetes would, scripts by a real shell,
 * and CONFIG GET must equal what Forkguard reads from the manifest. `npm run fuzz:server -- --manifests` does as many as
 * asked.
 */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ServerVersion } from '../../server/src/core/model/version';
import type { Server } from '../servers';
import { onEachServer } from '../support/wanted-servers';
import { comparePod, type PodComparison, showPod } from './containers/compare';
import { type Built, finish, type PodCase, pods } from './containers/generate';
import type { Style } from './containers/manifest';

const PODS = 60;
const SEED = 20_240_501;
const AT_ONCE = 4;
const TIME_LIMIT_MS = 600_000;
/** Settings that may stay unknown, of all that are compared: scripts that nobody can read are rare. */
const UNKNOWN_SHARE = 0.15;

const STYLE: Style = {
  json: false,
  strings: 'PLAIN',
  blocks: 'literal',
  flow: false,
  oneFile: true,
  crlf: false,
};

const config = (text: string) => [
  { name: 'redis-config', data: { 'redis.conf': text }, mountPath: '/fg/etc/redis' },
];
const work = [{ name: 'work', mountPath: '/fg/work' }];

const WRITTEN: [string, Built, 'starts' | 'refuses'][] = [
  ['nothing at all', {}, 'starts'],
  ['options of every form', { args: ['--save 900 1', '--save', '60 1000', '--maxmemory', '1g'] }, 'starts'],
  [
    'save without a value',
    { args: ['/fg/etc/redis/redis.conf', '--save'], configMaps: config('save 900 1\n') },
    'starts',
  ],
  ['an equals sign', { args: ['--maxmemory=256mb'] }, 'refuses'],
  ['a unit of Kubernetes', { command: ['redis-server'], args: ['--maxmemory', '512Mi'] }, 'refuses'],
  [
    'a group that writes, variables that are split, and a file that is moved',
    {
      command: ['sh', '-c'],
      args: [
        [
          'MEMORY=64mb; POINTS="60 1 300 10"',
          '{',
          '  cat /fg/etc/redis/redis.conf',
          '  echo maxmemory ${MEMORY}',
          '  printf "save %s\\n" "$POINTS"',
          '} > /fg/work/new.conf',
          'mv /fg/work/new.conf /fg/work/redis.conf && exec redis-server /fg/work/redis.conf $FLAGS',
        ].join('\n'),
      ],
      variables: [{ name: 'FLAGS', value: '--appendonly yes', from: 'value' }],
      configMaps: config('repl-backlog-size 2mb\n'),
      empty: work,
    },
    'starts',
  ],
  [
    'a test before what it decides about',
    {
      command: ['sh', '-c'],
      args: [
        'cp /fg/etc/redis/redis.conf /fg/work/redis.conf\n[ -n "$NOT_SET" ] && echo "save 60 1" >> /fg/work/redis.conf\nexec redis-server /fg/work/redis.conf',
      ],
      configMaps: config('maxmemory 1mb\n'),
      empty: work,
      open: new Set(['save']),
    },
    'starts',
  ],
];

/** The entry point of Valkey's image reads a variable. */
const ofValkey = ({ major, minor, patch }: ServerVersion): typeof WRITTEN => [
  [
    'quotes in the variable of an entry point',
    { variables: [{ name: 'VALKEY_EXTRA_FLAGS', value: '--save ""', from: 'value' }] },
    // 8.1.1 does not escape the quotes in values of its command line.
    major === 8 && minor === 1 && patch <= 1 ? 'refuses' : 'starts',
  ],
  [
    'the variable of an entry point that does not run',
    {
      command: ['valkey-server'],
      variables: [{ name: 'VALKEY_EXTRA_FLAGS', value: '--maxmemory 1mb', from: 'value' }],
    },
    'starts',
  ],
];

await onEachServer((server) => {
  const { product, version } = server;

  it.each([...WRITTEN, ...(product === 'valkey' ? ofValkey(version) : [])])(
    '%s',
    async (_, built, outcome) => {
      const pod = { ...finish(built, version), style: STYLE };
      const { started, disagreements } = await comparePod(server, pod);
      expect(disagreements, showPod(pod)).toEqual([]);
      expect(started ? 'starts' : 'refuses').toBe(outcome);
    },
  );

  it(
    `${PODS} generated pods`,
    async () => {
      const results = await compareAll(server, fc.sample(pods(version), { numRuns: PODS, seed: SEED }));
      const sum = (count: (one: PodComparison) => number) =>
        results.reduce((total, one) => total + count(one), 0);
      expect(sum(({ started }) => Number(started))).toBeGreaterThan(PODS * 0.8);
      expect(sum(({ unknown }) => unknown)).toBeLessThan(UNKNOWN_SHARE * sum(({ compared }) => compared));
    },
    TIME_LIMIT_MS,
  );
});

async function compareAll(server: Server, cases: readonly PodCase[]): Promise<PodComparison[]> {
  const results: PodComparison[] = [];
  const queue = cases.values();
  const worker = async () => {
    for (const pod of queue) {
      const result = await comparePod(server, pod);
      expect(result.disagreements, showPod(pod)).toEqual([]);
      results.push(result);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
