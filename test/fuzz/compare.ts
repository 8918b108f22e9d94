/** One server, twice: as Forkguard reads its files and arguments, and as the real one does. */

import { directiveAt, knownNames } from '../../server/src/core/catalogue/directives';
import type { ServerVersion } from '../../server/src/core/model/version';
import type { RedisInstance } from '../../server/src/core/server/instance';
import { printedSetting } from '../../server/src/core/server/printed-settings';
import type { Server } from '../servers';
import { type Judged, judgeServer } from '../support/command-line';
import { notCompared } from './exclusions';
import { launch, type Started } from './redis-server';

export interface Comparison {
  readonly started: boolean;
  /** Settings whose values were compared. */
  readonly compared: number;
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
export function compareFile(
  server: Server,
  files: Readonly<Record<string, string>>,
  text: string,
): Promise<Comparison> {
  // First, so that nothing generated stands before an effect of the order.
  const config = `${HARNESS.join('\n')}\n${text}`;
  return compareServer(server, { ...files, 'redis.conf': config }, ['redis.conf']);
}

/** Options, after a file or alone. */
export function compareArguments(
  server: Server,
  file: string | undefined,
  args: readonly string[],
): Promise<Comparison> {
  const harness = HARNESS.flatMap((line) => `--${line}`.split(' '));
  const files: Record<string, string> = file === undefined ? {} : { 'redis.conf': file };
  return compareServer(server, files, [...Object.keys(files), ...harness, ...args]);
}

async function compareServer(
  { path, version }: Server,
  files: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<Comparison> {
  const server = await launch({ program: path, files, args, hidden: hiddenNames(version) });
  return compare(judgeServer(files, args, version), server);
}

/** Settings that `CONFIG GET *` leaves out. */
export const hiddenNames = (version: ServerVersion): string[] =>
  knownNames(version).filter((name) => directiveAt(version, name)?.hidden);

function compare({ findings, instance }: Judged, server: Started): Comparison {
  const refusals = findings.filter(({ outcome }) => outcome === 'refuses').map(({ message }) => message);
  // A file that the machine does not have stops the server; for the linter it is only unknown.
  const missing = instance.directives.loaded.unknownSources.map(({ include }) => `cannot find ${include}`);
  const stops = [...refusals, ...missing];
  if (server.started !== (stops.length === 0)) {
    const theirs = server.started ? 'starts' : server.message;
    const disagreement = { about: 'start', forkguard: stops.join(' | ') || 'starts', server: theirs };
    return { started: server.started, compared: 0, disagreements: [disagreement] };
  }
  if (!server.started) return { started: false, compared: 0, disagreements: [] };
  const names = comparedNames(instance, server.settings);
  const disagreements = names.flatMap((about) => {
    const forkguard = oursOf(instance, about);
    const theirs = server.settings.get(about) ?? '';
    return forkguard === theirs ? [] : [{ about, forkguard, server: theirs }];
  });
  return { started: true, compared: names.length, disagreements };
}

/** Every name that the server prints, except those of exclusions.ts. */
export const comparedNames = (
  { version: { chosen } }: RedisInstance,
  settings: ReadonlyMap<string, string>,
): string[] =>
  [...settings.keys()].filter((name) => notCompared(directiveAt(chosen, name)?.key ?? name) === undefined);

function oursOf(instance: RedisInstance, name: string): string {
  const info = directiveAt(instance.version.chosen, name);
  if (!info) return 'not a directive';
  const fact = printedSetting(instance, info.key);
  return fact.kind === 'known' || fact.kind === 'default' ? String(fact.value) : fact.kind;
}
