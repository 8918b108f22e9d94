/** `--watch`: waits for a fork, follows it, and says what it copied. On a terminal as a bar, else as lines. */

import { type ForkEnd, forkEnd, kindOf, missedFork } from '../../core/diagnose/watch';
import { type Bound, boundOf, ROOM_THRESHOLD, type RunningFork, runningFork } from '../../core/live/measures';
import type { HostFacts, Observation } from '../../core/observations';
import { formatBytes } from '../../core/units/bytes';
import type { Reading, Session } from '../../live';
import type { Shell } from '../shell';
import type { DiagnoseArguments } from './arguments';
import { withHost } from './run';

interface Watch {
  readonly session: Session;
  readonly first: Reading;
  readonly args: DiagnoseArguments;
  readonly shell: Shell;
  readonly hostFacts: (observation: Observation) => Promise<HostFacts | undefined>;
}

/** @returns 0 when the fork ended well and stayed below the threshold, else 1 */
export async function watchFork({ session, first, args, shell, hostFacts }: Watch): Promise<number> {
  const [seen] = first.observations;
  if (!seen) return 2;
  const bound = boundOf(await withHost(seen, hostFacts), args.limit, false);
  const output = new WatchOutput(shell, args, bound);
  let before = seen;
  let running = runningFork(seen, bound);
  let near = false;
  if (!running) output.waiting(seen.address);
  for (let now = seen; ; ) {
    if (running) {
      near ||= (running.used ?? 0) > ROOM_THRESHOLD;
      output.sample(running, now);
    }
    await new Promise((resolve) => setTimeout(resolve, args.interval * 1000));
    const [next] = (await session.observe('info')).observations;
    if (!next) return 2;
    [before, now] = [now, next];
    const kind = running ? kindOf(running) : missedFork(before, now);
    running = runningFork(now, bound);
    if (kind && !running) {
      const end = forkEnd(kind, now);
      output.end(end, now);
      return end.ok && !near ? 0 : 1;
    }
  }
}

const BAR = 30;

class WatchOutput {
  readonly #shell: Shell;
  readonly #json: boolean;
  readonly #bar: boolean;
  readonly #bound: Bound | undefined;

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
    else this.#line(this.#textOf(fork));
  }

  end(end: ForkEnd, { at }: Observation): void {
    if (this.#bar) this.#shell.stdout.write('\r\x1b[2K');
    this.#line(this.#json ? JSON.stringify({ at, end }) : endText(end));
  }

  #line(text: string): void {
    this.#shell.stdout.write(`${text}\n`);
  }

  #barOf(fork: RunningFork): string {
    const filled = Math.round((fork.progress ?? 0) * BAR);
    const bar = fork.progress === undefined ? '' : `[${'█'.repeat(filled)}${'░'.repeat(BAR - filled)}] `;
    return bar + this.#textOf(fork);
  }

  #textOf({ what, progress, copied, room, used, age }: RunningFork): string {
    const done = progress === undefined ? '' : ` ${Math.floor(progress * 100)} %`;
    if (copied === undefined) return `${what}${done}: what it copies is measured from 6.2 on`;
    const left =
      room === undefined || used === undefined
        ? ''
        : ` of ${formatBytes(room)} left beside the data (${Math.floor(used * 100)} %)`;
    const old = age !== undefined && age > 2 ? `, looked at ${age} s ago` : '';
    return `${what}${done}: ${formatBytes(copied)} copied${left}${old}`;
  }
}

function endText({ what, ok, copied, share, seconds }: ForkEnd): string {
  if (!ok)
    return `The ${what} failed: the child was killed, could not start, or could not write. The log of the server says which.`;
  const size =
    copied === undefined || share === undefined
      ? 'nothing that the server measured'
      : `${formatBytes(copied)}, ${Math.floor(share * 100)} % of the memory in use`;
  return `The ${what} ended well${seconds === undefined ? '' : ` after ${seconds} s`} and copied ${size}.`;
}
