/** One server, twice: as Forkguard reads its files and arguments, and as a real redis-server does. */

import { parseVersion, type ServerVersion } from '../../server/src/core/model/version';
import { printedSetting } from '../../server/src/core/server/printed-settings';
import { type Judged, judgeServer } from '../support/command-line';
import { launch, type Started } from './redis-server';

export const COMPARED = [
  'save',
  'maxmemory',
  'maxmemory-policy',
  'maxmemory-clients',
  'appendonly',
  'auto-aof-rewrite-percentage',
  'auto-aof-rewrite-min-size',
  'repl-backlog-size',
  'client-output-buffer-limit',
  'disable-thp',
  'stop-writes-on-bgsave-error',
];

/** The server that the test machine has: Debian 12. */
export const VERSION: ServerVersion = parseVersion('7.0.15') ?? {
  product: 'redis',
  major: 7,
  minor: 0,
  patch: 15,
};

export interface Comparison {
  readonly started: boolean;
  readonly disagreements: readonly Disagreement[];
}

export interface Disagreement {
  readonly about: string;
  readonly forkguard: string;
  readonly server: string;
}

/** Reachable over a socket in its folder, and quiet about everything else. */
const HARNESS = ['port 0', 'unixsocket server.sock', 'dir .'];

/** A configuration file, with the files that it may include. */
export function compareFile(files: Readonly<Record<string, string>>, text: string): Promise<Comparison> {
  // First, so that nothing generated stands before an effect of the order.
  const config = `${HARNESS.join('\n')}\n${text}`;
  return compareServer({ ...files, 'redis.conf': config }, ['redis.conf']);
}

/** Options, after a file or alone. */
export function compareArguments(file: string | undefined, args: readonly string[]): Promise<Comparison> {
  const harness = HARNESS.flatMap((line) => `--${line}`.split(' '));
  const files: Record<string, string> = file === undefined ? {} : { 'redis.conf': file };
  return compareServer(files, [...Object.keys(files), ...harness, ...args]);
}

async function compareServer(
  files: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<Comparison> {
  const server = await launch({ files, args, ask: COMPARED });
  return { started: server.started, disagreements: compare(judgeServer(files, args, VERSION), server) };
}

function compare({ findings, instance }: Judged, server: Started): Disagreement[] {
  const refusals = findings.filter(({ outcome }) => outcome === 'refuses').map(({ message }) => message);
  // A file that the machine does not have stops the server; for the linter it is only unknown.
  const missing = instance.directives.loaded.unknownSources.map(({ include }) => `cannot find ${include}`);
  const stops = [...refusals, ...missing];
  if (server.started !== (stops.length === 0)) {
    return [
      {
        about: 'start',
        forkguard: stops.join(' | ') || 'starts',
        server: server.started ? 'starts' : server.message,
      },
    ];
  }
  if (!server.started) return [];
  return COMPARED.flatMap((about) => {
    const fact = printedSetting(instance, about);
    const forkguard = fact.kind === 'known' || fact.kind === 'default' ? String(fact.value) : fact.kind;
    const theirs = server.settings.get(about) ?? '(no reply)';
    return forkguard === theirs ? [] : [{ about, forkguard, server: theirs }];
  });
}
