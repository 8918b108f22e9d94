/**
 * Holds one command and everything that it starts: `node guard.mjs <scratch folder or -> <command> [arguments]`.
 *
 * Its standard input is a pipe from the process that wants the command. The system closes that pipe however the
 * process ends, also by SIGKILL, where no exit handler runs: so the end of the input is the order to stop.
 * The command gets a process group of its own, which is ended as a whole.
 */
import { spawn, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const GRACE_MS = 4000;
const windows = process.platform === 'win32';
const [scratch = '-', command = '', ...args] = process.argv.slice(2);

const child = spawn(command, args, {
  stdio: ['ignore', 'inherit', 'inherit'],
  detached: !windows,
  windowsHide: true,
});

/** @param {NodeJS.Signals | 0} signal */
function signalGroup(signal) {
  if (child.pid === undefined) return false;
  try {
    return process.kill(-child.pid, signal);
  } catch {
    return false;
  }
}

const leaderEnded = () => child.exitCode !== null || child.signalCode !== null;

async function endGroup() {
  if (windows) {
    spawnSync('taskkill', ['/T', '/F', '/PID', String(child.pid)], { stdio: 'ignore' });
    return;
  }
  signalGroup('SIGTERM');
  const deadline = Date.now() + GRACE_MS;
  while (!leaderEnded() && Date.now() < deadline) await sleep(25);
  signalGroup('SIGKILL'); // helpers without their leader have nothing left to tidy up
}

let ending = false;
/** @param {number} code */
async function end(code) {
  if (ending) return;
  ending = true;
  await endGroup();
  if (scratch !== '-') rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  process.exit(code);
}

child.once('error', (error) => {
  process.stderr.write(`cannot run ${command}: ${error.message}\n`);
  void end(127);
});
child.once('exit', (code, signal) => void end(signal ? 137 : (code ?? 1)));
process.stdin.once('close', () => void end(143)).resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void end(143));
