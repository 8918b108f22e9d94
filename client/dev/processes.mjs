/** Commands that end with the process that started them, whatever happens to it (see guard.mjs). */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const GUARD = path.join(path.dirname(fileURLToPath(import.meta.url)), 'guard.mjs');

/**
 * @typedef {object} Options
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] the whole environment; that of this process when absent
 * @property {'inherit' | 'pipe'} [output]
 * @property {string} [scratch] a folder to delete when the command has ended
 */

/**
 * Starts a command under guard. `stop` ends it and all that it started, and waits for that.
 * @param {string} command
 * @param {string[]} args
 * @param {Options} [options]
 */
export function startGuarded(command, args, { cwd, env = process.env, output = 'pipe', scratch = '-' } = {}) {
  const child = spawn(process.execPath, [GUARD, scratch, command, ...args], {
    cwd,
    env,
    stdio: ['pipe', output, output],
    detached: process.platform !== 'win32', // a Ctrl+C in the terminal must reach the starter first, not the guard
    windowsHide: true,
  });
  child.stdin?.on('error', () => {}); // the guard may be gone already
  /** @type {Promise<number>} */
  const exited = new Promise((resolve) => child.once('close', (code) => resolve(code ?? 137)));
  const stop = () => {
    child.stdin?.destroy();
    return exited;
  };
  return { child, exited, stop };
}

/**
 * Runs a command to its end, or to its time limit.
 * @param {string} command
 * @param {string[]} args
 * @param {Options & { limitSeconds?: number }} [options]
 * @returns {Promise<{ code: number, output: string, timedOut: boolean }>} output is both streams, when piped
 */
export async function run(command, args, { limitSeconds = 600, ...options } = {}) {
  const { child, exited, stop } = startGuarded(command, args, options);
  let output = '';
  let timedOut = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const timer = setTimeout(() => {
    timedOut = true;
    void stop();
  }, limitSeconds * 1000);
  const code = await exited;
  clearTimeout(timer);
  return { code, output, timedOut };
}

/** Runs one of our own scripts or a package's script with the Node that runs us. */
export const runNode = (
  /** @type {string[]} */ args,
  /** @type {Options & { limitSeconds?: number }} */ options,
) => run(process.execPath, args, options);
