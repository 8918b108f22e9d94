/**
 * `sentinel …` lines as a Sentinel reads them (`sentinelHandleConfiguration` and its three queues, sentinel.c 7.0.15):
 * first what comes before any monitor, then monitors, then the rest, whatever their order in the file.
 */

import { hasRedis, type ServerVersion } from '../model/version';
import { isPlaceholder } from '../text/placeholders';
import { atoi } from './c-numbers';
import type { ConfigText, DirectiveLine } from './config-text';
import { type Problem, refuses, type Verdict } from './setting';

/** Arguments after the subcommand: fewest and most, and whether the first names a monitored primary. */
const SUBCOMMANDS: ReadonlyMap<string, readonly [min: number, max: number, named: boolean]> = new Map([
  ['monitor', [4, 4, false]],
  ['down-after-milliseconds', [2, 2, true]],
  ['failover-timeout', [2, 2, true]],
  ['parallel-syncs', [2, 2, true]],
  ['notification-script', [2, 2, true]],
  ['client-reconfig-script', [2, 2, true]],
  ['auth-pass', [2, 2, true]],
  ['auth-user', [2, 2, true]],
  ['current-epoch', [1, 1, false]],
  ['myid', [1, 1, false]],
  ['config-epoch', [2, 2, true]],
  ['leader-epoch', [2, 2, true]],
  ['known-slave', [3, 3, true]],
  ['known-replica', [3, 3, true]],
  ['known-sentinel', [3, 4, true]],
  ['rename-command', [3, 3, true]],
  ['announce-ip', [1, 1, false]],
  ['announce-port', [1, 1, false]],
  ['deny-scripts-reconfig', [1, 1, false]],
  ['sentinel-user', [1, 1, false]],
  ['sentinel-pass', [1, 1, false]],
  ['resolve-hostnames', [1, 1, false]],
  ['announce-hostnames', [1, 1, false]],
  ['master-reboot-down-after-period', [2, 2, true]],
  // Valkey 9.0 and later write the field's current word.
  ['primary-reboot-down-after-period', [2, 2, true]],
]);

export const SENTINEL_SUBCOMMANDS = [...SUBCOMMANDS.keys()];

/** Of Sentinels before 2.8. */
const CAN_FAILOVER = 'can-failover';

/** What came after the first Sentinel, with the version that brought it (sentinel.c of the first tag of each line). */
const SINCE: ReadonlyMap<string, readonly [major: number, minor: number]> = new Map([
  ['deny-scripts-reconfig', [3, 2]],
  ['myid', [3, 2]],
  ['known-replica', [5, 0]],
  ['rename-command', [5, 0]],
  ['auth-user', [6, 0]],
  ['sentinel-user', [6, 2]],
  ['sentinel-pass', [6, 2]],
  ['resolve-hostnames', [6, 2]],
  ['announce-hostnames', [6, 2]],
  ['master-reboot-down-after-period', [7, 0]],
  ['primary-reboot-down-after-period', [7, 0]],
]);

function shapeOf(name: string, version: ServerVersion): readonly [number, number, boolean] | undefined {
  if (name === CAN_FAILOVER) return hasRedis(version, 2, 8) ? undefined : [2, 2, true];
  const since = SINCE.get(name);
  return since && !hasRedis(version, ...since) ? undefined : SUBCOMMANDS.get(name);
}

/** Whether a text can only be of a Sentinel before 2.8. */
export const isOldSentinel = ({ lines }: ConfigText): boolean =>
  lines.some(
    (line) => line.kind === 'directive' && line.name === 'sentinel' && subcommandOf(line) === CAN_FAILOVER,
  );

/** CONFIG_RUN_ID_SIZE, server.h. */
const RUN_ID_LENGTH = 40;

export interface SentinelProblem extends Problem {
  readonly line: DirectiveLine;
}

/**
 * What a Sentinel refuses of its `sentinel` lines, in the order of the file.
 * @param whole a Sentinel reads the text as it stands; a template or a ConfigMap without any monitor is one to which a
 * start script adds the address of the primary
 */
export function checkSentinel(config: ConfigText, version: ServerVersion, whole = true): SentinelProblem[] {
  const lines = config.lines.filter(
    (line): line is DirectiveLine => line.kind === 'directive' && line.name === 'sentinel',
  );
  const written = lines.filter((line) => !line.templated && line.args.length > 0 && !line.problem);
  const readable = written.filter(
    ({ args }) => !args.some(({ value }) => isPlaceholder(value, config.template)),
  );
  const open = config.lines.some(
    (line) => line.kind === 'opaque' || (line.kind === 'directive' && line.name === 'include'),
  );
  const knowsAll = !open && !lines.some((line) => line.templated || line.conditional);
  const monitors = written.filter((line) => subcommandOf(line) === 'monitor');
  const known: Known = {
    version,
    names:
      knowsAll && (whole || monitors.length > 0)
        ? (line) => new Set(monitorsBefore(line, monitors, version).map(({ args }) => args[1]?.value ?? ''))
        : undefined,
    onlyAddresses: knowsAll && hasRedis(version, 6, 2) && !resolvesNames(readable),
    taken: new Set(),
  };
  return readable.flatMap((line) => {
    const verdict = checkLine(line, known);
    return verdict?.outcome === 'refuses' ? [{ line, ...verdict.problem }] : [];
  });
}

