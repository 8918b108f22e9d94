/** A real redis-server for one configuration: starts it, asks what it made of it, stops it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export type Started =
  | { readonly started: true; readonly settings: ReadonlyMap<string, string> }
  | { readonly started: false; readonly message: string };

export interface Launch {
  /** Path of the server. */
  readonly program: string;
  /** Files below the working folder, by name; bytes are those of UTF-8. */
  readonly files: Readonly<Record<string, string>>;
  /** Arguments after the program name. */
  readonly args: readonly string[];
  /** Settings to ask for beside those that `CONFIG GET *` prints; a Sentinel, which has no CONFIG GET, is asked nothing. */
  readonly hidden?: readonly string[];
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
export function launch({ program, files, args, hidden }: Launch): Promise<Started> {
  return inFolder((folder) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return startAndAsk(
      { argv: [program, ...args], env: { ...process.env } as Program['env'] },
      folder,
      hidden,
    );
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
  hidden: readonly string[] | undefined,
): Promise<Started> {
  // A group of its own: a shell may stay around the server.
  const child = spawn(program, args, { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = collect(child);
  try {
    const path = join(folder, 'server.sock');
    const socket = await waitForSocket(child, path, output);
    if (!socket) return { started: false, message: output() };
    if (!hidden) {
      socket.destroy();
      return { started: true, settings: new Map() };
    }
    const settings = await askFor(socket, hidden).catch((error) => endOf(child, error, path));
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
  // What is wrong comes first; a crash ends with pages of registers.
  return () =>
    Buffer.concat(chunks)
      .toString('utf8')
      .replace(/^.*(?:WARNING|oO0OoO).*\n/gm, '')
      .slice(0, 2000);
}

/**
 * A server listens before it loads modules and data; one that then refuses resets the connection.
 * @returns no settings at all for one that runs and closes every connection, as `client-query-buffer-limit 0` makes it
 */
async function endOf(
  child: ChildProcess,
  error: unknown,
  path: string,
): Promise<Map<string, string> | undefined> {
  if (await closesEveryConnection(child, path)) return new Map();
  if (ended(child)) return undefined;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(error), TIME_LIMIT_MS);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
  });
  return undefined;
}

/** Three times in a row, while it runs. */
async function closesEveryConnection(child: ChildProcess, path: string): Promise<boolean> {
  for (let count = 0; count < 3; count += 1) {
    const socket = ended(child) ? undefined : await tryConnect(path);
    if (!socket) return false;
    const answered = await askFor(socket, []).then(
      () => true,
      () => false,
    );
    if (answered) return false;
  }
  return !ended(child);
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
    if (failure) throw failure;
    const socket = await tryConnect(path);
    if (socket) return socket;
    if (ended(child)) return undefined;
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
  throw new Error(`the server neither listens nor ends: ${output()}`);
}

function tryConnect(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket));
    socket.on('error', () => resolve(undefined));
  });
}

/** Letter by letter: a long answer would reach the output limit of a client that a test has set. */
const QUESTIONS = [...'abcdefghijklmnopqrstuvwxyz'].map((letter) => `${letter}*`);

/** All settings that the server prints, and hidden ones by their names, which a pattern leaves out. */
async function askFor(socket: Socket, hidden: readonly string[]): Promise<Map<string, string>> {
  const pairs = new Map<string, string>();
  const questions = [...QUESTIONS, ...hidden].values();
  const ask = () => {
    const { value } = questions.next();
    if (value) socket.write(command('CONFIG', 'GET', value));
    return value !== undefined;
  };
  let reply = Buffer.alloc(0);
  ask();
  for await (const chunk of socket) {
    reply = Buffer.concat([reply, chunk as Buffer]);
    const found = pairsOf(reply);
    if (!found) continue;
    for (const [name, value] of found) pairs.set(name, value);
    reply = Buffer.alloc(0);
    if (ask()) continue;
    socket.destroy();
    return pairs;
  }
  throw new Error('the connection ended before the answer');
}

const command = (...words: string[]): string =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;

/**
 * A reply is an array of names and values; values are any bytes, read as UTF-8.
 * @returns undefined while it is not complete
 */
function pairsOf(reply: Buffer): [string, string][] | undefined {
  const pairs: [string, string][] = [];
  let at = 0;
  const head = (type: string): number => {
    const end = reply.indexOf('\r\n', at);
    if (end === -1) return Number.NaN;
    const line = reply.toString('latin1', at, end);
    if (!line.startsWith(type)) throw new Error(`Unexpected reply to CONFIG GET: ${line.slice(0, 200)}`);
    at = end + 2;
    return Number(line.slice(1));
  };
  const bulk = (): string | undefined => {
    const length = head('$');
    at += length + 2;
    return at <= reply.length ? reply.toString('utf8', at - 2 - length, at - 2) : undefined;
  };
  const count = head('*');
  if (Number.isNaN(count)) return undefined;
  for (let left = count; left > 0; left -= 2) {
    const [name, value] = [bulk(), bulk()];
    if (name === undefined || value === undefined) return undefined;
    pairs.push([name, value]);
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
