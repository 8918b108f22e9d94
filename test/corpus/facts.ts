/** What the linter believes about a server beside what a label says about it. */

import { type Fact, factValue, placeOf } from '../../server/src/core/model/fact';
import type { RedisInstance } from '../../server/src/core/server/instance';
import { printedSetting } from '../../server/src/core/server/printed-settings';
import type { Label, LabelledInstance } from './labels';
import type { LintedFolder } from './lint-folder';

/** One fact of which label and linter say different things. */
export interface FactDispute {
  readonly fact: string;
  readonly label: string;
  readonly found: string;
}

/** Every labelled instance beside the most similar one that was found, each used once. */
export function matchInstances(
  labelled: readonly LabelledInstance[],
  found: readonly RedisInstance[],
): { label: LabelledInstance; instance: RedisInstance | undefined }[] {
  const left = new Set(found);
  return labelled.map((label) => {
    const instance = [...left].sort((a, b) => likeness(b, label) - likeness(a, label))[0];
    if (instance) left.delete(instance);
    return { label, instance };
  });
}

/** A common name counts more than any fact, so that a wrong fact does not pair the wrong servers. */
function likeness(instance: RedisInstance, label: LabelledInstance): number {
  const name = label.name.toLowerCase();
  const named = name.split('/').every((part) => instance.name.toLowerCase().includes(part)) ? 10 : 0;
  const same = COMPARED.filter(({ read, expected }) => read(instance) === expected(label)).length;
  return named + same;
}

interface Comparison {
  readonly fact: string;
  readonly expected: (label: LabelledInstance) => string;
  readonly read: (instance: RedisInstance) => string;
}

const UNKNOWN = 'not known';

const COMPARED: readonly Comparison[] = [
  {
    fact: 'role',
    // Everything that may be a primary is the same to a label.
    expected: ({ role }) => (role === 'replica' ? 'replica' : 'possible primary'),
    read: ({ role }) => (factValue(role) === 'replica' ? 'replica' : 'possible primary'),
  },
  { fact: 'save', expected: expectedSave, read: readSave },
  {
    fact: 'appendonly',
    expected: ({ appendonly }) => firstWord(appendonly),
    read: (instance) => shown(printedSetting(instance, 'appendonly')),
  },
  {
    fact: 'maxmemory',
    expected: ({ maxmemory_bytes }) => String(maxmemory_bytes ?? 0),
    read: (instance) => shown(printedSetting(instance, 'maxmemory')),
  },
  {
    fact: 'limit',
    expected: ({ limit_bytes }) => String(limit_bytes ?? 'none'),
    read: ({ limit }) => String(factValue(limit) ?? 'none'),
  },
];

const firstWord = (text: string): string => text.split(' ')[0] ?? '';

const shown = (fact: Fact<string | number>): string => String(factValue(fact) ?? UNKNOWN);

function expectedSave({ save }: LabelledInstance): string {
  if (typeof save !== 'string') return save.join(' ');
  return firstWord(save);
}

function readSave(instance: RedisInstance): string {
  const fact = printedSetting(instance, 'save');
  const value = factValue(fact);
  if (value === undefined) return UNKNOWN;
  if (value === '') return 'disabled';
  const compiled = fact.kind === 'default' && fact.origin.layer === 'server default';
  return compiled ? 'default-implied' : String(value);
}

export function disputedFacts(
  label: Label,
  pair: { label: LabelledInstance; instance: RedisInstance | undefined },
  linted: LintedFolder,
): FactDispute[] {
  const { instance } = pair;
  if (!instance) return [{ fact: 'instance', label: pair.label.name, found: 'none' }];
  const values = COMPARED.flatMap(({ fact, expected, read }) => {
    const [said, found] = [expected(pair.label), read(instance)];
    return said === found ? [] : [{ fact, label: said, found }];
  });
  return [...values, ...disputedLines(label, pair.label, instance, linted)];
}

/** Facts that stand in the file of the label must be found on the line that it names. */
function disputedLines(
  { file }: Label,
  { lines = {} }: LabelledInstance,
  instance: RedisInstance,
  { where, now }: LintedFolder,
): FactDispute[] {
  const places: Readonly<Record<string, Fact<unknown>>> = {
    maxmemory: printedSetting(instance, 'maxmemory'),
    save: printedSetting(instance, 'save'),
    aof: printedSetting(instance, 'appendonly'),
    limit: instance.limit,
  };
  return Object.entries(lines).flatMap(([name, line]) => {
    const place = places[name] && placeOf(places[name]);
    if (!place) return [];
    const found = where(now(place));
    const wanted = typeof line === 'number' ? [line] : line;
    const same = !file.endsWith(found.file) || wanted.some((one) => Math.abs(one - found.line) <= 1);
    return same ? [] : [{ fact: `line of ${name}`, label: wanted.join(), found: String(found.line) }];
  });
}
