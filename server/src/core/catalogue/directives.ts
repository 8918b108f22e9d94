/**
 * What each Redis and Valkey release makes of each directive.
 *
 * The data (data/directives.json) is written by server/dev/build-catalogue.mjs from `static_configs` in src/config.c of
 * every release since 6.0 and from the parsers and stock files of older ones. Where a version before 6.0 is not known to
 * differ, it has the traits of 6.0. A directive that came to several lines by a patch release counts as known from the
 * first of them on: when in doubt, a name is known.
 */

import type { Product, ServerVersion } from '../model/version';
import { own } from '../word-map';
import forkNotes from './data/fork-notes.json';
import summaries from './data/summaries.json';
import {
  BY_NAME,
  ENTRIES,
  type Entry,
  fitting,
  isAlive,
  LINES,
  PRODUCTS,
  type Rank,
  rankOf,
  UPCOMING,
} from './entries';
import type { DirectiveRecord, DirectiveTraits } from './types';

export type DirectiveInfo = DirectiveTraits & {
  /** The primary name in that version: `slaveof` before 5.0. */
  readonly name: string;
  /** The name under which the catalogue keeps it, the same for all versions of a product. */
  readonly key: string;
  readonly product: Product;
  /** First version that accepts it under any name. */
  readonly since: string;
  /** The other names that this version accepts. */
  readonly aliases: readonly string[];
  /** Only servers built with this know it (`tls`, `windows`, …). */
  readonly build?: string;
};

/**
 * @param name primary name or alias, in any case
 * @returns undefined when that version refuses it; a patch of 999 is the newest of its line
 */
export function directiveAt(version: ServerVersion, name: string): DirectiveInfo | undefined {
  const lower = name.toLowerCase();
  const entry = BY_NAME[version.product].get(lower);
  const names = entry && namesAt(entry, rankOf(version));
  return entry && names?.includes(lower) ? describe(entry, version, names) : undefined;
}

/**
 * The same by the name of any version: `replicaof` finds `slaveof` of 4.0.
 * @returns undefined when that version has it under no name
 */
export function directiveByKey(version: ServerVersion, key: string): DirectiveInfo | undefined {
  const entry = BY_NAME[version.product].get(key.toLowerCase());
  const names = entry && namesAt(entry, rankOf(version));
  return entry && names && names.length > 0 ? describe(entry, version, names) : undefined;
}

function describe(entry: Entry, version: ServerVersion, names: readonly string[]): DirectiveInfo {
  const { key, record } = entry;
  const [primary = key, ...aliases] = names;
  return {
    ...traitsAt(entry, rankOf(version)),
    name: primary,
    key,
    product: version.product,
    since: record.since,
    aliases,
    ...(record.build === undefined ? {} : { build: record.build }),
  };
}

/** Whether that version accepts the name; cheaper than to ask what it is. */
function isKnownAt(version: ServerVersion, name: string): boolean {
  const lower = name.toLowerCase();
  const entry = BY_NAME[version.product].get(lower);
  return entry !== undefined && hasNameAt(entry, lower, rankOf(version));
}

/** Under which name the newest version keeps it: `replicaof` for `slaveof`, in any case. */
export function primaryName(product: Product, name: string): string | undefined {
  return BY_NAME[product].get(name.toLowerCase())?.key;
}

/** Every name that the version accepts, aliases among them, sorted. */
export function knownNames(version: ServerVersion): string[] {
  const at = rankOf(version);
  return ENTRIES[version.product].flatMap((entry) => namesAt(entry, at)).sort();
}

/** The newest patch of every release line read, oldest first; Redis before Valkey. */
export function releaseLines(): ServerVersion[] {
  return [...LINES];
}

/** Lines that exist as a release candidate: nobody is on one who does not say so, or use what is new in it. */
export function upcomingLines(): ServerVersion[] {
  return [...UPCOMING];
}

/** The release lines that accept the name. */
export function whoKnows(name: string): ServerVersion[] {
  const lower = name.toLowerCase();
  return [...LINES, ...UPCOMING].filter((version) => isKnownAt(version, lower));
}

/** What the directive is, in a sentence or two. */
export function summaryOf(name: string): string | undefined {
  return textOf(summaries, name);
}

/** What the directive does to the memory of forks; undefined for the many that have no part in it. */
export function forkNoteOf(name: string): string | undefined {
  return textOf(forkNotes, name);
}

/** The record as it is stored, with the key under which it is. */
export function recordOf(
  product: Product,
  name: string,
): { readonly key: string; readonly record: DirectiveRecord } | undefined {
  return BY_NAME[product].get(name.toLowerCase());
}

/**
 * How many of some names each of some versions does not know. Asked for every name of a file and every version with
 * every keystroke, so it makes nothing.
 * @param names in lower case
 */
export function countUnknown(names: Iterable<string>, versions: readonly ServerVersion[]): number[] {
  const ranks = versions.map(rankOf);
  const counts = versions.map(() => 0);
  for (const name of names)
    versions.forEach(({ product }, index) => {
      const entry = BY_NAME[product].get(name);
      if (!entry || !hasNameAt(entry, name, ranks[index] ?? 0)) counts[index] = (counts[index] ?? 0) + 1;
    });
  return counts;
}

function hasNameAt({ life, names }: Entry, lower: string, at: Rank): boolean {
  if (!isAlive(life, at)) return false;
  for (let index = 0; index < names.length; index += 1) {
    const each = names[index];
    if (each?.name === lower && isAlive(each, at)) return true;
  }
  return false;
}

/** The names accepted, the primary one first. */
function namesAt({ life, names }: Entry, at: Rank): readonly string[] {
  if (!isAlive(life, at)) return [];
  return names.filter((each) => isAlive(each, at)).map(({ name }) => name);
}

/** Goes back from the newest version, one change at a time. */
function traitsAt({ traits: newest, record, changes }: Entry, at: Rank): DirectiveTraits {
  let traits: DirectiveTraits = record;
  for (const { version, before } of changes) {
    if (at < version) traits = { ...traits, ...before };
  }
  return traits === record ? newest : fitting(traits);
}

/** Texts are kept under the primary names of both products. */
function textOf(texts: Readonly<Record<string, string>>, name: string): string | undefined {
  const names = [name.toLowerCase(), ...PRODUCTS.map((product) => primaryName(product, name) ?? '')];
  return names.map((each) => own(texts, each)).find((text) => text !== undefined);
}
