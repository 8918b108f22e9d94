/** Makes the programs of an unpacked folder run where they are, with the libraries that lie beside them. */

import { execFile } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  lstatSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { Product } from '../../server/src/core/model/version';
import { Unavailable } from './debian';

const execute = promisify(execFile);

/**
 * Sets loader and library path of every program of the product. A program that is started through its loader instead
 * would be a process called `ld-linux`, which nothing recognises as a server.
 * @returns the path of the server
 */
export async function makeRunnable(root: string, product: Product): Promise<string> {
  const bin = join(root, 'usr/bin');
  const server = join(bin, `${product}-server`);
  // The server is the same program under another name; the package of the tools has it as check-rdb.
  const programs = readdirSync(bin).filter(
    (name) => name.startsWith(`${product}-`) && !lstatSync(join(bin, name)).isSymbolicLink(),
  );
  const loader = findLoader(root);
  const libraries = libraryFolders(root).join(':');
  for (const name of programs) {
    const path = join(bin, name);
    const args = ['--set-interpreter', loader, '--force-rpath', '--set-rpath', libraries, path];
    await execute(loader, ['--library-path', libraries, join(bin, 'patchelf'), ...args]);
  }
  if (!existsSync(server)) copyFileSync(join(bin, `${product}-check-rdb`), server);
  keepOnly(root, new Set([...programs, `${product}-server`]));
  return server;
}

const triplets = (root: string, folder: string): string[] =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder))
        .filter((name) => name.endsWith('-linux-gnu'))
        .map((name) => join(root, folder, name))
    : [];

export const libraryFolders = (root: string): string[] => [
  ...triplets(root, 'usr/lib'),
  ...triplets(root, 'lib'),
];

/** `ld-linux-x86-64.so.2` and the like; a link in it may be absolute, and then means a file below the folder. */
export function findLoader(root: string): string {
  const found = [...libraryFolders(root), join(root, 'lib64'), join(root, 'usr/lib64')]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .find((path) => /^ld-linux.*\.so\.\d+$/.test(basename(path)));
  if (!found) throw new Unavailable('failed', 'the packages have no loader');
  const target = lstatSync(found).isSymbolicLink() ? readlinkSync(found) : '';
  return realpathSync(target.startsWith('/') ? join(root, target) : found);
}

/** Of some 30 packages only the programs and libraries are needed. */
function keepOnly(root: string, programs: ReadonlySet<string>): void {
  const needed = new Set(['usr', 'lib', 'lib64']);
  const remove = (path: string) => rmSync(path, { recursive: true, force: true });
  for (const name of readdirSync(root)) if (!needed.has(name)) remove(join(root, name));
  for (const name of readdirSync(join(root, 'usr')))
    if (!/^(bin|lib\d*)$/.test(name)) remove(join(root, 'usr', name));
  for (const name of readdirSync(join(root, 'usr/bin')))
    if (!programs.has(name)) remove(join(root, 'usr/bin', name));
}

export interface Identity {
  readonly product: Product;
  /** `8.0.6`: what the program says of itself, never what its package is called. */
  readonly release: string;
}

/** @throws Unavailable when it is no server, or does not run here */
export async function identify(path: string): Promise<Identity> {
  try {
    const { stdout } = await execute(path, ['--version']);
    const match = /^(Redis|Valkey) server v=(\d+\.\d+\.\d+)/.exec(stdout);
    if (match?.[1] && match[2]) return { product: match[1].toLowerCase() as Product, release: match[2] };
    throw new Error(`it says "${stdout.trim().slice(0, 100)}"`);
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new Unavailable('failed', `${path} is no server that runs here: ${(stderr || message).trim()}`);
  }
}
