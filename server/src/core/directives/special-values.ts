/**
 * Directives with a parser of their own, as Redis 7.0 and later and all Valkey read them (setConfig…Option in
 * config.c 7.0.15). Older versions: older-values.ts.
 */

import { hasValkey, type ServerVersion } from '../model/version';
import { parseRedisMemory } from '../units/redis-memory';
import { string2d, strtoll } from './c-numbers';
import { readEvents } from './keyspace-events';
import {
  accepts,
  type ClientClass,
  misreads,
  type OutputLimit,
  refuses,
  type SavePoint,
  type Verdict,
} from './setting';
import { shown } from './table-values';

/** CONFIG_BINDADDR_MAX, server.h. */
const BIND_LIMIT = 16;

/** @returns undefined for a directive that has no parser of its own. */
export function readSpecial(
  name: string,
  version: ServerVersion,
  args: readonly string[],
): Verdict | undefined {
  switch (name) {
    case 'save':
      return readSave(args);
    case 'client-output-buffer-limit':
      return readOutputLimits(version, args);
    case 'replicaof':
      return readReplicaOf(args);
    case 'oom-score-adj-values':
      return readScores(args);
    case 'notify-keyspace-events':
      return readEvents(version, args);
    case 'latency-tracking-info-percentiles':
      return readPercentiles(args);
    case 'bind':
    case 'rdma-bind':
      return args.length > BIND_LIMIT
        ? refuses('argument-count', `at most ${BIND_LIMIT} addresses can be bound`)
        : accepts({ type: 'words', values: args });
    default:
      return undefined;
  }
}

/** `setConfigSaveOption`: pairs of seconds (at least 1) and changes (at least 0, kept as a C int). */
function readSave(args: readonly string[]): Verdict {
  if (args.length === 1 && args[0] === '') return accepts({ type: 'save', points: [], clears: true });
  const comment = inlineComment(args);
  if (comment !== undefined) return comment;
  if (args.length % 2 === 1) {
    return refuses(
      'save',
      'save takes pairs of seconds and changes, and one number has no partner',
      args.length - 1,
    );
  }
  const points: SavePoint[] = [];
  for (let index = 0; index < args.length; index += 2) {
    const seconds = strtoll(args[index] ?? '');
    const changes = strtoll(args[index + 1] ?? '');
    if (seconds.rest !== '' || seconds.value < 1n) {
      return refuses('save', `${shown(args[index] ?? '')} is not a number of seconds (1 or more)`, index);
    }
    if (changes.rest !== '' || changes.value < 0n) {
      return refuses(
        'save',
        `${shown(args[index + 1] ?? '')} is not a number of changes (0 or more)`,
        index + 1,
      );
    }
    points.push({ seconds: seconds.value, changes: BigInt.asIntN(32, changes.value) });
  }
  const cut = points.findIndex((point, index) => point.changes !== strtoll(args[index * 2 + 1] ?? '').value);
  const setting = { type: 'save', points, clears: false } as const;
  if (cut === -1) return accepts(setting);
  return misreads(
    setting,
    'too-large',
    `the number of changes does not fit in 32 bits and is read as ${points[cut]?.changes}`,
    cut * 2 + 1,
  );
}

/** A `#` after the directive is an argument like any other. */
export function inlineComment(args: readonly string[]): Verdict | undefined {
  const at = args.findIndex((arg) => arg.startsWith('#'));
  if (at < 1) return undefined;
  const rest = args.map((_, index) => index).slice(at);
  return refuses(
    'inline-comment',
    'a comment is only possible on a line of its own; here it is read as more arguments',
    ...rest,
  );
}

const CLASSES: ReadonlyMap<string, ClientClass> = new Map([
  ['normal', 'normal'],
  ['slave', 'replica'],
  ['replica', 'replica'],
  ['pubsub', 'pubsub'],
]);

export const clientClass = (name: string): ClientClass | undefined => CLASSES.get(name.toLowerCase());

