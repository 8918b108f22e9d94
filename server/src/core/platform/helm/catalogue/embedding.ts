/**
 * Charts that install a chart of the catalogue: which one, in which version, under which conditions, and with which values
 * of their own (data/parents.json, written by server/dev/build-charts.mjs).
 */

import data from '../data/parents.json';
import type { Json, ValuePath } from './chart-record';
import { type KnownChart, keysIn, plainRepository, withValue } from './charts';
import { type Change, commonIn, valuesIn } from './history';
import { rangeOf, type VersionRange } from './version-range';

/** A dependency on a chart of the catalogue. */
export interface EmbeddedChart {
  /** Its entry in the catalogue. */
  readonly chart: string;
  /** As they are locked, else as they are declared: a version or a range; null where it is not installed. */
  readonly versions: readonly Change<string | null>[];
  /** Where its values are. */
  readonly key: string;
  readonly conditions?: readonly string[];
  readonly tags?: readonly string[];
}

export interface EmbeddingChart {
  readonly name: string;
  /** Without protocol and slash at the end. */
  readonly repositories: readonly string[];
  /** Names under which its repository is usually added. */
  readonly aliases: readonly string[];
  readonly source: string;
  readonly commit: string;
  readonly newest: string;
  readonly dependencies: readonly EmbeddedChart[];
  /** What its values.yaml says about them; null for nothing. */
  readonly values: Readonly<Record<ValuePath, readonly Change<Json>[]>>;
}

/** The shape of data/parents.json. */
export interface ParentsFile {
  readonly $schema?: string;
  readonly charts: Readonly<Record<string, EmbeddingChart>>;
}

const PARENTS = Object.values((data as unknown as ParentsFile).charts);

/** @param repository an address, or the name under which it was added */
export function embeddingChart(name: string, repository: string): EmbeddingChart | undefined {
  const plain = plainRepository(repository);
  return PARENTS.find(
    (parent) =>
      parent.name === name && (parent.repositories.includes(plain) || parent.aliases.includes(plain)),
  );
}

export const rangeOfEmbedding = ({ newest }: EmbeddingChart, version: string | undefined): VersionRange =>
  rangeOf(version ?? newest) ?? rangeOf(newest) ?? { low: [0, 0, 0], below: undefined };

/** What every version of a range installs, each in one version or a range that holds all of them. */
export function embeddedIn(
  { dependencies }: EmbeddingChart,
  range: VersionRange,
): { readonly dependency: EmbeddedChart; readonly version: string }[] {
  return dependencies.flatMap((dependency) => {
    const found = valuesIn(dependency.versions, range);
    const versions = found.filter((version) => version !== null);
    return versions.length === 0 || versions.length < found.length
      ? []
      : [{ dependency, version: [...new Set(versions)].join(' || ') }];
  });
}

/** What the values.yaml of the embedding chart says at a path. */
export interface Override {
  readonly path: ValuePath;
  readonly value: Json;
  /** The versions in question say different things. */
  readonly differs: boolean;
}

/** @param key the block of the dependency; the empty text for everything */
export function overridesIn({ values }: EmbeddingChart, range: VersionRange, key: string): Override[] {
  const prefix = key === '' ? '' : `${key}.`;
  return Object.entries(values).flatMap(([path, changes]) => {
    if (!path.startsWith(prefix)) return [];
    const { value = null, differs } = commonIn(changes, range);
    return value === null && !differs ? [] : [{ path: path.slice(prefix.length), value, differs }];
  });
}

/** The chart as another one installs it. @param label for messages: `in sentry 25.10.0` */
export function embedded(chart: KnownChart, overrides: readonly Override[], label: string): KnownChart {
  const known = overrides.filter(({ differs }) => !differs);
  const differing = overrides.flatMap(({ path, differs }) => (differs ? [path] : []));
  const settled = new Set(known.map(({ path }) => path));
  return {
    ...chart,
    version: `${chart.version} ${label}`,
    defaults: known.reduce<Json>(
      (defaults, { path, value }) => withValue(defaults, keysIn(path), value),
      chart.defaults,
    ),
    differing: new Set([...[...chart.differing].filter((path) => !settled.has(path)), ...differing]),
  };
}