/** Before 6.2 a Sentinel reads its lines in order; later it takes all monitors first. */
const monitorsBefore = (
  line: DirectiveLine,
  monitors: readonly DirectiveLine[],
  version: ServerVersion,
): readonly DirectiveLine[] =>
  hasRedis(version, 6, 2) ? monitors : monitors.filter(({ number }) => number < line.number);

/** What the lines say together. */
interface Known {
  readonly version: ServerVersion;
  /** Primaries that are monitored where a line is read; undefined where not all of them can be known. */
  readonly names: ((line: DirectiveLine) => ReadonlySet<string>) | undefined;
  readonly onlyAddresses: boolean;
  /** What may stand only once, of the lines read so far. */
  readonly taken: Set<string>;
}

/** The last line decides, wherever it stands. */
function resolvesNames(lines: readonly DirectiveLine[]): boolean {
  const last = lines.findLast((line) => subcommandOf(line) === 'resolve-hostnames');
  return last?.args[1]?.value.toLowerCase() === 'yes';
}

const subcommandOf = (line: DirectiveLine): string => line.args[0]?.value.toLowerCase() ?? '';

function checkLine(
  line: DirectiveLine,
  { version, names, onlyAddresses, taken }: Known,
): Verdict | undefined {
  const name = subcommandOf(line);
  const shape = shapeOf(name, version);
  if (!shape) return refuses('enum', `there is no sentinel setting "${name}"`, 0);
  const [min, max, named] = shape;
  const given = line.args.length - 1;
  if (given < min || given > max) {
    const counts = min === max ? `${min}` : `${min} or ${max}`;
    return refuses('argument-count', `sentinel ${name} takes ${counts} arguments, not ${given}`);
  }
  // The form from before the ids of Sentinels is passed over.
  if (name === 'known-sentinel' && given === min) return undefined;
  const primary = line.args[1]?.value ?? '';
  if (named && names && !names(line).has(primary))
    return refuses('other', `no primary called "${primary}" is monitored here`, 1);
  const args = line.args.map((arg) => arg.value);
  return (
    checkValue(name, args) ??
    (ENDPOINTS.has(name) ? checkEndpoint(args, onlyAddresses) : undefined) ??
    (line.conditional ? undefined : checkTwice(name, args, taken))
  );
}

/** Settings with an address and a port after the name. */
const ENDPOINTS: ReadonlySet<string> = new Set(['monitor', 'known-slave', 'known-replica', 'known-sentinel']);

/** `createSentinelAddr`: getaddrinfo with AI_NUMERICHOST unless names may be resolved, then the port. */
function checkEndpoint(args: readonly string[], onlyAddresses: boolean): Verdict | undefined {
  const [, , host = '', text = ''] = args;
  if (host === '') return refuses('other', 'an address is needed', 2);
  if (onlyAddresses && !isAddress(host)) {
    const message = `"${host}" is not an IP address, and since 6.2 names are resolved only with "sentinel resolve-hostnames yes"`;
    return refuses('other', message, 2);
  }
  const port = atoi(text);
  return port < 0n || port > 65535n ? refuses('range', `"${text}" is not a port`, 3) : undefined;
}

/** In doubt it is one: hexadecimal and short forms are too. */
function isAddress(host: string): boolean {
  if (host.includes(':')) return true;
  const parts = /^(?:0x[\da-f]+|\d+)(?:\.(?:0x[\da-f]+|\d+)){0,3}$/i.test(host) ? host.split('.') : [];
  return parts.length > 0 && (parts.length < 4 || parts.every((part) => Number(part) <= 255));
}

function checkTwice(command: string, args: readonly string[], taken: Set<string>): Verdict | undefined {
  const once = onlyOnce(command, args);
  if (!once) return undefined;
  const key = `${args[1]}\0${once.key}`;
  if (taken.has(key)) return refuses('other', once.message, 1);
  taken.add(key);
  return undefined;
}

/** What the dictionaries of a Sentinel hold only once for each primary. */
function onlyOnce(
  command: string,
  [, name = '', second = '', third = '', fourth]: readonly string[],
): { key: string; message: string } | undefined {
  switch (command) {
    case 'monitor':
      return { key: 'monitor', message: `a primary called "${name}" is monitored already` };
    case 'rename-command':
      return { key: `command ${second.toLowerCase()}`, message: `"${second}" is renamed already` };
    case 'known-slave':
    case 'known-replica':
      return { key: `replica ${second} ${atoi(third)}`, message: 'this replica is known already' };
    case 'known-sentinel':
      return { key: `sentinel ${fourth}`, message: 'a Sentinel with this id is known already' };
    default:
      return undefined;
  }
}

function checkValue(name: string, args: readonly string[]): Verdict | undefined {
  const last = args.at(-1) ?? '';
  const at = args.length - 1;
  switch (name) {
    case 'monitor':
      return atoi(last) <= 0n ? refuses('range', 'the quorum must be 1 or more', at) : undefined;
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
    case CAN_FAILOVER:
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
