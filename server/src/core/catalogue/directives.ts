/**
 * How each Redis and Valkey release treats each directive.
 *
 * server/dev/build-catalogue.mjs generates the data (data/directives.json) from `static_configs` in src/config.c of
 * every release since 6.0 and from the parsers and stock files of older ones. Versions before 6.0 have the traits of
 * 6.0 unless a difference is known. A directive that reached several release lines in patch releases counts as known
 * from the first of them on, because a false "unknown directive" is worse than a missed one.
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
  /** The key in the catalogue, the same for all versions of a product. */
  readonly key: string;
  readonly product: Product;
  /** First version that accepts it under any name. */
  readonly since: string;
  /** The other names that this version accepts. */
  readonly aliases: readonly string[];
  /** Build option that the directive requires (`tls`, `windows`, …). */
  readonly build?: string;
};

/**
 * @param name primary name or alias, in any case
 * @returns undefined if that version rejects it; a patch of 999 is the newest of its line
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

/** Whether that version accepts the name; cheaper than `directiveAt`. */
function isKnownAt(version: ServerVersion, name: string): boolean {
  const lower = name.toLowerCase();
  const entry = BY_NAME[version.product].get(lower);
  return entry !== undefined && hasNameAt(entry, lower, rankOf(version));
}

/** The primary name in the newest version: `replicaof` for `slaveof`, in any case. */
export function primaryName(product: Product, name: string): string | undefined {
  return BY_NAME[product].get(name.toLowerCase())?.key;
}

/** All names that the version accepts, including aliases, sorted. */
export function knownNames(version: ServerVersion): string[] {
  const at = rankOf(version);
  return ENTRIES[version.product].flatMap((entry) => namesAt(entry, at)).sort();
}

/** The newest patch of every catalogued release line, oldest first; Redis before Valkey. */
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

/** A description of the directive in one or two sentences. */
export function summaryOf(name: string): string | undefined {
  return textOf(summaries, name);
}

/** How the directive affects the memory of forks; undefined for the many that do not. */
export function forkNoteOf(name: string): string | undefined {
  return textOf(forkNotes, name);
}

/** The stored record, with its key. */
export function recordOf(
  product: Product,
  name: string,
): { readonly key: string; readonly record: DirectiveRecord } | undefined {
  return BY_NAME[product].get(name.toLowerCase());
}

/**
 * For each version, the number of names that it does not accept. Runs for all names of a file on every keystroke, so it
 * allocates nothing per name.
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

/** The accepted names, the primary one first. */
function namesAt({ life, names }: Entry, at: Rank): readonly string[] {
  if (!isAlive(life, at)) return [];
  return names.filter((each) => isAlive(each, at)).map(({ name }) => name);
}

/** Undoes the changes, newest first, until the version is reached. */
function traitsAt({ traits: newest, record, changes }: Entry, at: Rank): DirectiveTraits {
  let traits: DirectiveTraits = record;
  for (const { version, before } of changes) {
    if (at < version) traits = { ...traits, ...before };
  }
  return traits === record ? newest : fitting(traits);
}

/** Texts may be stored under the primary name of either product. */
function textOf(texts: Readonly<Record<string, string>>, name: string): string | undefined {
  const names = [name.toLowerCase(), ...PRODUCTS.map((product) => primaryName(product, name) ?? '')];
  return names.map((each) => own(texts, each)).find((text) => text !== undefined);
}
