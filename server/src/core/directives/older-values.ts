/**
 * What versions before 7.0 make of save and client-output-buffer-limit, and what versions before 6.0 make of numbers.
 * They drop and misread where newer ones refuse (measured on 2.8.24, 3.2.13, 5.0.14 and 6.2.22; the measurements are kept
 * in test/fixtures/servers/config-behaviour.json).
 */

import type { DirectiveInfo } from '../catalogue/directives';
import { type OlderNumber, olderInteger, olderMemory } from '../catalogue/older-numbers';
import { hasRedis, type ServerVersion } from '../model/version';
import { parseRedisMemory } from '../units/redis-memory';
import { asUnsigned, atoi, INT64_MAX, strtoll } from './c-numbers';
import { accepts, ignores, misreads, type OutputLimit, refuses, type Verdict } from './setting';
import { clientClass, inlineComment } from './special-values';
import { clamped, readBool, readEnum, shown, zeroMeans } from './table-values';
import { checkText } from './text-values';

/** Before 7.0 only `save <seconds> <changes>` and `save ""` have an effect; any other count of arguments is dropped. */
export function readOldSave(args: readonly string[]): Verdict {
  if (args.length === 1 && args[0] === '') return accepts({ type: 'save', points: [], clears: true });
  if (args.length !== 2) {
    const comment = inlineComment(args);
    const message = comment
      ? 'a comment is only possible on a line of its own; with it the line has no effect and this save point is missing'
      : 'only one pair of seconds and changes is read per line; this line has no effect';
    const at = comment?.outcome === 'refuses' ? comment.problem.at : [];
    return ignores(comment ? 'inline-comment' : 'save', message, ...at);
  }
  const [seconds, changes] = [atoi(args[0] ?? ''), atoi(args[1] ?? '')];
  if (seconds < 1n)
    return refuses('save', `${shown(args[0] ?? '')} is not a number of seconds (1 or more)`, 0);
  if (changes < 0n)
    return refuses('save', `${shown(args[1] ?? '')} is not a number of changes (0 or more)`, 1);
  const setting = { type: 'save', points: [{ seconds, changes }], clears: false } as const;
  const sloppy = args.findIndex((arg) => !/^\d+$/.test(arg));
  return sloppy === -1
    ? accepts(setting)
    : misreads(
        setting,
        'save',
        `${shown(args[sloppy] ?? '')} is read as ${sloppy === 0 ? seconds : changes}`,
        sloppy,
      );
}

/** Before 7.0: one class per line, and a limit with a bad unit silently becomes 0, that is no limit. */
export function readOldOutputLimit(version: ServerVersion, args: readonly string[]): Verdict {
  const [name = '', hard = '', soft = '', seconds = ''] = args;
  if (args.length !== 4) {
    return (
      inlineComment(args) ??
      refuses('argument-count', 'one client class with a hard limit, a soft limit and soft seconds is needed')
    );
  }
  const group = name.toLowerCase() === 'replica' && !hasRedis(version, 5) ? undefined : clientClass(name);
  if (!group) return refuses('enum', `${shown(name)} is not a client class in this version`, 0);
  const softSeconds = atoi(seconds);
  if (softSeconds < 0n) return refuses('range', 'the soft seconds must not be negative', 3);
  const [hardBytes, softBytes] = [lenient(version, hard), lenient(version, soft)];
  const limit: OutputLimit = { class: group, hard: hardBytes, soft: softBytes, softSeconds };
  const setting = { type: 'output-limits', limits: [limit] } as const;
  const sloppy = [hard, soft].findIndex((text) => !parseRedisMemory(text).ok);
  if (sloppy === -1) return accepts(setting);
  const bytes = [hardBytes, softBytes][sloppy];
  return misreads(
    setting,
    'kubernetes-unit',
    `${shown([hard, soft][sloppy] ?? '')} is not a memory value and is read as ${bytes}${bytes === 0n ? ', that is no limit' : ''}`,
    sloppy + 1,
  );
}

/** 2.8 keeps the digits and forgets a unit that it does not know; later versions read 0. */
function lenient(version: ServerVersion, text: string): bigint {
  const read = parseRedisMemory(text);
  if (read.ok) return read.bytes;
  const digits = /^-?\d+/.exec(text)?.[0];
  return hasRedis(version, 3) || digits === undefined ? 0n : asUnsigned(BigInt(digits));
}

/** Before 6.0.9 the port is any number, and `no one` is a host. */
export const readOldReplicaOf = ([host = '', port = '']: readonly string[]): Verdict =>
  accepts({ type: 'words', values: [host, String(atoi(port))] });

