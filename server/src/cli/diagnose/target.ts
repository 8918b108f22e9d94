/** From arguments and environment to a target: where the password comes from, and the files of TLS. */

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Target } from '../../live';
import type { Shell } from '../shell';
import { UsageError } from '../usage-error';
import type { DiagnoseArguments } from './arguments';

type Live = typeof import('../../live');

/** @throws UsageError */
export async function targetOf(args: DiagnoseArguments, shell: Shell, live: Live): Promise<Target> {
  const parsed = readAddress(args.address, live);
  const { env, cwd } = shell;
  const asked = args.askPassword ? await askPassword(shell) : undefined;
  const password = asked ?? parsed.password ?? env.FORKGUARD_PASSWORD ?? env.REDISCLI_AUTH;
  const username = args.user ?? parsed.username;
  const secure = parsed.tls !== undefined || args.tls.on;
  return {
    endpoints: parsed.endpoints,
    ...(parsed.socket === undefined ? {} : { socket: parsed.socket }),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined || password === '' ? {} : { password }),
    ...(secure ? { tls: await tlsOf(args, cwd) } : {}),
    ...sentinelOf(args, parsed, env),
    cluster: args.cluster,
  };
}

function readAddress(address: string, live: Live): Target {
  try {
    return live.parseAddress(address);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'This is no address.');
  }
}

/** The port of an address without one is 26379 for Sentinels. */
function sentinelOf(args: DiagnoseArguments, parsed: Target, env: Shell['env']): Partial<Target> {
  const { sentinel, sentinelUser, address } = args;
  const password = env.FORKGUARD_SENTINEL_PASSWORD;
  const credentials = {
    ...(sentinelUser === undefined ? {} : { username: sentinelUser }),
    ...(password === undefined || password === '' ? {} : { password }),
  };
  if (sentinel === undefined)
    return parsed.sentinel ? { sentinel: { ...parsed.sentinel, ...credentials } } : {};
  const written = (port: number) => new RegExp(`:${port}(?!\\d)`).test(address);
  const endpoints = parsed.endpoints.map(({ host, port }) => ({
    host,
    port: port === 6379 && !written(6379) ? 26379 : port,
  }));
  return { endpoints, sentinel: { master: sentinel, ...credentials } };
}

async function tlsOf({ tls }: DiagnoseArguments, cwd: string): Promise<NonNullable<Target['tls']>> {
  const read = async (option: string, path: string | undefined) =>
    path === undefined
      ? undefined
      : readFile(resolve(cwd, path), 'utf8').catch((error: NodeJS.ErrnoException) => {
          throw new UsageError(`${option}: ${path} cannot be read (${error.code ?? error.message}).`);
        });
  const [ca, cert, key] = [
    await read('--cacert', tls.ca),
    await read('--cert', tls.cert),
    await read('--key', tls.key),
  ];
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(tls.serverName === undefined ? {} : { serverName: tls.serverName }),
  };
}

interface Terminal extends AsyncIterable<Uint8Array> {
  readonly isTTY?: boolean;
  setRawMode?(on: boolean): unknown;
}

/** Asks on a terminal, without showing what is typed. @returns undefined where there is no terminal, or nothing was typed */
export async function askPassword({ stdin, stderr }: Shell): Promise<string | undefined> {
  const terminal: Terminal = stdin;
  if (!terminal.isTTY || !terminal.setRawMode) return undefined;
  stderr.write('Password: ');
  terminal.setRawMode(true);
  let typed = '';
  try {
    for await (const chunk of terminal) {
      for (const character of Buffer.from(chunk).toString('utf8')) {
        if (character === '\r' || character === '\n') return typed === '' ? undefined : typed;
        if (character === '\u0003') throw new UsageError('Interrupted.');
        typed = character === '\u007f' ? typed.slice(0, -1) : typed + character;
      }
    }
    return undefined;
  } finally {
    terminal.setRawMode(false);
    stderr.write('\n');
  }
}
