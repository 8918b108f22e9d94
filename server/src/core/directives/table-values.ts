/**
 * Single values as the configuration table reads them: Redis 6.0 and later, all Valkey
 * (boolConfigSet, enumConfigSet, numericConfigSet, stringConfigSet in config.c, read in 7.0.15).
 */

import type { DirectiveInfo } from '../catalogue/directives';
import { hasRedis, hasValkey, type ServerVersion } from '../model/version';
import { parseRedisMemory } from '../units/redis-memory';
import { wordMap } from '../word-map';
import { asSigned, asUnsigned, string2ll, strtoll } from './c-numbers';
import { accepts, misreads, refuses, type Verdict } from './setting';
import { checkText } from './text-values';

/** Reads the one argument of a table directive. */
export function readTableValue(info: DirectiveInfo, version: ServerVersion, value: string): Verdict {
  switch (info.type) {
    case 'bool':
      return readBool(value);
    case 'enum':
      return readEnum(info, [value]);
    case 'memory':
    case 'memory-or-percent':
      return readMemory(info, version, value);
    case 'octal':
      return readOctal(info, value);
    case 'integer':
      return readInteger(info, version, value);
    case 'string':
      return checkText(info, version, value) ?? accepts({ type: 'text', value });
    default:
      return accepts({ type: 'text', value });
  }
}

/** `yesnotoi`: yes or no, in any case, nothing else. */
export function readBool(value: string): Verdict {
  const word = value.toLowerCase();
  if (word === 'yes' || word === 'no') return accepts({ type: 'bool', value: word === 'yes' });
  return refuses('bool', `the value must be yes or no, not ${shown(value)}`, 0);
}

/** `configEnumGetValue`: names in any case; several only where the directive is a set of flags. */
export function readEnum(info: DirectiveInfo, values: readonly string[]): Verdict {
  const names = info.values ?? [];
  if (values.length === 0) return refuses('argument-count', `${info.name} needs a value: ${orList(names)}`);
  const found = values.map((value) => names.find((name) => name.toLowerCase() === value.toLowerCase()));
  const wrong = found.indexOf(undefined);
  if (wrong !== -1) {
    return refuses('enum', `${shown(values[wrong] ?? '')} is not one of ${orList(names)}`, wrong);
  }
  // Several are flags, and CONFIG GET prints those that are set in the order of the list.
  const words = new Set(found.map((name = '') => SAME.get(name) ?? name));
  return accepts({ type: 'enum', value: names.filter((name) => words.has(name)).join(' ') });
}

/** Names with the same value: CONFIG GET prints the first of the list (oom_score_adj_enum, config.c). */
const SAME = wordMap<string>({ relative: 'yes' });

function readInteger(info: DirectiveInfo, version: ServerVersion, text: string): Verdict {
  const value = string2ll(text);
  if (value === undefined) return refuses('integer', `${shown(text)} is not a plain integer`, 0);
  const crash = info.key === 'hz' && !hasRedis(version, 6, 2, 2);
  if (crash && (value < 1n || value > 1000n))
    return refuses(
      'range',
      `with hz ${value} this version divides by zero and crashes; 1 to 500 is what hz takes`,
      0,
    );
  return checkRange(info, value) ?? accepts({ type: 'integer', value: crash ? value : clamped(info, value) });
}

/** `hz` outside of 1 to 500 becomes the nearer of the two (CONFIG_MIN_HZ and CONFIG_MAX_HZ; not so from 6.0 to 6.2.1). */
export function clamped({ key }: DirectiveInfo, value: bigint): bigint {
  if (key !== 'hz') return value;
  return value < 1n ? 1n : value > 500n ? 500n : value;
}

/** strtoll with base 8: blanks and a sign pass, and so does an empty text, as 0. */
function readOctal(info: DirectiveInfo, text: string): Verdict {
  const { value, rest, saturated } = strtoll(text, 8);
  if (rest !== '' || saturated) return refuses('integer', `${shown(text)} is not an octal number`, 0);
  return checkRange(info, value) ?? accepts({ type: 'octal', value });
}

function readMemory(info: DirectiveInfo, version: ServerVersion, text: string): Verdict {
  if (!hasRedis(version, 7)) return readSignedMemory(info, text);
  const read = parseRedisMemory(text);
  const negative = read.ok ? undefined : readNegative(info, text);
  if (negative) return negative;
  if (!read.ok) return readPercent(info, text) ?? refuseMemory(info, text);
  // Valkey 9.1 checks strtoull for ERANGE.
  if (read.note === 'saturated' && hasValkey(version, 9, 1)) return refuseMemory(info, text);
  return storeMemory(info, text, read.bytes, read.note);
}