/** Single values before 6.0: `atoi` and `memtoll` without a look at errors; words are checked as today. */
export function readOldValue(info: DirectiveInfo, version: ServerVersion, value: string): Verdict {
  switch (info.type) {
    case 'bool':
      return readBool(value);
    case 'enum':
      return readEnum(info, [value]);
    case 'memory':
    case 'memory-or-percent':
      return readOldMemory(info, version, value);
    case 'integer':
      return readOldInteger(info, version, value);
    case 'octal':
      return readOldMode(info, value);
    case 'string':
      return checkText(info, version, value) ?? accepts({ type: 'text', value });
    default:
      return accepts({ type: 'text', value });
  }
}

/** 2.8 keeps the digits and forgets the unit; 3.0 to 5.0 read 0; a minus sign passes. All without a word. */
function readOldMemory(info: DirectiveInfo, version: ServerVersion, text: string): Verdict {
  const negative = text.startsWith('-');
  const read = parseRedisMemory(negative ? text.slice(1) : text);
  if (read.ok) {
    const bytes = read.bytes > INT64_MAX && read.note !== 'overflow' ? INT64_MAX : read.bytes;
    return finishOldMemory(
      info,
      version,
      text,
      negative ? -bytes : bytes,
      negative || read.note !== undefined,
    );
  }
  const digits = /^-?\d+/.exec(text)?.[0] ?? '';
  return finishOldMemory(
    info,
    version,
    text,
    hasRedis(version, 3) || digits === '' ? 0n : BigInt(digits),
    true,
  );
}

function finishOldMemory(
  info: DirectiveInfo,
  version: ServerVersion,
  text: string,
  bytes: bigint,
  wrong: boolean,
): Verdict {
  const refused = outside(info, olderMemory(info.key, version), text, bytes);
  if (refused) return refused;
  const backlog = info.key === 'repl-backlog-size';
  // CONFIG_REPL_BACKLOG_MIN_SIZE, server.h of 5.0.
  const kept = backlog && bytes < 16384n ? 16384n : bytes;
  const setting = { type: 'memory', bytes: kept } as const;
  if (!wrong) return accepts(setting);
  const kind = /^\d+([KMGTPE]i?B?|%)$/i.test(text) ? 'kubernetes-unit' : 'memory-value';
  const meaning = kept === 0n ? zeroMeans(info.name) : ' bytes';
  return misreads(setting, kind, `${shown(text)} is read as ${kept}${meaning}`, 0);
}

/** `atoi` or `strtoll`: what follows the digits is dropped, and what does not fit is cut. */
function readOldInteger(info: DirectiveInfo, version: ServerVersion, text: string): Verdict {
  const { value: whole, rest } = strtoll(text);
  const holder = olderInteger(info.key, version);
  const cut = holder.bits === 64 ? whole : BigInt.asIntN(32, whole);
  const refused = outside(info, holder, text, cut);
  if (refused) return refused;
  const value = clamped(info, holder.unsigned ? BigInt.asUintN(holder.bits, cut) : cut);
  const setting = { type: 'integer', value } as const;
  return rest === '' && text !== '' && cut === whole
    ? accepts(setting)
    : misreads(setting, 'integer', `${shown(text)} is read as ${value}`, 0);
}

/** Up to 6.2 a file mode is what `strtol` makes of the text with base 8, without a look at what is left. */
export function readOldMode(info: DirectiveInfo, text: string): Verdict {
  const { value, rest, saturated } = strtoll(text, 8);
  const mode = BigInt.asUintN(32, value);
  if (saturated || mode > 0o777n)
    return refuses('range', `${info.name} must be between 0 and 777, not ${shown(text)}`, 0);
  const setting = { type: 'octal', value: mode } as const;
  return rest === ''
    ? accepts(setting)
    : misreads(setting, 'integer', `${shown(text)} is read as ${mode.toString(8)}`, 0);
}

function outside(
  { name }: DirectiveInfo,
  { bits, unsigned, min, max }: OlderNumber,
  text: string,
  value: bigint,
): Verdict | undefined {
  const compared = unsigned ? BigInt.asUintN(bits, value) : value;
  if ((min === undefined || compared >= min) && (max === undefined || compared <= max)) return undefined;
  const bounds = max === undefined ? `${min} or greater` : `between ${min ?? 0n} and ${max}`;
  const how = text === String(value) ? `not ${value}` : `and ${shown(text)} is read as ${value}`;
  return refuses('range', `${name} must be ${bounds}, ${how}`, 0);
}
