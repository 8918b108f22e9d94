/** The stored catalogue, indexed once for fast lookups; immutable afterwards. */

import type { Product, ServerVersion } from '../model/version';
import data from './data/directives.json';
import type { CatalogueData, DirectiveRecord, DirectiveTraits } from './types';

/** A version as a number with the same order; parts are below 1000, and 999 is the newest patch of a line. */
export type Rank = number;

export interface Lifetime {
  readonly since: Rank;
  /** First version that rejects it again. */
  readonly removed: Rank;
  /** Spans within them in which it is not yet known: lines that got it with a patch. */
  readonly gaps?: readonly (readonly [from: Rank, to: Rank])[];
}

/** One directive of one product. */
export interface Entry {
  /** The primary name of the newest version. */
  readonly key: string;
  readonly record: DirectiveRecord;
  /** Of the newest version. */
  readonly traits: DirectiveTraits;
  readonly life: Lifetime;
  /** All names in order of preference: the key, then the oldest. */
  readonly names: readonly (Lifetime & { readonly name: string })[];
  /** Newest first. */
  readonly changes: readonly { readonly version: Rank; readonly before: Partial<DirectiveTraits> }[];
}

/** Patches of a line are numbered from 0 to 999. */
const PATCHES = 1000;

const CATALOGUE = data as unknown as CatalogueData;

export const PRODUCTS: readonly Product[] = ['redis', 'valkey'];

export const ENTRIES: Readonly<Record<Product, readonly Entry[]>> = {
  redis: readEntries('redis'),
  valkey: readEntries('valkey'),
};

/** By every name that any version accepts. */
export const BY_NAME: Readonly<Record<Product, ReadonlyMap<string, Entry>>> = {
  redis: indexNames(ENTRIES.redis),
  valkey: indexNames(ENTRIES.valkey),
};

/** The oldest catalogued version. Anything older (a release candidate, Redis 1.2) is treated as this one. */
const OLDEST: Readonly<Record<Product, Rank>> = {
  redis: Math.min(...ENTRIES.redis.map(({ life }) => life.since)),
  valkey: Math.min(...ENTRIES.valkey.map(({ life }) => life.since)),
};

/** Newest patch of every catalogued release line, oldest first; Redis before Valkey. */
export const LINES: readonly ServerVersion[] = PRODUCTS.flatMap((product) =>
  CATALOGUE.lines[product].map((line) => versionOf(product, line)),
);

/** Lines that exist as a release candidate. */
export const UPCOMING: readonly ServerVersion[] = PRODUCTS.flatMap((product) => {
  const line = CATALOGUE.upcoming[product];
  return line === undefined ? [] : [versionOf(product, line)];
});

function versionOf(product: Product, line: string): ServerVersion {
  const [major = 0, minor = 0, patch = 0] = line.split('.').map(Number);
  return { product, major, minor, patch };
}

export function rankOf(version: ServerVersion): Rank {
  const rank = version.major * 1_000_000 + version.minor * 1000 + version.patch;
  return Math.max(rank, OLDEST[version.product]);
}

/** @param version `major.minor.patch` */
export function rank(version: string): Rank {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return major * 1_000_000 + minor * 1000 + patch;
}

export const isAlive = ({ since, removed, gaps }: Lifetime, at: Rank): boolean =>
  since <= at && at < removed && !gaps?.some(([from, to]) => from <= at && at < to);

function readLifetime({ since, removed }: { since: string; removed?: string }): Lifetime {
  return { since: rank(since), removed: removed === undefined ? Number.POSITIVE_INFINITY : rank(removed) };
}

/** Builds for the server's own test suite alone have them: whoever runs a release is refused. */
function isOfTestBuild({ build }: DirectiveRecord): boolean {
  return build === 'log-req-res';
}

function lifetimeOf(record: DirectiveRecord): Lifetime {
  if (isOfTestBuild(record)) return { since: Number.POSITIVE_INFINITY, removed: Number.POSITIVE_INFINITY };
  const gaps = Object.entries(record.lines ?? {}).map(
    ([line, since]) => [rank(line), since === null ? rank(line) + PATCHES : rank(since)] as const,
  );
  return gaps.length > 0 ? { ...readLifetime(record), gaps } : readLifetime(record);
}

function readEntries(product: Product): readonly Entry[] {
  return Object.entries(CATALOGUE.directives[product]).map(([key, record]) => {
    const life = lifetimeOf(record);
    const named = new Map([[key, life]]);
    for (const [name, lifetime] of Object.entries(record.names ?? {}))
      named.set(name, readLifetime(lifetime));
    const names = [...named].map(([name, lifetime]) => ({ name, ...lifetime }));
    names.sort((a, b) => Number(b.name === key) - Number(a.name === key) || a.since - b.since);
    const changes = (record.changes ?? []).map(({ version, before }) => ({ version: rank(version), before }));
    return { key, record, traits: fitting(record), life, names, changes };
  });
}

function indexNames(entries: readonly Entry[]): ReadonlyMap<string, Entry> {
  return new Map(entries.flatMap((entry) => entry.names.map(({ name }) => [name, entry])));
}

/** Keeps only the fields of the type; an enum that was a boolean still has its list of names. */
export function fitting(traits: DirectiveTraits): DirectiveTraits {
  const { type, values, min, max, unsigned, multi, hidden } = traits;
  const numeric = type === 'integer' || type === 'memory' || type === 'memory-or-percent' || type === 'octal';
  return {
    type,
    default: traits.default,
    runtime: traits.runtime,
    ...(type === 'enum' && values ? { values } : {}),
    ...(numeric && min !== undefined ? { min } : {}),
    ...(numeric && max !== undefined ? { max } : {}),
    ...(numeric && unsigned ? { unsigned } : {}),
    ...(multi ? { multi } : {}),
    ...(hidden ? { hidden } : {}),
  };
}
