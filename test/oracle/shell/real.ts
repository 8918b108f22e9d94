/** A script run by a real shell in a folder of its own, with a stub in place of the server. */

import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENVIRONMENT, FILES, type GeneratedScript } from './generate';

/** What a real shell started. */
export interface RealStart {
  readonly args: readonly string[];
  /** Content by path below the folder, as they were then. */
  readonly files: ReadonlyMap<string, string>;
}

export interface RealRun {
  readonly folder: string;
  readonly starts: readonly RealStart[];
  /** Did not end by itself. */
  readonly killed: boolean;
  readonly stderr: string;
}

/** Everything that scripts may call. */
const PROGRAMS = [
  ...[
    'bash',
    'dash',
    'sh',
    'cat',
    'cp',
    'mv',
    'rm',
    'touch',
    'mkdir',
    'sed',
    'grep',
    'tee',
    'head',
    'tail',
    'tr',
    'cut',
  ],
  ...['envsubst', 'basename', 'dirname', 'seq', 'expr', 'hostname', 'date', 'env', 'sleep', 'chmod', 'ln'],
];

const STUB = `#!/bin/dash
n=1
while [ -e "$RECORD/$n" ]; do n=$((n + 1)); done
mkdir -p "$RECORD/$n"
for one in "$@"; do printf '%s\\0' "$one"; done > "$RECORD/$n/args"
cp -r "$WORK" "$RECORD/$n/files"
`;

export class RealShells {
  readonly #root = mkdtempSync(join(tmpdir(), 'fg-shell-'));
  readonly #bin = join(this.#root, 'bin');
  #count = 0;

  constructor() {
    mkdirSync(this.#bin);
    for (const name of PROGRAMS) symlinkSync(pathOf(name), join(this.#bin, name));
    const stub = join(this.#bin, 'redis-server');
    writeFileSync(stub, STUB);
    chmodSync(stub, 0o755);
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }

  async run(
    { dialect, text, args }: GeneratedScript,
    files = FILES,
    environment = ENVIRONMENT,
  ): Promise<RealRun> {
    this.#count += 1;
    const base = join(this.#root, String(this.#count));
    const [folder, record] = [join(base, 'work'), join(base, 'record')];
    mkdirSync(folder, { recursive: true });
    mkdirSync(record);
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    const env = { ...environment, PATH: this.#bin, RECORD: record, WORK: folder, LC_ALL: 'C' };
    const { killed, stderr } = await finished(
      join(this.#bin, dialect),
      ['-c', text, 'start', ...args],
      folder,
      env,
    );
    const starts = readdirSync(record)
      .sort((a, b) => Number(a) - Number(b))
      .map((name) => startIn(join(record, name)));
    rmSync(base, { recursive: true, force: true });
    return { folder, starts, killed, stderr };
  }
}

function pathOf(name: string): string {
  const found = ['/usr/bin', '/bin', '/usr/local/bin'].map((folder) => join(folder, name)).find(existsSync);
  if (!found)
    throw new Error(
      `${name} is missing. Install it: apt-get install -y ${name === 'envsubst' ? 'gettext-base' : name}`,
    );
  return found;
}

const TIME_LIMIT_MS = 20_000;

function finished(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
): Promise<{ killed: boolean; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: TIME_LIMIT_MS,
    });
    let stderr = '';
    child.stderr.on('data', (data) => {
      stderr += String(data);
    });
    child.on('error', reject);
    child.on('close', (_, signal) => resolve({ killed: signal !== null, stderr }));
  });
}

function startIn(folder: string): RealStart {
  const args = readFileSync(join(folder, 'args'), 'utf8').split('\0').slice(0, -1);
  const files = new Map<string, string>();
  const walk = (path: string, below: string): void => {
    for (const name of readdirSync(path)) {
      const [full, inside] = [join(path, name), below === '' ? name : `${below}/${name}`];
      if (statSync(full).isDirectory()) walk(full, inside);
      else files.set(inside, readFileSync(full, 'utf8'));
    }
  };
  walk(join(folder, 'files'), '');
  return { args, files };
}
