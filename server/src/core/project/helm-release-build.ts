/** From a chart and values at several levels to releases: the whole of them, or the blocks of the dependencies of a chart. */

import { type ChartRecord, chartInVersion } from '../catalogue/charts';
import type { Overlay } from '../model/instance';
import type { ChartFolder, Dependency } from '../sources/helm/chart-folder';
import { isForTests } from '../sources/helm/recognise';
import type { Release } from '../sources/helm/release';
import { isTruthy, type ValuesLayer } from '../sources/helm/values';
import type { FileId, Place } from '../text/span';
import { at, entryOf, type Tree } from '../yaml/tree';

/** Values at one level of a release, before it is known which part of them a chart gets. */
export interface Source {
  readonly file: FileId;
  readonly root: Tree | undefined;
  readonly path: readonly string[];
  readonly editable: boolean;
}

export interface Shape {
  readonly name: string;
  readonly file: FileId;
  readonly version: string | undefined;
  readonly partial: boolean;
  readonly environment?: FileId | undefined;
  readonly overlay?: Overlay | undefined;
  /** Where a reader looks when nothing is written. */
  readonly otherwise?: Place | undefined;
}

export function releasesOfChart(chart: ChartFolder, sources: readonly Source[], shape: Shape): Release[] {
  if (chart.copyOf) {
    const own = shape.file === `${chart.folder}/values.yaml`;
    const release = releaseOf(chart.copyOf, sources, [], { ...shape, version: chart.version });
    return [own ? { ...release, mild: true } : release];
  }
  return chart.dependencies.flatMap((dependency) => releasesOfDependency(dependency, sources, shape));
}

function releasesOfDependency(dependency: Dependency, sources: readonly Source[], shape: Shape): Release[] {
  const { record, version, name, alias, place } = dependency;
  if (!record || !isEnabled(dependency, sources)) return [];
  return releasesOfBlock(record, sources, [alias ?? name], { ...shape, version, otherwise: place });
}

export function releasesOfBlock(
  record: ChartRecord,
  sources: readonly Source[],
  prefix: readonly string[],
  shape: Shape,
): Release[] {
  const written = sources.map(({ root, path }) => at(root, ...path, ...prefix) !== undefined);
  if (!written.includes(true) && !shape.otherwise) return [];
  // What an environment says nothing about is the same as without it.
  if (shape.environment !== undefined && written.at(-1) === false) return [];
  return [releaseOf(record, sources, prefix, { ...shape, name: prefix.join('.') })];
}

export function releaseOf(
  record: ChartRecord,
  sources: readonly Source[],
  prefix: readonly string[],
  { name, file, version, partial, environment, overlay, otherwise }: Shape,
): Release {
  const layers = sources.map((source) => layerOf(source, prefix));
  const isWritten = layers.some(({ tree }) => tree !== undefined);
  const placed = isWritten || !otherwise ? layers : layers.map((layer) => ({ ...layer, place: otherwise }));
  const nowhere: ValuesLayer = {
    tree: undefined,
    root: undefined,
    path: [],
    place: otherwise ?? { file, span: { start: 0, end: 0 } },
    editable: false,
  };
  return {
    name,
    chart: chartInVersion(record, version),
    layers: placed.length > 0 ? placed : [nowhere],
    file,
    partial,
    mild: isForTests(file),
    ...(environment === undefined ? {} : { environment }),
    ...(overlay ? { overlay } : {}),
  };
}

/** The first condition that is set decides; without any the chart is installed. */
function isEnabled({ conditions }: Dependency, sources: readonly Source[]): boolean {
  for (const condition of conditions) {
    for (const { root, path } of sources.toReversed()) {
      const value = at(root, ...path, ...condition.split('.'));
      if (value?.kind === 'hole') return false;
      if (value) return isTruthy(value);
    }
  }
  return true;
}

function layerOf({ file, root, path, editable }: Source, prefix: readonly string[]): ValuesLayer {
  const full = [...path, ...prefix];
  return { tree: at(root, ...full), root, path: full, place: headOfValues(file, root, full), editable };
}

/** The key of the block, or the first key of the file. */
function headOfValues(file: FileId, root: Tree | undefined, path: readonly string[]): Place {
  const last = path.at(-1);
  const entry = last === undefined ? undefined : entryOf(at(root, ...path.slice(0, -1)), last);
  const [first] = root?.kind === 'map' ? [...root.entries.values()] : [];
  return entry?.keyPlace ?? first?.keyPlace ?? { file, span: { start: 0, end: 0 } };
}
