/**
 * Forkguard against real Sentinels: for written and generated sentinel.conf files it refuses to start exactly when we
 * report that it does. Left out is what the machine decides: scripts must exist and be executable (all of them are
 * /bin/true here), and names are never resolved (addresses are those of documentation, RFC 5737; before 6.2, where a Sentinel
 * always asks the resolver of the machine, no names are compared).
 */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quoteArgument } from '../../server/src/core/directives/split-arguments';
import { formatVersion, hasRedis } from '../../server/src/core/model/version';
import type { Server } from '../servers';
import { lintFiles } from '../support/lint-text';
import { onEachServer } from '../support/wanted-servers';
import { launch } from './redis-server';

const GENERATED = 100;
const SEED = 20_240_502;
const AT_ONCE = 4;
const TIME_LIMIT_MS = 600_000;

/** Reachable over a socket in its folder; a Sentinel writes its configuration back there. */
const HARNESS = 'port 0\nunixsocket server.sock\ndir .\n';

interface Outcome {
  readonly forkguard: string;
  readonly server: string;
}

async function compare(
  { path, version }: Server,
  text: string,
): Promise<Outcome & { readonly started: boolean }> {
  const config = `${HARNESS}${text}`;
  const server = await launch({
    program: path,
    files: { 'sentinel.conf': config },
    args: ['sentinel.conf', '--sentinel'],
  });
  const stated = `# forkguard: version=${formatVersion(version).replace(' ', '-')}\n`;
  const { findings } = lintFiles({ 'sentinel.conf': `${stated}${config}` });
  const refusals = findings.filter(({ outcome }) => outcome === 'refuses').map(({ message }) => message);
  const says = server.started
    ? ''
    : (/Reading the configuration file.*/s.exec(server.message)?.[0] ?? server.message);
  return { started: server.started, forkguard: refusals.join(' | '), server: says };
}

const agrees = ({ forkguard, started }: { forkguard: string; started: boolean }): boolean =>
  started === (forkguard === '');

const RUN_ID = '0123456789012345678901234567890123456789';
const WATCHED = 'sentinel monitor m 192.0.2.1 6379 2\n';

const WRITTEN: readonly (readonly [about: string, text: string])[] = [
  ['nothing', ''],
  ['a primary', WATCHED],
  ['settings before the primary that they name', `sentinel parallel-syncs m 1\n${WATCHED}`],
  ['a name that is not monitored', `${WATCHED}sentinel parallel-syncs other 1\n`],
  ['twice the same name', WATCHED + WATCHED],
  ['two names', `${WATCHED}sentinel monitor n 192.0.2.1 6379 2\n`],
  ['a host name', 'sentinel monitor m redis-0 6379 2\n'],
  ['a host name that may be resolved', 'sentinel monitor m redis-0 6379 2\nSENTINEL Resolve-Hostnames YES\n'],
  ['no address', "sentinel monitor m '' 6379 2\n"],
  ['IPv6', 'sentinel monitor m 2001:db8::1 6379 2\n'],
  [
    'a command renamed twice',
    `${WATCHED}sentinel rename-command m CONFIG x\nsentinel rename-command m config y\n`,
  ],
  ['a replica twice', `${WATCHED}${'sentinel known-replica m 192.0.2.2 6379\n'.repeat(2)}`],
  ['a Sentinel twice', `${WATCHED}${`sentinel known-sentinel m 192.0.2.3 26379 ${RUN_ID}\n`.repeat(2)}`],
  ['a Sentinel without its id', `${WATCHED}sentinel known-sentinel nobody nowhere 99999\n`],
  ['numbers with a tail', 'sentinel monitor m 192.0.2.1 6379x 2y\n'],
  ['a setting that does not exist', 'sentinel quorum m 2\n'],
  ['the word alone', 'sentinel\n'],
  ['quotes', `${WATCHED}sentinel auth-pass m "a b\n`],
  ['settings of a server', 'maxmemory 1gb\nsave 900 1\nrequirepass x\n'],
  ['a mistake in a setting of a server', 'maxmemory 1Gi\n'],
];

