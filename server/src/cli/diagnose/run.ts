/** `forkguard diagnose`: connects, asks, prints, and gives an exit code. */

import { diagnose } from '../../core/diagnose/diagnose';
import type { Diagnosis } from '../../core/diagnose/diagnosis';
import { diagnosisMarkdown } from '../../core/diagnose/markdown';
import { showTarget, type Target } from '../../core/live/address';
import type { Observation } from '../../core/observations';
import { printableLine } from '../formats/terminal';
import { type Shell, wantsColor } from '../shell';
import { UsageError } from '../usage-error';
import type { DiagnoseArguments } from './arguments';
import { askPassword, targetOf } from './target';
import { diagnosisText } from './text';
import { watchFork } from './watch';
import { withHost } from './with-host';

/** The bundle that can open connections: loaded when it is needed. */
const loadLive = () => import('../../live');

/** @returns the exit code: 0 nothing is bad, 1 something is, 2 no connection */
export async function runDiagnose(args: DiagnoseArguments, shell: Shell): Promise<number> {
  const live = await loadLive();
  const limits = { ...live.LIMITS, connect: args.timeout * 1000, answer: args.timeout * 1000 };
  let target = await targetOf(args, shell, live);
  let session = new live.Session(target, limits);
  const reading = await session
    .observe()
    .catch(async (error: unknown) => {
      const wanted = error instanceof live.ProbeError && error.kind === 'authentication';
      const password = wanted && target.password === undefined ? await askPassword(shell) : undefined;
      if (password === undefined) throw error;
      session.close();
      target = { ...target, password };
      session = new live.Session(target, limits);
      return session.observe();
    })
    .catch((error: unknown) => {
      session.close();
      const message = error instanceof Error ? error.message : String(error);
      if (args.format === 'json')
        shell.stdout.write(print([], [{ address: showTarget(target), message }], args, shell));
      throw new UsageError(message);
    });
  try {
    if (args.watch)
      return await watchFork({ session, first: reading, args, shell, hostFacts: live.hostFacts });
    const diagnoses = await Promise.all(
      reading.observations.map(async (observation) =>
        diagnosisOf(
          await withHost(observation, live.hostFacts),
          live.cliOptions(asTyped(target, shell), observation.address, args.tls),
          args,
        ),
      ),
    );
    for (const { message } of reading.problems) shell.stderr.write(`forkguard: ${printableLine(message)}\n`);
    shell.stdout.write(print(diagnoses, reading.problems, args, shell));
    return diagnoses.some(({ verdict }) => verdict === 'bad') ? 1 : 0;
  } finally {
    session.close();
  }
}

/** redis-cli takes the password from REDISCLI_AUTH as we do: where it is set, it need not ask. */
function asTyped(target: Target, { env }: Shell): Target {
  const { password: _, ...others } = target;
  return env.REDISCLI_AUTH ? others : target;
}

function diagnosisOf(latest: Observation, cliOptions: string, { limit }: DiagnoseArguments): Diagnosis {
  const node = { latest, earlier: [] };
  return diagnose({ node, now: Date.now(), cliOptions, ...(limit === undefined ? {} : { limit }) });
}

function print(
  diagnoses: readonly Diagnosis[],
  problems: readonly { readonly address: string; readonly message: string }[],
  { format, color }: DiagnoseArguments,
  shell: Shell,
): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify({ version: 1, tool: shell.version, servers: diagnoses, unreachable: problems }, null, 2)}\n`;
    case 'markdown':
      return diagnoses.map(diagnosisMarkdown).join('\n');
    case 'text':
      return diagnoses.map((one) => diagnosisText(one, color ?? wantsColor(shell))).join('\n');
  }
}
