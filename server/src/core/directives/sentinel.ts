/**
 * `sentinel …` lines as a Sentinel reads them (`sentinelHandleConfiguration` and its three queues, sentinel.c 7.0.15):
 * first what comes before any monitor, then monitors, then the rest, whatever their order in the file.
 */

import { atoi } from './c-numbers';
import type { ConfigText, DirectiveLine } from './config-text';
import { type Problem, refuses, type Verdict } from './setting';

/** Arguments after the subcommand: fewest and most, and whether the first names a monitored primary. */
const SUBCOMMANDS: Readonly<Record<string, readonly [min: number, max: number, named: boolean]>> = {
  monitor: [4, 4, false],
  'down-after-milliseconds': [2, 2, true],
  'failover-timeout': [2, 2, true],
  'parallel-syncs': [2, 2, true],
  'notification-script': [2, 2, true],
  'client-reconfig-script': [2, 2, true],
  'auth-pass': [2, 2, true],
  'auth-user': [2, 2, true],
  'current-epoch': [1, 1, false],
  myid: [1, 1, false],
  'config-epoch': [2, 2, true],
  'leader-epoch': [2, 2, true],
  'known-slave': [3, 3, true],
  'known-replica': [3, 3, true],
  'known-sentinel': [3, 4, true],
  'rename-command': [3, 3, true],
  'announce-ip': [1, 1, false],
  'announce-port': [1, 1, false],
  'deny-scripts-reconfig': [1, 1, false],
  'sentinel-user': [1, 1, false],
  'sentinel-pass': [1, 1, false],
  'resolve-hostnames': [1, 1, false],
  'announce-hostnames': [1, 1, false],
  'master-reboot-down-after-period': [2, 2, true],
  // Valkey 9.0 and later write the field's current word.
  'primary-reboot-down-after-period': [2, 2, true],
};

export const SENTINEL_SUBCOMMANDS = Object.keys(SUBCOMMANDS);

/** CONFIG_RUN_ID_SIZE, server.h. */
const RUN_ID_LENGTH = 40;

export interface SentinelProblem extends Problem {
  readonly line: DirectiveLine;
}

/** What a Sentinel refuses of its `sentinel` lines, in the order of the file. */
export function checkSentinel(config: ConfigText): SentinelProblem[] {
  const lines = config.lines.filter(
    (line) => line.kind === 'directive' && line.name === 'sentinel',
  ) as DirectiveLine[];
  const open = config.lines.some(
    (line) => line.kind === 'opaque' || (line.kind === 'directive' && line.name === 'include'),
  );
  const names = new Set<string>();
  const problems: SentinelProblem[] = [];
  for (const line of lines) {
    if (subcommandOf(line) !== 'monitor' || line.templated) continue;
    const name = line.args[1]?.value ?? '';
    const twice = names.has(name) && !line.conditional;
    names.add(name);
    if (twice)
      problems.push({
        line,
        ...problemOf(refuses('other', `a primary called "${name}" is monitored already`, 1)),
      });
  }
  const knowsAll = !open && !lines.some((line) => line.templated || line.conditional);
  for (const line of lines) {
    if (line.templated || line.args.length === 0 || line.problem) continue;
    const verdict = checkLine(line, knowsAll ? names : undefined);
    if (verdict) problems.push({ line, ...problemOf(verdict) });
  }
  return problems.sort((a, b) => a.line.number - b.line.number);
}

function problemOf(verdict: Verdict): Problem {
  return verdict.outcome === 'refuses' ? verdict.problem : { kind: 'other', says: '', at: [] };
}

const subcommandOf = (line: DirectiveLine): string => line.args[0]?.value.toLowerCase() ?? '';

function checkLine(line: DirectiveLine, names: ReadonlySet<string> | undefined): Verdict | undefined {
  const name = subcommandOf(line);
  const shape = SUBCOMMANDS[name];
  if (!shape) return refuses('enum', `there is no sentinel setting "${name}"`, 0);
  const [min, max, named] = shape;
  const given = line.args.length - 1;
  if (given < min || given > max) {
    const counts = min === max ? `${min}` : `${min} or ${max}`;
    return refuses('argument-count', `sentinel ${name} takes ${counts} arguments, not ${given}`);
  }
  const primary = line.args[1]?.value ?? '';
  if (named && names && !names.has(primary))
    return refuses('other', `no primary called "${primary}" is monitored here`, 1);
  return checkValue(
    name,
    line.args.map((arg) => arg.value),
  );
}

function checkValue(name: string, args: readonly string[]): Verdict | undefined {
  const last = args.at(-1) ?? '';
  const at = args.length - 1;
  switch (name) {
    case 'monitor':
      return checkMonitor(args);
    case 'down-after-milliseconds':
    case 'failover-timeout':
      return atoi(last) <= 0n
        ? refuses('range', 'the time in milliseconds must be 1 or more', at)
        : undefined;
    case 'master-reboot-down-after-period':
    case 'primary-reboot-down-after-period':
      return atoi(last) < 0n
        ? refuses('range', 'the time in milliseconds must not be negative', at)
        : undefined;
    case 'myid':
      return last.length === RUN_ID_LENGTH
        ? undefined
        : refuses('other', `the id has ${RUN_ID_LENGTH} characters`, at);
    case 'deny-scripts-reconfig':
    case 'resolve-hostnames':
    case 'announce-hostnames':
      return /^(?:yes|no)$/i.test(last)
        ? undefined
        : refuses('bool', `the value must be yes or no, not "${last}"`, at);
    default:
      return undefined;
  }
}

function checkMonitor(args: readonly string[]): Verdict | undefined {
  const port = atoi(args[3] ?? '');
  if (atoi(args[4] ?? '') <= 0n) return refuses('range', 'the quorum must be 1 or more', 4);
  return port < 0n || port > 65535n ? refuses('range', `"${args[3]}" is not a port`, 3) : undefined;
}
