/** The command line in this process, with everything that it would write. */

import { main } from '../../../server/src/cli/main';
import { RULE_IDS } from '../../../server/src/core/rules/index';

export interface Ran {
  readonly code: number;
  readonly out: string;
  /** Lines of standard error. */
  readonly err: readonly string[];
}

export interface Around {
  readonly cwd: string;
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly terminal?: boolean;
  /** Of the terminal. */
  readonly columns?: number;
  /** Filled with what is written while it is written, for tests that wait for some of it. */
  readonly heard?: Heard;
}

export interface Heard {
  out: string;
  err: string;
}

export const VERSION = '1.2.3';

/** @param around the working folder, or more */
export async function forkguard(around: string | Around, ...argv: string[]): Promise<Ran> {
  const {
    cwd,
    stdin = '',
    env = {},
    terminal = false,
    columns = 120,
    heard = { out: '', err: '' },
  } = typeof around === 'string' ? { cwd: around } : around;
  const code = await main({
    argv,
    cwd,
    env,
    version: VERSION,
    stdin: pieces(typeof stdin === 'string' ? Buffer.from(stdin) : stdin),
    stdout: { isTTY: terminal, columns, write: (text) => (heard.out += text) },
    stderr: { write: (text: string) => (heard.err += text) },
  });
  return { code, out: heard.out, err: heard.err.split('\n').filter((line) => line !== '') };
}

/** As a pipe gives it: not at once, and cut anywhere. */
async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const middle = Math.ceil(bytes.length / 2);
  yield bytes.subarray(0, middle);
  yield bytes.subarray(middle);
}

/** A project file in which no other rule is on. */
export function onlyRules(...rules: string[]): string {
  const lines = [...RULE_IDS].filter((id) => !rules.includes(id)).map((id) => `  ${id}: off\n`);
  return `rules:\n${lines.join('')}`;
}
