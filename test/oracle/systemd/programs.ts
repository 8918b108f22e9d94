/**
 * systemd and Podman's Quadlet from Debian, without installing or starting either: their programs are unpacked into the
 * cache once and run by the loader that lies beside them.
 */

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, locked } from '../../servers/cache';
import { findMirror, Suite, unpack } from '../../servers/debian';
import { findLoader, libraryFolders } from '../../servers/program';

const execute = promisify(execFile);

/** A program by its path below the root of its packages. */
const PROGRAMS = {
  analyze: 'usr/bin/systemd-analyze',
  run: 'usr/bin/systemd-run',
  environment: 'usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator',
  quadlet: 'usr/libexec/podman/quadlet',
} as const;

export interface Programs {
  /** The words of a command that runs a program. */
  command(program: keyof typeof PROGRAMS): [string, ...string[]];
}

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** `trixie` has all of them; of sid only Quadlet is asked for, which knows newer keys. */
export type Source = 'trixie' | 'sid';

/** @throws Unavailable, which names the reason, where Debian cannot be asked */
export async function ensurePrograms(source: Source): Promise<Programs> {
  const folder = join(cacheFolder(), `systemd-${source}`);
  await locked(join(cacheFolder(), source), async () => {
    if (!existsSync(join(folder, 'complete'))) await fetchPrograms(source, folder);
  });
  const loader = findLoader(folder);
  const libraries = libraryFolders(folder).flatMap((path) => [path, join(path, 'systemd')]);
  return {
    command: (program) => [loader, '--library-path', libraries.join(':'), join(folder, PROGRAMS[program])],
  };
}

async function fetchPrograms(source: Source, folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const suite = new Suite(source, join(cacheFolder(), 'apt', source), findMirror());
  // Podman itself needs 60 MB of other packages, its generator the C library alone.
  const archives = [
    ...(source === 'trixie' ? await suite.download('systemd') : []),
    ...(await suite.downloadAlone('podman', 'libc6')),
  ];
  await unpack(archives, folder);
  await suite.clean();
  for (const path of ['usr/share', 'etc', 'var', 'usr/bin/podman', 'usr/sbin'])
    rmSync(join(folder, path), { recursive: true, force: true });
  writeFileSync(join(folder, 'complete.new'), '');
  renameSync(join(folder, 'complete.new'), join(folder, 'complete'));
}

/** @returns what it prints, whatever it ends with */
export async function runProgram(
  [program, ...own]: readonly [string, ...string[]],
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Output> {
  const options = { env: { PATH: '/usr/bin:/bin', ...env }, maxBuffer: 2 ** 28, timeout: 120_000 };
  try {
    return await execute(program, [...own, ...args], options);
  } catch (error) {
    const { stdout, stderr, code } = error as Partial<Output> & { code?: unknown };
    if (typeof code !== 'number') throw error;
    return { stdout: stdout ?? '', stderr: stderr ?? '' };
  }
}
