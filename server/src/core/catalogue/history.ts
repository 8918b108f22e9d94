/** Describes the history of a directive, for hovers. */

import type { Product } from '../model/version';
import { recordOf } from './directives';
import { rank } from './entries';
import type { DirectiveTraits, ValueType } from './types';

export interface HistoryEntry {
  readonly version: string;
  /** Completes "In 7.0.0: …"; no full stop. */
  readonly message: string;
}

/** @returns oldest first; empty for a name that no version accepts */
export function history(product: Product, name: string): HistoryEntry[] {
  const found = recordOf(product, name);
  if (!found) return [];
  const { key, record } = found;
  const entries: HistoryEntry[] = [{ version: record.since, message: 'introduced' }];
  let after: DirectiveTraits = record;
  for (const { version, before } of record.changes ?? []) {
    const earlier: DirectiveTraits = { ...after, ...before };
    entries.push(...differences(earlier, after).map((message) => ({ version, message })));
    after = earlier;
  }
  for (const [each, { since, removed }] of Object.entries(record.names ?? {})) {
    const renamed = each === key ? `renamed to ${each}` : `also accepted as ${each}`;
    if (since !== record.since) entries.push({ version: since, message: renamed });
    if (removed) entries.push({ version: removed, message: `no longer accepted as ${each}` });
  }
  if (record.removed) entries.push({ version: record.removed, message: 'removed' });
  return entries.sort((a, b) => rank(a.version) - rank(b.version));
}

function differences(before: DirectiveTraits, after: DirectiveTraits): string[] {
  if (after.type === 'ignored')
    return before.type === 'ignored' ? [] : ['accepted, but without effect from here on'];
  return [
    ...(before.type === after.type ? [] : [`takes ${KINDS[after.type]} (before: ${KINDS[before.type]})`]),
    ...defaultDifference(before, after),
    ...valueDifferences(before, after),
    ...rangeDifference(before, after),
    ...(before.runtime === after.runtime ? [] : [runtimeDifference(after.runtime)]),
  ];
}

function defaultDifference(before: DirectiveTraits, after: DirectiveTraits): string[] {
  if (before.default === after.default) return [];
  return [`default changed from ${quoted(before.default)} to ${quoted(after.default)}`];
}

const quoted = (value: string | null): string => (value === null ? 'none' : `"${value}"`);

function valueDifferences(before: DirectiveTraits, after: DirectiveTraits): string[] {
  if (before.type !== 'enum' || after.type !== 'enum') return [];
  const [old, now] = [before.values ?? [], after.values ?? []];
  const added = now.filter((value) => !old.includes(value));
  const dropped = old.filter((value) => !now.includes(value));
  return [
    ...(added.length > 0 ? [`accepts ${added.join(', ')}`] : []),
    ...(dropped.length > 0 ? [`no longer accepts ${dropped.join(', ')}`] : []),
  ];
}

function rangeDifference(before: DirectiveTraits, after: DirectiveTraits): string[] {
  if (before.type !== after.type || (before.min === after.min && before.max === after.max)) return [];
  return [`range changed from ${range(before)} to ${range(after)}`];
}

const range = ({ min, max }: DirectiveTraits): string => `${min ?? '?'}–${max ?? '?'}`;

const runtimeDifference = (runtime: boolean): string =>
  runtime ? 'CONFIG SET can change it' : 'CONFIG SET can no longer change it';

const KINDS: Readonly<Record<ValueType, string>> = {
  bool: 'yes or no',
  enum: 'one of several words',
  integer: 'a plain integer',
  memory: 'a memory value',
  'memory-or-percent': 'a memory value or a percentage',
  octal: 'an octal number',
  string: 'a text',
  special: 'a value with a grammar of its own',
  statement: 'arguments',
  ignored: 'anything',
  unparsed: 'a value',
};
