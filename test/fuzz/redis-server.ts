/** A real redis-server for one configuration: starts it, asks what it made of it, stops it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const SERVER = process.env.REDIS_SERVER ?? 'redis-server';

export type Started =
  | { readonly started: true; readonly settings: ReadonlyMap<string, string> }
  | { readonly started: false; readonly message: string };

export interface Launch {
  /** Files below the working folder, by name; bytes are those of UTF-8. */
  readonly files: Readonly<Record<string, string>>;
  /** Arguments after the program name. */
  readonly args: readonly string[];
  /** Directives to ask for. */
  readonly ask: readonly string[];
}

/** Something that ends in a server, whatever stands around it. */
export interface Program {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Far longer than a start takes on a slow and busy machine; a server that hangs is an error of the test. Milliseconds. */
const TIME_LIMIT_MS = 60_000;
const POLL = 3;

/**
 * Starts a server in a folder of its own. The configuration must listen on `server.sock` and nowhere else.
 * @throws Error when the server neither listens nor ends in time
 */
export function launch({ files, args, ask }: Launch): Promise<Started> {
  return inFolder((folder) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return startAndAsk({ argv: [SERVER, ...args], env: { ...process.env } as Program['env'] }, folder, ask);
  });
}

/** Runs something in a temporary folder that is gone afterwards. */
export async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'forkguard-'));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * Starts a program that listens on `server.sock` in the folder, asks it, and ends it with everything that it started.
 * @throws Error when it neither listens nor ends in time
 */
export async function startAndAsk(
  { argv: [program = '', ...args], env }: Program,
  folder: string,
  ask: readonly string[],
): Promise<Started> {
  // A group of its own: a shell may stay around the server.
  const child = spawn(program, args, { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = collect(child);
  try {
    const socket = await waitForSocket(child, join(folder, 'server.sock'), output);
    if (!socket) return { started: false, message: output() };
    const settings = await askFor(socket, ask).catch((error) => endOf(child, error));
    if (!settings) return { started: false, message: output() };
    return { started: true, settings };
  } finally {
    await stop(child);
  }
}

function collect(child: ChildProcess): () => string {
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8').slice(-2000);
}

/** A server listens before it loads modules and data; one that then refuses resets the connection. */
async function endOf(child: ChildProcess, error: unknown): Promise<undefined> {
  const patience = new Promise((_, reject) => setTimeout(() => reject(error), TIME_LIMIT_MS).unref());
  if (!ended(child)) await Promise.race([new Promise((resolve) => child.once('exit', resolve)), patience]);
}

const ended = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

async function waitForSocket(
  child: ChildProcess,
  path: string,
  output: () => string,
): Promise<Socket | undefined> {
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  for (const until = Date.now() + TIME_LIMIT_MS; Date.now() < until; ) {
    if (failure)
      throw new Error(`${SERVER}: ${failure.message}. Install it: apt-get install -y redis-server`);
    const socket = await tryConnect(path);
    if (socket) return socket;
    if (ended(child)) return undefined;
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
  throw new Error(`redis-server neither listens nor ends: ${output()}`);
}

function tryConnect(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}

/** CONFIG GET, one directive at a time, over one connection. */
async function askFor(socket: Socket, names: readonly string[]): Promise<Map<string, string>> {
  const marker = 'forkguard-end';
  const commands = names.map((name) => command('CONFIG', 'GET', name)).join('');
  socket.write(commands + command('ECHO', marker));
  let text = '';
  for await (const chunk of socket) {
    text += (chunk as Buffer).toString('utf8');
    if (text.includes(marker)) break;
  }
  if (!text.includes(marker)) throw new Error('the connection ended before the answer');
  socket.destroy();
  return parsePairs(text, names);
}

const command = (...words: string[]): string =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;

/** Replies are arrays of a name and a value, in the order of the questions; values have no line breaks here. */
function parsePairs(reply: string, names: readonly string[]): Map<string, string> {
  const pairs = new Map<string, string>();
  let rest = reply;
  for (const name of names) {
    const match = /^\*2\r\n\$\d+\r\n([^\r]*)\r\n\$\d+\r\n([^\r]*)\r\n/.exec(rest);
    if (!match)
      throw new Error(`Unexpected reply to CONFIG GET ${name}: ${JSON.stringify(rest.slice(0, 200))}`);
    pairs.set(match[1] ?? name, match[2] ?? '');
    rest = rest.slice(match[0].length);
  }
  return pairs;
}

async function stop(child: ChildProcess): Promise<void> {
  const gone = ended(child) ? undefined : new Promise((resolve) => child.once('exit', resolve));
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The whole group has ended already.
  }
  await gone;
}
