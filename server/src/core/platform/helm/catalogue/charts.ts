/**
 * What the known Helm charts make of their values: which servers they run, what each value does to their configuration
 * and memory, and what a release gets where nobody writes anything.
 *
 * What a template means (data/charts.json) is written by hand; `provenance` names what was read. What each version brings
 * (data/history.json) is generated from the history of the repositories.
 */

import { own } from '../../../word-map';
import data from '../data/charts.json';
import type { ChartRecord, ChartsFile, Json, ValuePath } from './chart-record';
import { type ChartHistory, commonIn, historyOf, readSince, valuesIn } from './history';
import {
  type ChartVersion,
  compareVersions,
  FIRST,
  rangeOf,
  type VersionRange,
  versionOf,
} from './version-range';

export type * from './chart-record';

export const CHARTS = (data as unknown as ChartsFile).charts;

export const chartById = (id: string): ChartRecord | undefined => CHARTS.find((chart) => chart.id === id);

/** Without protocol and slashes at the end, so that two spellings of one address are the same. */
export const plainRepository = (repository: string): string =>
  repository
    .trim()
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/\/+$/, '')
    .toLowerCase();

/**
 * @param repository as `helm repo add` or a dependency has it; undefined where nobody says
 * @returns undefined also when several charts of that name could be meant
 */
export function findChart(name: string, repository: string | undefined): ChartRecord | undefined {
  const named = CHARTS.filter((chart) => chart.name === name.toLowerCase());
  if (repository === undefined) return undefined;
  const plain = plainRepository(repository);
  return named.find(({ repositories }) => repositories.includes(plain));
}

/** `oci://registry-1.docker.io/bitnamicharts/redis` taken apart. */
export function chartAtAddress(address: string): ChartRecord | undefined {
  const plain = plainRepository(address.replace(/[:@][^/]*$/, ''));
  const slash = plain.lastIndexOf('/');
  return slash === -1 ? undefined : findChart(plain.slice(slash + 1), plain.slice(0, slash));
}

/** Where a chart is kept, whatever the branch: `github.com/bitnami/charts/bitnami/redis`. */
const sourceOf = (address: string): string =>
  plainRepository(address).replace(/\/(?:tree|blob|raw)\/[^/]+(?=\/|$)/, '');

/** The chart whose folder, or a file in it, an address shows: `https://github.com/bitnami/charts/blob/main/bitnami/redis/values.yaml`. */
export function chartAtSource(address: string): ChartRecord | undefined {
  const plain = sourceOf(address);
  return CHARTS.find(({ provenance }) => `${plain}/`.startsWith(`${sourceOf(provenance.source)}/`));
}

/** A chart in a version, with what it does where nobody writes anything. */
export interface KnownChart {
  readonly record: ChartRecord;
  /** The version in question as it is written, or the newest one that was read. */
  readonly version: string;
  /** The versions in question. */
  readonly range: VersionRange;
  /** Somebody wrote a version or a range. */
  readonly stated: boolean;
  /** What all versions in question have in common. */
  readonly defaults: Json;
  /** Paths at which they differ: nothing is known there. */
  readonly differing: ReadonlySet<ValuePath>;
  /** Paths that no template of any of them reads, with the version that does; those that only some read. */
  readonly notRead: ReadonlyMap<ValuePath, string>;
  readonly sometimesRead: ReadonlySet<ValuePath>;
  /** Releases of the server that they run, oldest first; empty where that is not known. */
  readonly runs: readonly string[];
  /** Memory limits of `resourcesPreset`; undefined where the versions differ. */
  readonly presets: Readonly<Record<string, string>> | undefined;
  /** Newer than what was read: its defaults are taken for the same, its server for that one or a later one. */
  readonly beyond: boolean;
  /** Laid out in a way that was not read: nothing is known of its servers. */
  readonly tooOld: boolean;
  /** Old names of the version by new ones. */
  readonly renamed: ReadonlyMap<string, string>;
}

const NO_HISTORY: ChartHistory = {
  source: '',
  commit: '',
  oldest: '0.0.0',
  newest: '0.0.0',
  runs: [],
  presets: [],
  defaults: {},
  reads: {},
};

