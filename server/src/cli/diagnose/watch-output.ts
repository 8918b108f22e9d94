/** What `--watch` prints: a bar on a terminal, else lines, or JSON. */

import type { ForkEnd } from '../../core/diagnose/watch';
import type { RunningFork } from '../../core/live/forks';
import type { Bound } from '../../core/live/measures';
import type { Observation } from '../../core/observations';
import { formatBytes } from '../../core/units/bytes';
import type { Shell } from '../shell';
import type { DiagnoseArguments } from './arguments';

/** Characters of the bar where there is room, and below which there is none. */
const BAR = 30;
const LEAST_BAR = 8;

export class WatchOutput {
  readonly #shell: Shell;
  readonly #json: boolean;
  readonly #bar: boolean;
  readonly #bound: Bound | undefined;
  #last = '';

  constructor(shell: Shell, { format }: DiagnoseArguments, bound: Bound | undefined) {
    this.#shell = shell;
    this.#json = format === 'json';
    this.#bar = !this.#json && shell.stdout.isTTY === true;
    this.#bound = bound;
  }

  waiting(address: string): void {
    if (!this.#json) this.#shell.stderr.write(`Waiting for a fork at ${address}. Interrupt to stop.\n`);
  }

  sample(fork: RunningFork, { at }: Observation): void {
    if (this.#json) this.#line(JSON.stringify({ at, fork, bound: this.#bound }));
    else if (this.#bar) this.#shell.stdout.write(`\r\x1b[2K${this.#barOf(fork)}`);
    else this.#once(textOf(fork));
  }

  /** Before 6.2 every look at a fork says the same. */
  #once(text: string): void {
    if (text !== this.#last) this.#line(text);
    this.#last = text;
  }

  end(end: ForkEnd, { at }: Observation): void {
    this.#clear();
    this.#line(this.#json ? JSON.stringify({ at, end }) : endText(end));
  }

  /** Another process answers than the one that was watched. @param running what the other one was doing */
  another(running: RunningFork | undefined, { at, address }: Observation): void {
    this.#clear();
    if (this.#json) this.#line(JSON.stringify({ at, restarted: { during: running?.what } }));
    else if (running)
      this.#line(`${gone(running, `At ${address} another process answers now`)} ${WHO_KILLED}`);
    else
      this.#shell.stderr.write(
        `At ${address} another process answers now: the server was restarted, or another one took over.\n`,
      );
  }

  /** Nothing answers any more. */
  lost(running: RunningFork | undefined): void {
    this.#clear();
    if (running && !this.#json) this.#line(`${gone(running, 'The connection was lost')} ${WHO_KILLED}`);
  }

  #clear(): void {
    if (this.#bar) this.#shell.stdout.write('\r\x1b[2K');
  }

  #line(text: string): void {
    this.#shell.stdout.write(`${text}\n`);
  }

  /** In one row: what is longer would be wrapped, and stay on the screen. */
  #barOf(fork: RunningFork): string {
    const columns = this.#shell.stdout.columns ?? 80;
    const room = (text: string) => Math.min(BAR, columns - text.length - 4);
    const full = textOf(fork, '');
    const text = room(full) < LEAST_BAR ? textOf({ ...fork, age: undefined }, '') : full;
    const width = room(text);
    if (fork.progress === undefined || width < LEAST_BAR) return text.slice(0, columns - 1);
    const filled = Math.round(fork.progress * width);
    return `[${'█'.repeat(filled)}${'░'.repeat(width - filled)}] ${text}`;
  }
}

function textOf(fork: RunningFork, beside = ' beside the data'): string {
  const { what, progress, copied, room, used, age } = fork;
  const done = progress === undefined ? '' : ` ${Math.floor(progress * 100)} %`;
  if (copied === undefined)
    return `${what}${done}: what it copies is said when it ends; while it runs, from 6.2 on`;
  const left =
    room === undefined || used === undefined
      ? ''
      : ` of ${formatBytes(room)} left${beside} (${Math.floor(used * 100)} %)`;
  const old = age !== undefined && age > 2 ? `, looked at ${age} s ago` : '';
  return `${what}${done}: ${formatBytes(copied)} copied${left}${old}`;
}

const WHO_KILLED =
  'If the kernel killed it for lack of memory, `journalctl -k` says so where it runs, and `kubectl describe pod` shows OOMKilled.';

const gone = (running: RunningFork, what: string): string =>
  `${what}, and no end of the ${running.what} was seen. Last seen: ${textOf(running)}.`;

function endText({ what, ok, copied, share, seconds }: ForkEnd): string {
  if (!ok)
    return `The ${what} failed: the child was killed, could not start, or could not write. The log of the server says which.`;
  const size =
    copied === undefined || share === undefined
      ? 'nothing that the server measured'
      : `${formatBytes(copied)}, ${Math.floor(share * 100)} % of the memory in use`;
  return `The ${what} ended well${seconds === undefined ? '' : ` after ${seconds} s`} and copied ${size}.`;
}
