/**
 * Real servers of several versions for the tests: fetched from Debian's suites once, kept in a cache, run as any user.
 *
 *     const { servers, missing } = await serversWanted();   // by FORKGUARD_SERVERS
 *     const { path, product, release, version } = await ensureServer('valkey-9.1');
 *
 * `node test/servers/ensure.mjs [name…]` does the same from a terminal.
 */

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import {
  formatVersion,
  type Product,
  parseVersion,
  type ServerVersion,
} from '../../server/src/core/model/version';
import { cacheFolder, locked } from './cache';
import { findMirror, type Reason, Suite, Unavailable, unpack } from './debian';
import { type Choice, readChoice, readChoices, SERVERS, type Sought, type Wanted } from './list';
import { type Identity, identify, makeRunnable } from './program';

export interface Server {
  /** Of the list, or the path that was given. */
  readonly name: string;
  /** Absolute path of the program; its client and benchmark lie beside it where they come from Debian. */
  readonly path: string;
  readonly product: Product;
  /** `8.0.6`, as the program says. */
  readonly release: string;
  readonly version: ServerVersion;
  /** `Valkey 9.1.2`. */
  readonly label: string;
}

export interface Missing {
  readonly name: string;
  readonly why: string;
  /** The run has to fail: it was asked for, or it is one that every Debian machine can have. */
  readonly required: boolean;
}

/**
 * A server by its name, its release (`redis-8.0.6`, `valkey-9.1`) or its path; fetched unless it is in the cache.
 * @throws Unavailable where it cannot be had; Error for a name that does not exist
 */
export async function ensureServer(name: string): Promise<Server> {
  const [choice, another] = readChoice(name);
  if (!choice || another) throw new Error(`"${name}" names several servers.`);
  return ensure(choice);
}

/**
 * The servers that the tests are to run: those that FORKGUARD_SERVERS names (`all`, `stable`, `sid`, names, releases and
 * paths, separated by commas), or all that can be had.
 */
export async function serversWanted(
  words = process.env.FORKGUARD_SERVERS,
): Promise<{ readonly servers: readonly Server[]; readonly missing: readonly Missing[] }> {
  const asked = (words ?? '').trim() !== '';
  const servers: Server[] = [];
  const missing: Missing[] = [];
  let silent: Unavailable | undefined;
  for (const choice of asked ? readChoices(words ?? '') : SERVERS) {
    try {
      servers.push(await ensure(choice, silent));
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      // Every suite comes from the same mirror: one wait for it is enough.
      if (error.reason === 'no answer') silent = error;
      missing.push({
        name: nameOf(choice),
        why: error.message,
        required: asked || isExpected(choice, error.reason),
      });
    }
  }
  if (servers.length === 0 && !asked) servers.push(...(await installed()));
  return { servers, missing };
}

/** Released suites are on every mirror; where there is none, and what sid has today, cannot be asked for. */
const isExpected = (choice: Choice, reason: Reason): boolean =>
  'kind' in choice && choice.kind === 'stable' && reason !== 'no Debian' && reason !== 'not in Debian';

/** Where Debian has none for this machine, its own will do. */
async function installed(): Promise<Server[]> {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const path = folders.map((folder) => join(folder, 'redis-server')).find(existsSync);
  return path ? [await describe(path, path, await identify(path))] : [];
}

function nameOf(choice: Choice): string {
  if ('path' in choice) return choice.path;
  return 'among' in choice ? `${choice.product}-${choice.release}` : choice.name;
}

/** @param silent the mirror did not answer before */
async function ensure(choice: Choice, silent?: Unavailable): Promise<Server> {
  if ('path' in choice) return describe(choice.path, choice.path, await identify(choice.path));
  return 'among' in choice ? findRelease(choice, silent) : ensureListed(choice, silent);
}

/** The name of a listed server says what to expect; what sid has today only the program knows. */
async function findRelease({ product, release, among }: Sought, silent?: Unavailable): Promise<Server> {
  const seen: string[] = [];
  const fits = (found: string) => found === release || found.startsWith(`${release}.`);
  for (const wanted of among) {
    const server = await ensureListed(wanted, silent);
    if (fits(server.release)) return server;
    seen.push(`${wanted.suite} has ${server.release}`);
  }
  throw new Unavailable('not in Debian', `no suite of Debian has ${product} ${release}: ${seen.join(', ')}`);
}

async function ensureListed(wanted: Wanted, silent?: Unavailable): Promise<Server> {
  const folder = join(cacheFolder(), wanted.name);
  const kept = readKept(folder);
  if (kept) return describe(wanted.name, kept.path, kept);
  if (silent) throw silent;
  // Both servers of a suite share its lists of packages.
  return locked(join(cacheFolder(), wanted.suite), async () => {
    const made = readKept(folder) ?? (await make(wanted, folder));
    return describe(wanted.name, made.path, made);
  });
}

type Kept = Identity & { readonly path: string };

const RECORD = 'server.json';

function readKept(folder: string): Kept | undefined {
  const record = join(folder, RECORD);
  if (!existsSync(record)) return undefined;
  const kept = JSON.parse(readFileSync(record, 'utf8')) as Kept;
  // The programs name the folder that they were made for.
  return dirname(kept.path).startsWith(folder) && existsSync(kept.path) ? kept : undefined;
}

async function make(wanted: Wanted, folder: string): Promise<Kept> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const suite = new Suite(wanted.suite, join(cacheFolder(), 'apt', wanted.suite), findMirror());
  const archives = await suite.download(wanted.package, 'patchelf');
  await unpack(archives, folder);
  await suite.clean();
  const path = await makeRunnable(folder, wanted.product);
  const kept = { ...(await identify(path)), path };
  // Written under another name first: the record is there only when all of it is.
  writeFileSync(join(folder, `${RECORD}.new`), `${JSON.stringify(kept)}\n`);
  renameSync(join(folder, `${RECORD}.new`), join(folder, RECORD));
  return kept;
}

function describe(name: string, path: string, { product, release }: Identity): Server {
  const version = parseVersion(release, product);
  if (!version) throw new Unavailable('failed', `${path} says that it is version "${release}"`);
  return { name, path, product, release, version, label: formatVersion(version) };
}
