/** Packages of another Debian suite, fetched and unpacked without touching the packages of the machine. Needs no root. */

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Why a server cannot be had here. */
export type Reason =
  /** The machine has no apt-get, or no mirror of Debian among its sources. */
  | 'no Debian'
  /** The mirror answers, but no longer has the suite or the package. */
  | 'not in Debian'
  | 'no answer'
  /** A step went wrong. */
  | 'failed';

export class Unavailable extends Error {
  constructor(
    readonly reason: Reason,
    message: string,
  ) {
    super(message);
  }
}

export interface Mirror {
  readonly address: string;
  readonly keyring: string | undefined;
}

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * The mirror that the machine itself uses. FORKGUARD_DEBIAN_MIRROR names another one.
 * @throws Unavailable
 */
export function findMirror(etc = '/etc/apt'): Mirror {
  const given = process.env.FORKGUARD_DEBIAN_MIRROR;
  const keyring = existsSync(KEYRING) ? KEYRING : undefined;
  if (given) return { address: given, keyring };
  const address = mirrorIn(aptSources(etc));
  if (address) return { address, keyring };
  throw new Unavailable(
    'no Debian',
    `no mirror of Debian is among the sources in ${etc}; FORKGUARD_DEBIAN_MIRROR can name one`,
  );
}

function aptSources(etc: string): string {
  const folder = join(etc, 'sources.list.d');
  const parts = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  return [join(etc, 'sources.list'), ...parts]
    .filter((path) => /\.(list|sources)$/.test(path) && existsSync(path))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
}

/** The first address of a Debian archive, in either form of source lists: security updates have an archive of their own. */
export function mirrorIn(sources: string): string | undefined {
  const lines = sources.split('\n').filter((line) => !/^\s*#/.test(line));
  const words = lines.flatMap((line) => {
    if (/^\s*URIs:/i.test(line)) return line.split(/\s+/).slice(1);
    return /^\s*deb\s/.test(line) ? line.split(/\s+/) : [];
  });
  return words.find((word) => /^[a-z+]+:\S*\/debian\/?$/.test(word));
}

/** An apt of our own: its lists, its archives and a machine without packages, so that it resolves every dependency. */
export class Suite {
  readonly #folder: string;
  readonly #options: readonly string[];

  constructor(
    readonly name: string,
    folder: string,
    mirror: Mirror,
  ) {
    this.#folder = folder;
    for (const part of ['state/lists/partial', 'cache/archives/partial', 'preferences.d'])
      mkdirSync(join(folder, part), { recursive: true });
    writeFileSync(join(folder, 'state/status'), '');
    const signed = mirror.keyring ? `[signed-by=${mirror.keyring}] ` : '';
    writeFileSync(join(folder, 'sources.list'), `deb ${signed}${mirror.address} ${name} main\n`);
    this.#options = [
      `Dir::Etc::sourcelist=${join(folder, 'sources.list')}`,
      'Dir::Etc::sourceparts=/dev/null',
      'Dir::Etc::preferences=/dev/null',
      `Dir::Etc::preferencesparts=${join(folder, 'preferences.d')}`,
      `Dir::State=${join(folder, 'state')}`,
      `Dir::State::status=${join(folder, 'state/status')}`,
      `Dir::Cache=${join(folder, 'cache')}`,
      `APT::Sandbox::User=${userInfo().username}`,
      'Acquire::Languages=none',
      'Acquire::GzipIndexes=true',
      'Acquire::Retries=1',
      'Acquire::http::Timeout=20',
      'Acquire::https::Timeout=20',
    ].flatMap((option) => ['-o', option]);
  }

  /**
   * Fetches packages with all that they depend on.
   * @returns the archives
   * @throws Unavailable
   */
  async download(...packages: string[]): Promise<string[]> {
    await this.#apt(['update', '--error-on=any']);
    await this.#apt(['install', '--download-only', '--no-install-recommends', '-y', ...packages]);
    const archives = join(this.#folder, 'cache/archives');
    return readdirSync(archives)
      .filter((name) => name.endsWith('.deb'))
      .map((name) => join(archives, name));
  }

  /**
   * Fetches packages without what they depend on.
   * @returns the archives
   * @throws Unavailable
   */
  async downloadAlone(...packages: string[]): Promise<string[]> {
    await this.#apt(['update', '--error-on=any']);
    const folder = join(this.#folder, 'alone');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    await this.#apt(['download', ...packages], folder);
    return readdirSync(folder).map((name) => join(folder, name));
  }

  /** Makes room for other packages. */
  async clean(): Promise<void> {
    await this.#apt(['clean']);
    rmSync(join(this.#folder, 'alone'), { recursive: true, force: true });
  }

  async #apt(args: readonly string[], cwd = this.#folder): Promise<void> {
    try {
      const options = { timeout: 600_000, maxBuffer: 2 ** 26, cwd };
      await execute('apt-get', ['-q', ...this.#options, ...args], options);
    } catch (error) {
      throw this.#explain(error as { code?: unknown; stderr?: string; message: string });
    }
  }

  #explain({
    code,
    stderr = '',
    message,
  }: {
    code?: unknown;
    stderr?: string;
    message: string;
  }): Unavailable {
    if (code === 'ENOENT') return new Unavailable('no Debian', 'this machine has no apt-get');
    const lines = stderr.split('\n').filter((line) => /^[EW]:/.test(line));
    const said = (lines.find((line) => line.startsWith('E:')) ?? lines[0] ?? message).slice(0, 300);
    // apt says 404, and "does not have a Release file", of a suite that has left the mirror.
    if (/404|does not have a Release file|Unable to locate package/.test(stderr))
      return new Unavailable(
        'not in Debian',
        `the mirror of this machine does not have ${this.name}: ${said}`,
      );
    if (/Could not connect|Could not resolve|timed out|Temporary failure/.test(stderr))
      return new Unavailable('no answer', `the mirror of this machine does not answer: ${said}`);
    return new Unavailable('failed', `Debian ${this.name} could not be asked: ${said}`);
  }
}

/** Unpacks archives into a folder. @throws Unavailable */
export async function unpack(archives: readonly string[], folder: string): Promise<void> {
  try {
    for (const archive of archives) await execute('dpkg-deb', ['--extract', archive, folder]);
  } catch (error) {
    throw new Unavailable('failed', `a package cannot be unpacked: ${(error as Error).message}`);
  }
}
