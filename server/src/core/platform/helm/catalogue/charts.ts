/**
 * What the known Helm charts make of their values: which servers they run, what each value does to their configuration
 * and memory, and what a release gets where nobody writes anything.
 *
 * The data (data/charts.json) is written by hand from the templates and the values.yaml of each chart; `provenance` names
 * what was read. `node server/dev/chart-entry.mjs <folder of a chart>` compares an entry with a chart and prints what
 * differs.
 */

import data from '../data/charts.json';
import type { ChartRecord, ChartsFile, Json, ValuePath } from './chart-record';

export type * from './chart-record';

export const CHARTS = (data as unknown as ChartsFile).charts;

const chartById = (id: string): ChartRecord | undefined => CHARTS.find((chart) => chart.id === id);

/** Without protocol and slashes at the end, so that two spellings of one address are the same. */
const plainRepository = (repository: string): string =>
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

/**
 * The version that a text means: itself, or the newest that a range such as `18.x.x`, `~18.1` or `^18.0.0` allows.
 * @returns undefined for other ranges
 */
function newestIn(text: string): string | undefined {
  const match = /^([~^]?)v?(\d+)(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*])[^\s]*)?$/.exec(text.trim());
  if (!match) return undefined;
  const [, mark, major = '0', minor = '*', patch = '*'] = match;
  const open = (part: string): boolean => !/^\d+$/.test(part);
  if (mark === '^' || open(minor)) return `${major}.${ANY}.${ANY}`;
  return `${major}.${minor}.${mark === '~' || open(patch) ? ANY : patch}`;
}

const ANY = 9999;

/** A chart in a version, with what it does where nobody writes anything. */
export interface KnownChart {
  readonly record: ChartRecord;
  /** The version in question as it is written, or the newest one that was read. */
  readonly version: string;
  /** Somebody wrote the version. */
  readonly stated: boolean;
  readonly defaults: Json;
  /** The release line of its server. */
  readonly runs: string | undefined;
  /** Newer than what was read: its defaults are taken for the same, its server for that one or a later one. */
  readonly beyond: boolean;
  /** Old names of the version by new ones. */
  readonly renamed: ReadonlyMap<string, string>;
}

/** @param version as `Chart.yaml` has it; undefined or a range mean the newest one that was read */
export function chartInVersion(record: ChartRecord, version: string | undefined): KnownChart {
  const exact = version === undefined ? undefined : newestIn(version);
  const older = exact && record.older && isBelow(exact, record.older.below);
  const other = older && record.older ? chartById(record.older.chart) : undefined;
  if (other) return chartInVersion(other, version);
  const read = exact ?? record.provenance.version;
  const row = record.versions.findLast(({ since }) => !isBelow(read, since));
  const renamed = (record.renamed ?? []).filter(({ below }) => exact && isBelow(exact, below));
  const changed = Object.entries(row?.values ?? {}).reduce(
    (defaults, [path, value]) => withValue(defaults, path.split('.'), value),
    record.defaults,
  );
  return {
    record,
    version: exact === undefined ? record.provenance.version : (version ?? exact),
    stated: exact !== undefined,
    defaults: changed,
    runs: row?.runs,
    beyond: [record.provenance.version, ...record.versions.map(({ since }) => since)].every(
      (version) => majorOf(read) > majorOf(version),
    ),
    renamed: new Map(renamed.map(({ from, to }) => [from, to])),
  };
}

function withValue(tree: Json, path: readonly string[], value: Json): Json {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  const map = isMap(tree) ? tree : {};
  return { ...map, [first]: withValue(map[first] ?? null, rest, value) };
}

export const keysIn = (path: ValuePath): string[] => (path === '' ? [] : path.split('.'));

/** @returns undefined where nothing stands at the keys */
export function valueAt(tree: Json, keys: readonly string[]): Json | undefined {
  let here: Json | undefined = tree;
  for (const key of keys) here = isMap(here) ? here[key] : undefined;
  return here;
}

export const isMap = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function numbers(version: string): readonly number[] | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version.trim());
  return match?.slice(1).map(Number);
}

const majorOf = (version: string): number => numbers(version)?.[0] ?? 0;

function isBelow(version: string, other: string): boolean {
  const [a, b] = [numbers(version) ?? [], numbers(other) ?? []];
  const index = a.findIndex((number, at) => number !== b[at]);
  return index !== -1 && (a[index] ?? 0) < (b[index] ?? 0);
}