/** The newest version that was read. */
export const newestOf = ({ id, provenance }: ChartRecord): string =>
  historyOf(id)?.newest ?? provenance.version;

/** What the newest version brings at a path; undefined for nothing. */
export const newestDefault = ({ id }: ChartRecord, path: ValuePath): Json | undefined =>
  historyOf(id)?.defaults[path]?.at(-1)?.[1] ?? undefined;

/**
 * @param version as `Chart.yaml` or a release has it; for a range what all its versions have in common; for undefined, and
 * for a text that is no version, the newest one that was read
 */
export function chartInVersion(record: ChartRecord, version: string | undefined): KnownChart {
  const range = version === undefined ? undefined : rangeOf(version);
  const older = range && record.older && versionOf(record.older.below);
  const other = range && older && isWithin(range, older) ? chartById(record.older?.chart ?? '') : undefined;
  return other ? { ...inVersion(other, version), beyond: false } : inVersion(record, version);
}

function inVersion(record: ChartRecord, version: string | undefined): KnownChart {
  const stated = version === undefined ? undefined : rangeOf(version);
  const newest = versionOf(newestOf(record)) ?? FIRST;
  const range = stated ?? { low: newest, below: [newest[0], newest[1], newest[2] + 1] as const };
  const history = historyOf(record.id) ?? NO_HISTORY;
  const oldest = versionOf(record.oldest ?? '') ?? FIRST;
  return {
    record,
    version: stated ? (version ?? '').trim() : newestOf(record),
    range,
    stated: stated !== undefined,
    ...defaultsIn(history, range),
    ...readsIn(history, range),
    runs: runsIn(history, range),
    presets: commonIn(history.presets, range).value ?? undefined,
    beyond: compareVersions(range.low, newest) > 0,
    tooOld: compareVersions(range.low, oldest) < 0,
    renamed: renamedIn(record, range),
  };
}

/** Every version of a range is below another one. */
const isWithin = ({ below }: VersionRange, bound: ChartVersion): boolean =>
  below !== undefined && compareVersions(below, bound) <= 0;

function renamedIn({ renamed = [] }: ChartRecord, range: VersionRange): ReadonlyMap<string, string> {
  const old = renamed.filter(({ below }) => isWithin(range, versionOf(below) ?? FIRST));
  return new Map(old.map(({ from, to }) => [from, to]));
}

function runsIn({ runs }: ChartHistory, range: VersionRange): string[] {
  const found = valuesIn(runs, range);
  const known = found.filter((one) => one !== null);
  return known.length < found.length ? [] : [...new Set(known)];
}

function defaultsIn(
  { defaults }: ChartHistory,
  range: VersionRange,
): Pick<KnownChart, 'defaults' | 'differing'> {
  const common = Object.entries(defaults).map(([path, changes]) => ({ path, ...commonIn(changes, range) }));
  const tree = common.reduce<Json>(
    (all, { path, value = null }) => (value === null ? all : withValue(all, keysIn(path), value)),
    {},
  );
  return {
    defaults: tree,
    differing: new Set(common.flatMap(({ path, differs }) => (differs ? [path] : []))),
  };
}

function readsIn(
  { reads }: ChartHistory,
  range: VersionRange,
): Pick<KnownChart, 'notRead' | 'sometimesRead'> {
  const notRead = new Map<ValuePath, string>();
  const sometimesRead = new Set<ValuePath>();
  for (const [path, changes] of Object.entries(reads)) {
    const { value, differs } = commonIn(changes, range);
    const since = readSince(changes, range.low);
    if (differs) sometimesRead.add(path);
    else if (value === false && since !== undefined) notRead.set(path, since);
  }
  return { notRead, sometimesRead };
}

/** The tree with a value at a path. */
export function withValue(tree: Json, path: readonly string[], value: Json): Json {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  const map = isMap(tree) ? tree : {};
  return { ...map, [first]: withValue(own(map, first) ?? null, rest, value) };
}

export const keysIn = (path: ValuePath): string[] => (path === '' ? [] : path.split('.'));

/** @returns undefined where nothing stands at the keys */
export function valueAt(tree: Json, keys: readonly string[]): Json | undefined {
  let here: Json | undefined = tree;
  for (const key of keys) here = isMap(here) ? own(here, key) : undefined;
  return here;
}

export const isMap = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