function storeMemory(
  info: DirectiveInfo,
  text: string,
  bytes: bigint,
  note: 'no-digits' | 'saturated' | 'overflow' | undefined,
): Verdict {
  const stored = info.unsigned ? bytes : asSigned(bytes);
  // Percentages are kept as negative numbers, and so is what overflows into them (numericBoundaryCheck).
  if (info.type === 'memory-or-percent' && stored < 0n && stored >= -100n) {
    return misreads(
      { type: 'percent', percent: Number(-stored) },
      'too-large',
      `${shown(text)} overflows and is read as ${-stored}%`,
      0,
    );
  }
  const outOfRange = checkRange(info, stored);
  if (outOfRange) return outOfRange;
  const setting = { type: 'memory', bytes: info.unsigned ? asUnsigned(stored) : stored } as const;
  if (note === 'no-digits') {
    return misreads(
      setting,
      'no-digits',
      `${shown(text)} has no digits and is read as 0${zeroMeans(info.name)}`,
      0,
    );
  }
  if (note)
    return misreads(
      setting,
      'too-large',
      `${shown(text)} does not fit in 64 bits and is read as ${bytes}`,
      0,
    );
  return accepts(setting);
}

/** Where the minimum is negative, a plain negative number is taken too (SIGNED_MEMORY_CONFIG, Valkey 9.1). */
function readNegative(info: DirectiveInfo, text: string): Verdict | undefined {
  const taken = info.type === 'memory' && info.min?.startsWith('-');
  const value = taken && text.startsWith('-') ? string2ll(text) : undefined;
  return value === undefined
    ? undefined
    : (checkRange(info, value) ?? accepts({ type: 'memory', bytes: value }));
}

/** memtoll of 6.x: a minus sign passes, the digits saturate at 63 bits, the product wraps, and below 0 is refused. */
function readSignedMemory(info: DirectiveInfo, text: string): Verdict {
  const negative = text.startsWith('-');
  const read = parseRedisMemory(negative ? text.slice(1) : text);
  if (!read.ok || (negative && read.note === 'no-digits')) return refuseMemory(info, text);
  const { value, rest, saturated } = strtoll(text);
  const unit = parseRedisMemory(`1${rest}`);
  const product = value * (unit.ok ? unit.bytes : 1n);
  const bytes = asSigned(product);
  if (bytes < 0n) return refuseMemory(info, text);
  const note =
    bytes === product && !saturated ? (read.note === 'no-digits' ? read.note : undefined) : 'overflow';
  return storeMemory(info, text, bytes, note);
}

function readPercent(info: DirectiveInfo, text: string): Verdict | undefined {
  if (info.type !== 'memory-or-percent' || !text.endsWith('%')) return undefined;
  const percent = string2ll(text.slice(0, -1));
  if (percent === undefined || percent < 0n) return undefined;
  if (percent > 100n) return refuses('range', `a percentage of maxmemory is at most 100, not ${percent}`, 0);
  return accepts(
    percent === 0n ? { type: 'memory', bytes: 0n } : { type: 'percent', percent: Number(percent) },
  );
}

/** Words for a value that no version's memory grammar takes; tells Kubernetes units from other slips. */
function refuseMemory(info: DirectiveInfo, text: string): Verdict {
  const grammar = 'a memory value is digits and, if any, one of b, k, kb, m, mb, g, gb';
  if (/^\d*\.?\d+([KMGTPE]i?B?)$/i.test(text) || /^\d+(\.\d+)?%$/.test(text) || /^\d+\.\d+\w*$/.test(text)) {
    return refuses('kubernetes-unit', `${shown(text)} is not a memory value; ${grammar}`, 0);
  }
  const also = info.type === 'memory-or-percent' ? ', or a whole percentage' : '';
  return refuses('memory-value', `${shown(text)} is not a memory value; ${grammar}${also}`, 0);
}

function checkRange(info: DirectiveInfo, value: bigint): Verdict | undefined {
  const compared = info.unsigned ? asUnsigned(value) : value;
  const min = info.min === undefined ? undefined : BigInt(info.min);
  const max = info.max === undefined ? undefined : BigInt(info.max);
  if ((min === undefined || compared >= min) && (max === undefined || compared <= max)) return undefined;
  return refuses(
    'range',
    `${info.name} must be between ${min ?? 0n} and ${max ?? 'unlimited'}, not ${value}`,
    0,
  );
}

/** What 0 does where it is not just a small number. */
export function zeroMeans(name: string): string {
  if (name === 'maxmemory') return ', that is without any bound';
  return name === 'maxmemory-clients' || name === 'client-output-buffer-limit' ? ', that is no limit' : '';
}

export const shown = (value: string): string => `"${value}"`;

const orList = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