const number = fc.constantFrom(
  '0',
  '1',
  '2',
  '30000',
  '6379',
  '65535',
  '65536',
  '-1',
  'x',
  '5x',
  '',
  '3000000000',
);
const name = fc.constantFrom('m', 'm', 'm', 'n', 'a b', 'other');
const address = fc.constantFrom(
  '192.0.2.1',
  '192.0.2.2',
  '2001:db8::1',
  '192.0.2.256',
  'redis-0',
  'cafe',
  '',
);
const text = fc.constantFrom('x', 'a b', '', 'CONFIG', 'config', RUN_ID, 'yes', 'NO', 'maybe');
const runId = fc.constantFrom(RUN_ID, RUN_ID.replace('0', 'f'), 'short');

const SHAPES: Readonly<Record<string, readonly fc.Arbitrary<string>[]>> = {
  monitor: [name, address, number, number],
  'down-after-milliseconds': [name, number],
  'failover-timeout': [name, number],
  'parallel-syncs': [name, number],
  'notification-script': [name, fc.constant('/bin/true')],
  'client-reconfig-script': [name, fc.constant('/bin/true')],
  'auth-pass': [name, text],
  'auth-user': [name, text],
  'current-epoch': [number],
  myid: [text],
  'config-epoch': [name, number],
  'leader-epoch': [name, number],
  'known-slave': [name, address, number],
  'known-replica': [name, address, number],
  'known-sentinel': [name, address, number, runId],
  'rename-command': [name, text, text],
  'announce-ip': [address],
  'announce-port': [number],
  'deny-scripts-reconfig': [text],
  'sentinel-user': [text],
  'sentinel-pass': [text],
  'resolve-hostnames': [text],
  'announce-hostnames': [text],
  'master-reboot-down-after-period': [name, number],
  quorum: [number],
};

/** Mostly the number of arguments that the setting takes. */
const setting = fc.constantFrom(...Object.entries(SHAPES)).chain(([command, shape]) =>
  fc.record({ args: fc.tuple(...shape), extra: text, count: fc.nat(19) }).map(({ args, extra, count }) => {
    const given = count === 0 ? args.slice(1) : count === 1 ? [...args, extra] : args;
    return ['sentinel', command, ...given].map(quoteArgument).join(' ');
  }),
);

const line = fc.oneof(
  { arbitrary: setting, weight: 12 },
  { arbitrary: fc.constantFrom('# a comment', '', 'loglevel debug', 'maxmemory 1mb', 'nosuch 1'), weight: 1 },
);

/** Files that could start are not left to chance. */
const file = fc
  .record({
    first: fc.constantFrom('', WATCHED, `${WATCHED}sentinel monitor "a b" 192.0.2.9 6379 1\n`),
    resolve: fc.constantFrom('', 'sentinel resolve-hostnames yes\n'),
    lines: fc.array(line, { maxLength: 4 }),
  })
  .map(({ first, resolve, lines }) => `${resolve}${first}${lines.map((each) => `${each}\n`).join('')}`);

async function agreeOnAll(server: Server): Promise<void> {
  const files = fc
    .sample(file, { numRuns: GENERATED, seed: SEED })
    .filter((each) => !asksResolver(server, each));
  const queue = files.values();
  const wrong: (Outcome & { readonly text: string })[] = [];
  let started = 0;
  const work = async () => {
    for (const each of queue) {
      const outcome = await compare(server, each);
      if (outcome.started) started += 1;
      if (!agrees(outcome)) wrong.push({ text: each, forkguard: outcome.forkguard, server: outcome.server });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  expect(wrong).toEqual([]);
  // Neither all nor nothing may start, or the comparison would be about one half only.
  expect(started).toBeGreaterThan(files.length / 8);
  expect(started).toBeLessThan((files.length * 4) / 5);
}

/** Names, and what is none and no address either. */
const asksResolver = ({ version }: Server, text: string): boolean =>
  !hasRedis(version, 6, 2) && /redis-0|cafe|192\.0\.2\.256/.test(text);

await onEachServer((server) => {
  it.each(WRITTEN.filter(([, text]) => !asksResolver(server, text)))('%s', async (_, text) => {
    const outcome = await compare(server, text);
    expect(agrees(outcome), JSON.stringify(outcome)).toBe(true);
  });

  it(`${GENERATED} generated files`, () => agreeOnAll(server), TIME_LIMIT_MS);
});
