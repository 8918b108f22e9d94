/** From a chart and values at several levels to releases: the whole of them, or the blocks of the dependencies of a chart. */

import { isTruthy } from '../../catalogue/conditions';
import type { Overlay } from '../../server/instance';
import { type FileId, type Place, stableSpan } from '../../text/span';
import { at, entryOf, type Tree } from '../../yaml/tree';
import { type ChartRecord, chartInVersion } from './catalogue/charts';
import type { HelmFiles } from './files';
import type { ChartFolder, Dependency } from './read/chart-folder';
import { isForTests } from './read/recognise';
import type { Release } from './read/release';
import type { ValuesLayer } from './read/values';
import type { Source } from './value-source';

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

/** @param files in which charts that this one depends on may lie */
export function releasesOfChart(
  chart: ChartFolder,
  sources: readonly Source[],
  shape: Shape,
  files: HelmFiles,
): Release[] {
  if (chart.copyOf) {
    const own = shape.file === `${chart.folder}/values.yaml`;
    const release = releaseOf(chart.copyOf, sources, [], { ...shape, version: chart.version });
    return [own ? { ...release, downgraded: true } : release];
  }
  return chart.dependencies.flatMap((dependency) =>
    isEnabled(dependency, sources) ? releasesOfDependency(dependency, chart, sources, shape, files) : [],
  );
}

/** How deep charts of one's own are followed into each other. */
const MOST_CHARTS = 5;

function releasesOfDependency(
  dependency: Dependency,
  chart: ChartFolder,
  sources: readonly Source[],
  shape: Shape,
  files: HelmFiles,
): Release[] {
  const { record, version, name, alias, place } = dependency;
  const key = alias ?? name;
  const inner = files.chartOf(dependency, chart);
  if (record) {
    const exact = inner?.version ?? version;
    return releasesOfBlock(record, sources, [key], { ...shape, version: exact, otherwise: place });
  }
  const depth = Math.max(...sources.map(({ path }) => path.length));
  if (!inner || inner.folder === chart.folder || depth >= MOST_CHARTS) return [];
  const own = files.source(`${inner.folder}/values.yaml`);
  const below = sources.map((source) => ({ ...source, path: [...source.path, key] }));
  return releasesOfChart(inner, [own, ...below], { ...shape, otherwise: place }, files);
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
    place: otherwise ?? { file, span: stableSpan(0, 0) },
    editable: false,
  };
  return {
    name,
    chart: chartInVersion(record, version),
    layers: placed.length > 0 ? placed : [nowhere],
    file,
    partial,
    downgraded: isForTests(file),
    ...(environment === undefined ? {} : { environment }),
    ...(overlay ? { overlay } : {}),
  };
}

/** The first condition that is set decides, then tags; without any the chart is installed. */
export function isEnabled(
  { conditions, tags }: Pick<Dependency, 'conditions' | 'tags'>,
  sources: readonly Pick<Source, 'root' | 'path'>[],
): boolean {
  for (const condition of conditions) {
    const value = writtenFor(condition.split('.'), sources);
    if (value?.kind === 'hole') return false;
    if (value) return isTruthy(value);
  }
  const set = tags.flatMap((tag) => writtenFor(['tags', tag], sources) ?? []);
  return set.length === 0 || set.some((value) => value.kind !== 'hole' && isTruthy(value));
}

/** What the highest of the values says that says anything. */
function writtenFor(
  keys: readonly string[],
  sources: readonly Pick<Source, 'root' | 'path'>[],
): Tree | undefined {
  for (const { root, path } of sources.toReversed()) {
    const value = at(root, ...path, ...keys);
    if (value) return value;
  }
  return undefined;
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
  return entry?.keyPlace ?? first?.keyPlace ?? { file, span: stableSpan(0, 0) };
}
