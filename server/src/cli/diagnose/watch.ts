/** `--watch`: waits for a fork, follows it, and says what it copied, or that the server did not survive it. */

import { type ForkKind, forkEnd, isAnotherProcess, kindOf, missedFork } from '../../core/diagnose/watch';
import { ROOM_THRESHOLD, type RunningFork, runningFork } from '../../core/live/forks';
import { boundOf } from '../../core/live/measures';
import type { HostFacts, Observation } from '../../core/observations';
import type { Reading, Session } from '../../live';
import type { Shell } from '../shell';
import { UsageError } from '../usage-error';
import type { DiagnoseArguments } from './arguments';
import { WatchOutput } from './watch-output';
import { withHost } from './with-host';

interface Watch {
  readonly session: Session;
  readonly first: Reading;
  readonly args: DiagnoseArguments;
  readonly shell: Shell;
  readonly hostFacts: (observation: Observation) => Promise<HostFacts | undefined>;
}

/**
 * @returns 0 when the fork ended well and stayed below the threshold, else 1
 * @throws UsageError when the connection is lost
 */
export async function watchFork({ session, first, args, shell, hostFacts }: Watch): Promise<number> {
  const [seen] = first.observations;
  if (!seen) return 2;
  const bound = boundOf(await withHost(seen, hostFacts), args.limit, false);
  const output = new WatchOutput(shell, args, bound);
  let running = runningFork(seen, bound);
  let near = false;
  if (!running) output.waiting(seen.address);
  for (let now = seen; ; ) {
    if (running) {
      near ||= (running.used ?? 0) > ROOM_THRESHOLD;
      output.sample(running, now);
    }
    await new Promise((resolve) => setTimeout(resolve, args.interval * 1000));
    const before = now;
    now = await next(session, running, output);
    const seenEnd = endBetween(before, now, running);
    if (seenEnd === 'another process') {
      output.another(running, now);
      if (running) return 1;
    }
    running = runningFork(now, bound);
    if (seenEnd && seenEnd !== 'another process' && !running) {
      const end = forkEnd(seenEnd, now);
      output.end(end, now);
      return end.ok && !near ? 0 : 1;
    }
  }
}

/** What may have come to its end between two samples. @param running in the first of them */
function endBetween(
  before: Observation,
  now: Observation,
  running: RunningFork | undefined,
): ForkKind | 'another process' | undefined {
  if (isAnotherProcess(before, now)) return 'another process';
  return running ? kindOf(running) : missedFork(before, now);
}

async function next(
  session: Session,
  running: RunningFork | undefined,
  output: WatchOutput,
): Promise<Observation> {
  try {
    const { observations } = await session.observe('info');
    return observations[0] as Observation;
  } catch (error) {
    output.lost(running);
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
