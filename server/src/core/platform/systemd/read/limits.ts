/** Memory limits of a unit and of the slices around it: the smallest of them holds. */

import { type Fact, known, type UnknownReason, unknown } from '../../../model/fact';
import type { LimitInfo, SuspiciousQuantity } from '../../../server/placement';
import type { Place } from '../../../text/span';
import { parseComposeMemory } from '../../../units/compose-memory';
import { parseSystemdMemory } from '../../../units/systemd-memory';
import { wordMap } from '../../../word-map';
import type { ScalarTree } from '../../../yaml/tree';
import type { UnitSettings } from './settings';
import { HOLE } from './unit-lines';
import type { Setting } from './unit-text';

/** Which program reads an amount. */
export type Grammar = 'systemd' | 'podman';

/** One limit as it is written. */
export interface WrittenLimit {
  /** Bytes. */
  readonly bytes: Fact<number>;
  /** The amount. */
  readonly place: Place;
  readonly grammar: Grammar;
}

export interface Limits {
  readonly written: readonly WrittenLimit[];
  readonly suspicious: SuspiciousQuantity | undefined;
}

/**
 * `MemoryHigh` bounds as well: above it the kernel takes memory back and slows every allocation down, and a fork that
 * copies comes to a halt. `MemoryLimit` counts where nothing newer is written (`cgroup_context_has_unified_memory_config`,
 * cgroup.c), and systemd 258 no longer knows it.
 */
const DETAILS = wordMap<string | undefined>({
  MemoryMax: undefined,
  MemoryHigh: 'MemoryHigh, above which the kernel slows the service down',
  MemoryLimit: 'MemoryLimit, which systemd 258 and later ignores',
});
const UNIFIED = ['MemoryMin', 'MemoryLow', 'MemoryHigh', 'MemoryMax', 'MemorySwapMax', 'MemoryZSwapMax'];

/** @param section `Service` or `Slice` */
export function limitsIn(settings: UnitSettings, section: string): Limits {
  const old = UNIFIED.some((key) => settings.has(section, key)) ? [] : ['MemoryLimit'];
  const read = ['MemoryMax', 'MemoryHigh', ...old].map((key) => limitAt(settings.all(section, key), key));
  return {
    written: read.flatMap(({ limit }) => limit ?? []),
    suspicious: read.map(({ suspicious }) => suspicious).find(Boolean),
  };
}

interface Read {
  readonly limit?: WrittenLimit;
  readonly suspicious?: SuspiciousQuantity;
}

/** An assignment that systemd refuses leaves the one before it in force. */
function limitAt(settings: readonly Setting[], key: string): Read {
  let limit: WrittenLimit | undefined;
  let suspicious: SuspiciousQuantity | undefined;
  for (const { value, conditional } of settings) {
    suspicious = undefined;
    const amount = amountOf(value, key);
    if (conditional || value.text.includes(HOLE)) limit = unknownLimit(value.place, 'template');
    else if (amount === 'none') limit = undefined;
    else if (amount === 'refused') suspicious = suspicion(value, limit !== undefined);
    else limit = amount;
  }
  return { ...(limit ? { limit } : {}), ...(suspicious ? { suspicious } : {}) };
}

function amountOf({ text, place }: ScalarTree, key: string): WrittenLimit | 'none' | 'refused' {
  if (text === '' || text === 'infinity') return 'none';
  // A share of the memory of the machine.
  if (/^\d+(?:\.\d+)?[%‰‱]$/.test(text)) return unknownLimit(place, 'unresolved');
  const bytes = parseSystemdMemory(text);
  if (bytes === undefined || bytes === 0) return 'refused';
  const detail = DETAILS.get(key);
  const origin = { layer: 'manifest', place, ...(detail === undefined ? {} : { detail }) } as const;
  return { bytes: known(bytes, origin), place, grammar: 'systemd' };
}

export const unknownLimit = (
  place: Place,
  why: UnknownReason,
  grammar: Grammar = 'systemd',
): WrittenLimit => ({ bytes: unknown(why, { layer: 'manifest', place }), place, grammar });

/** @param before an earlier line sets a limit, which then counts */
function suspicion(scalar: ScalarTree, before: boolean): SuspiciousQuantity {
  const { text } = scalar;
  const instead = before ? 'the limit written before it counts' : 'there is no limit';
  return {
    scalar,
    message: `"${text}" is no amount to systemd, which ignores the line: ${instead}`,
    meant: meantBy(text),
  };
}

/** `512m`, `2GB`, `1Gi`: the unit alone, in capitals. */
function meantBy(text: string): string | undefined {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([kmgtpe])(?:i?b|i)?$/i.exec(text) ?? [];
  return unit === '' ? undefined : `${number}${unit.toUpperCase()}`;
}

/** An amount that Podman takes: `--memory 2g`, in the grammar of Docker. */
export function podmanLimit(scalar: ScalarTree, open: boolean): WrittenLimit | undefined {
  const { text, place } = scalar;
  if (open) return unknownLimit(place, 'template', 'podman');
  const bytes = parseComposeMemory(text);
  if (bytes === undefined) return unknownLimit(place, 'invalid', 'podman');
  // Podman takes 0 for no limit.
  return bytes > 0
    ? { bytes: known(bytes, { layer: 'manifest', place }), place, grammar: 'podman' }
    : undefined;
}

/**
 * What holds of several limits.
 * @param unread slices or other units that are not in the project may set another one
 */
export function effectiveLimit(own: Limits, around: readonly WrittenLimit[], unread: boolean): LimitInfo {
  const all = [...own.written, ...around];
  const open = all.find(({ bytes }) => bytes.kind !== 'known');
  const least = all.reduce<WrittenLimit | undefined>(
    (best, one) => (best && bytesOf(best) <= bytesOf(one) ? best : one),
    undefined,
  );
  const none =
    unread || own.suspicious ? unknown(own.suspicious ? 'invalid' : 'unresolved') : unknown('not stated');
  return {
    bytes: open?.bytes ?? least?.bytes ?? none,
    suspicious: own.suspicious,
    missing: all.length === 0 && !unread && own.suspicious === undefined,
    resources: undefined,
  };
}

export const bytesOf = ({ bytes }: WrittenLimit): number =>
  bytes.kind === 'known' ? bytes.value : Number.POSITIVE_INFINITY;