/** `updateClientOutputBufferLimit`: groups of class, hard limit, soft limit, soft seconds. */
function readOutputLimits(version: ServerVersion, args: readonly string[]): Verdict {
  const comment = inlineComment(args);
  if (comment) return comment;
  if (args.length % 4 !== 0) {
    return refuses('argument-count', 'each client class takes a hard limit, a soft limit and soft seconds');
  }
  const limits = new Map<ClientClass, OutputLimit>();
  let slip: number | undefined;
  for (let index = 0; index < args.length; index += 4) {
    const [name = '', hard = '', soft = '', seconds = ''] = args.slice(index, index + 4);
    const group = clientClass(name);
    if (!group)
      return refuses('enum', `${shown(name)} is not a client class; normal, replica and pubsub are`, index);
    const bytes = [parseRedisMemory(hard), parseRedisMemory(soft)] as const;
    // Valkey 9.1 checks what does not fit.
    const bad = bytes.findIndex((one) => !one.ok || (one.note === 'saturated' && hasValkey(version, 9, 1)));
    if (bad !== -1) return refuseLimit([hard, soft][bad] ?? '', index + 1 + bad);
    const softSeconds = strtoll(seconds);
    const kept = BigInt.asIntN(32, softSeconds.value);
    if (softSeconds.rest !== '' || kept < 0n) {
      return refuses('integer', `${shown(seconds)} is not a number of seconds`, index + 3);
    }
    const sloppy = bytes.findIndex((one) => one.ok && one.note !== undefined);
    if (sloppy !== -1) slip ??= index + 1 + sloppy;
    const [hardBytes, softBytes] = bytes.map((one) => (one.ok ? one.bytes : 0n));
    limits.set(group, { class: group, hard: hardBytes ?? 0n, soft: softBytes ?? 0n, softSeconds: kept });
  }
  const setting = { type: 'output-limits', limits: [...limits.values()] } as const;
  if (slip === undefined) return accepts(setting);
  const read = parseRedisMemory(args[slip] ?? '');
  const bytes = read.ok ? read.bytes : 0n;
  return misreads(
    setting,
    'no-digits',
    `${shown(args[slip] ?? '')} is read as ${bytes}${bytes === 0n ? ', that is no limit' : ''}`,
    slip,
  );
}

function refuseLimit(text: string, at: number): Verdict {
  const kind =
    /^\d*\.?\d+([KMGTPE]i?B?|%)$/i.test(text) || /^\d+\.\d+\w*$/.test(text)
      ? 'kubernetes-unit'
      : 'memory-value';
  return refuses(
    kind,
    `${shown(text)} is not a memory value; a memory value is digits and, if any, one of b, k, kb, m, mb, g, gb`,
    at,
  );
}

/** `setConfigReplicaOfOption`; `no one` makes a primary. */
function readReplicaOf(args: readonly string[]): Verdict {
  const [host = '', port = ''] = args;
  if (args.length !== 2)
    return inlineComment(args) ?? refuses('argument-count', 'replicaof takes a host and a port');
  if (host.toLowerCase() === 'no' && port.toLowerCase() === 'one')
    return accepts({ type: 'words', values: [] });
  const number = strtoll(port);
  const kept = BigInt.asIntN(32, number.value);
  if (number.rest !== '' || kept < 0n || kept > 65535n)
    return refuses('range', `${shown(port)} is not a port`, 1);
  return accepts({ type: 'words', values: [host, String(kept)] });
}

/** `setConfigOOMScoreAdjValuesOption`: primary, replica, background child. */
function readScores(args: readonly string[]): Verdict {
  if (args.length !== 3) {
    return (
      inlineComment(args) ??
      refuses('argument-count', 'three values are needed: for a primary, a replica and a background child')
    );
  }
  const wrong = args.findIndex((arg) => {
    const { value, rest } = strtoll(arg);
    return rest !== '' || value < -2000n || value > 2000n;
  });
  if (wrong !== -1)
    return refuses('range', `${shown(args[wrong] ?? '')} must be between -2000 and 2000`, wrong);
  return accepts({ type: 'words', values: args.map((arg) => String(strtoll(arg).value)) });
}

function readPercentiles(args: readonly string[]): Verdict {
  if (args.length === 1 && args[0] === '') return accepts({ type: 'words', values: [] });
  const wrong = args.findIndex((arg) => {
    const value = string2d(arg);
    return value === undefined || value > 100 || value < 0;
  });
  if (wrong !== -1)
    return refuses('range', `${shown(args[wrong] ?? '')} is not a percentile between 0 and 100`, wrong);
  return accepts({ type: 'words', values: args });
}
