/**
 * What each version of a chart brings, as server/dev/build-charts.mjs read it in the history of its repository
 * (data/history.json).
 */

import data from '../data/history.json';
import type { Json, ValuePath } from './chart-record';
import { type ChartVersion, compareVersions, type VersionRange, versionOf } from './version-range';

/** What holds from a version on, until the next change. */
export type Change<T> = readonly [since: string, value: T];

export interface ChartHistory {
  /** Where it was read: repositories with the folder of the chart, and the newest commit. */
  readonly source: string;
  readonly commit: string;
  readonly oldest: string;
  readonly newest: string;
  /** The release of the server; null where neither the image nor the chart says one. */
  readonly runs: readonly Change<string | null>[];
  /** Memory limits of `resourcesPreset`, as quantities. */
  readonly presets: readonly Change<Readonly<Record<string, string>> | null>[];
  /** Null where there is no default. */
  readonly defaults: Readonly<Record<ValuePath, readonly Change<Json>[]>>;
  /** Whether a template reads the value; only paths that some version does not read. */
  readonly reads: Readonly<Record<ValuePath, readonly Change<boolean>[]>>;
}

/** The shape of data/history.json. */
export interface HistoryFile {
  readonly $schema?: string;
  readonly charts: Readonly<Record<string, ChartHistory>>;
}

const HISTORIES = (data as unknown as HistoryFile).charts;

/** @param id of the entry in the catalogue */
export const historyOf = (id: string): ChartHistory | undefined =>
  Object.hasOwn(HISTORIES, id) ? HISTORIES[id] : undefined;

/** Every value that some version of a range has, oldest first; before the first change there is none. */
export function valuesIn<T>(changes: readonly Change<T>[], { low, below }: VersionRange): T[] {
  const since = changes.map(([version, value]) => ({ version: versionOf(version) ?? low, value }));
  const first = since.findLast(({ version }) => compareVersions(version, low) <= 0);
  const later = since.filter(
    ({ version }) => compareVersions(version, low) > 0 && (!below || compareVersions(version, below) < 0),
  );
  return [...(first ? [first] : []), ...later].map(({ value }) => value);
}

export interface Common<T> {
  /** The value that all versions of the range share. */
  readonly value: T | undefined;
  /** The versions differ. */
  readonly differs: boolean;
}

export function commonIn<T>(changes: readonly Change<T>[], range: VersionRange): Common<T> {
  const [first, ...others] = valuesIn(changes, range);
  const text = JSON.stringify(first);
  return others.every((other) => JSON.stringify(other) === text)
    ? { value: first, differs: false }
    : { value: undefined, differs: true };
}

/** The first later version that reads a value which this one does not read. */
export const readSince = (changes: readonly Change<boolean>[], version: ChartVersion): string | undefined =>
  changes.find(([text, value]) => value && compareVersions(versionOf(text) ?? version, version) > 0)?.[0];
