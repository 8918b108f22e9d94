/**
 * The releases of known charts in a project (kubernetes.md C.2, C.3): those that some file declares, and values files that
 * no such file names, by the chart around them, by a modeline, by their own signs.
 */

import { type ChartRecord, chartAtAddress, chartInVersion } from '../catalogue/charts';
import type { Overlay } from '../model/instance';
import { type ChartFolder, type Dependency, readChartFolder } from '../sources/helm/chart-folder';
import {
  chartOf,
  chartOfModeline,
  folderOf,
  isForTests,
  isValuesName,
  nameOf,
  recogniseBySignature,
  recogniseNamed,
} from '../sources/helm/recognise';
import type { Release } from '../sources/helm/release';
import { isHelmfile, releasesOfFile } from '../sources/helm/release-files';
import { type FindObject, releasesOfObject } from '../sources/helm/release-objects';
import { type ReleaseSource, textValues, type ValueSource } from '../sources/helm/release-source';
import { isTruthy, type ValuesLayer } from '../sources/helm/values';
import type { FileId, Place } from '../text/span';
import { at, entryOf, scalarAt, type Tree, textAt } from '../yaml/tree';
import type { YamlFile } from '../yaml/yaml-file';
import { asEnvironments } from './helm-environments';
import { basesOf } from './helm-overlays';
import type { KustomizeBuilds } from './kustomize-builds';
import type { Project } from './project';

/** Values at one level of a release, before it is known which part of them a chart gets. */
interface Source {
  readonly file: FileId;
  readonly root: Tree | undefined;
  readonly path: readonly string[];
  readonly editable: boolean;
}

interface Shape {
  readonly name: string;
  readonly file: FileId;
  readonly version: string | undefined;
  readonly partial: boolean;
  readonly environment?: FileId | undefined;
  readonly overlay?: Overlay | undefined;
  /** Where a reader looks when nothing is written. */
  readonly otherwise?: Place | undefined;
}

/** A release as a file or an object declares it. */
interface Declared {
  readonly source: ReleaseSource;
  readonly file: FileId;
  /** Objects that are deployed together with it. */
  readonly find: FindObject;
  readonly overlay?: Overlay | undefined;
  /** Something unread may change it. */
  readonly partial: boolean;
}

const RELEASES = /HelmRelease|argoproj\.io|helm\.cattle\.io|helmCharts/;

export class HelmReleases {
  readonly #byId: ReadonlyMap<FileId, YamlFile>;
  readonly #values: readonly YamlFile[];
  readonly #declaring: readonly YamlFile[];
  readonly #charts: readonly ChartFolder[];

  /** @param kustomize what overlays make of releases */
  constructor(
    readonly project: Project,
    readonly kustomize: KustomizeBuilds,
  ) {
    const yamls = project.yamls().filter(({ file }) => !/\/templates\//.test(file));
    this.#byId = new Map(yamls.map((yaml) => [yaml.file, yaml]));
    this.#values = yamls.filter(({ file }) => isValuesName(file));
    this.#declaring = yamls.filter(
      ({ file, chunks }) =>
        isHelmfile(file) || nameOf(file) === 'fleet.yaml' || chunks.some(({ text }) => RELEASES.test(text)),
    );
    this.#charts = yamls.flatMap(({ file }) =>
      nameOf(file) === 'Chart.yaml' ? this.#chartFolder(file) : [],
    );
  }

  /** Same items: same result. */
  get dependencies(): readonly unknown[] {
    const charts = [...this.#byId.values()].filter(({ file }) => CHART_FILE.test(nameOf(file)));
    const referred = this.#declaring.length > 0 ? [...this.#byId.values()] : [];
    return [...this.#values, ...charts, ...this.#declaring, ...referred, this.kustomize];
  }

  releases(): Release[] {
    const claimed = new Set<FileId>();
    const declared = [...this.#declaring.flatMap((yaml) => this.#sourcesIn(yaml)), ...this.#built()].flatMap(
      (one) => this.#declared(one, claimed),
    );
    const alone = this.#values
      .filter(({ file }) => !claimed.has(file))
      .flatMap((yaml) => this.#releasesOf(yaml));
    return [...declared, ...asEnvironments(alone)];
  }

  #chartFolder(file: FileId): ChartFolder[] {
    const chart = this.#tree(file);
    if (!chart) return [];
    const folder = folderOf(file);
    const lock = this.#tree(`${folder}/Chart.lock`) ?? this.#tree(`${folder}/requirements.lock`);
    return [readChartFolder(folder, chart, this.#tree(`${folder}/requirements.yaml`), lock)];
  }

  #tree(file: FileId): Tree | undefined {
    return this.#byId.get(file)?.allTrees()[0];
  }

  #source(file: FileId): Source {
    return { file, root: this.#tree(file), path: [], editable: true };
  }

  // Declared releases

  #sourcesIn(yaml: YamlFile): Declared[] {
    const { file } = yaml;
    const trees = yaml.allTrees();
    const find: FindObject = (kind, name) => this.#object(kind, name);
    // What an overlay takes is what it makes of it.
    const objects = this.kustomize.taken.has(file) ? [] : trees;
    const sources = [
      ...releasesOfFile(file, trees),
      ...objects.flatMap((tree) => releasesOfObject(tree, find)),
    ];
    return sources.map((source) => ({ source, file, find, partial: false }));
  }

  /** The objects that kustomizations build. */
  #built(): Declared[] {
    return this.kustomize.clusters.flatMap(({ objects, build }) => {
      const find: FindObject = (kind, name) => {
        const found = objects.filter(
          (object) =>
            object.kind === kind && (object.name === name || object.build?.formerNames.includes(name)),
        );
        return found.length === 1 ? found[0]?.tree : this.#object(kind, name);
      };
      return objects.flatMap((object) =>
        releasesOfObject(object.tree, find).map((source) => ({
          source,
          file: object.place.file,
          find,
          overlay: build?.overlayOf(object),
          partial: object.partial === true,
        })),
      );
    });
  }

  #object(kind: string, name: string): Tree | undefined {
    const found = [...this.#byId.values()]
      .filter(({ chunks }) => chunks.some(({ text }) => text.includes(kind)))
      .flatMap((yaml) => yaml.allTrees())
      .filter((tree) => textAt(tree, 'kind') === kind && textAt(tree, 'metadata', 'name') === name);
    return found.length === 1 ? found[0] : undefined;
  }

  #declared({ source: release, file, find, ...built }: Declared, claimed: Set<FileId>): Release[] {
    const chart = this.#chartFolderNamed(release, file);
    const found = release.values.map((value) => this.#resolve(value, file, chart, find));
    for (const source of found.flatMap((one) => one ?? [])) claimed.add(source.file);
    // What is not seen and lies above the last value that is seen may say anything.
    const partial = built.partial || found.includes(undefined);
    const sources = found.flatMap((one) => one ?? []);
    const top = sources.findLast(({ editable }) => editable)?.file ?? file;
    const shape: Shape = {
      name: release.name,
      file: top,
      version: release.version,
      partial,
      otherwise: release.place,
      overlay: built.overlay,
    };
    if (chart) {
      claimed.add(`${chart.folder}/values.yaml`);
      return this.#ofChart(chart, [this.#source(`${chart.folder}/values.yaml`), ...sources], shape);
    }
    const record = recordOf(release) ?? recogniseNamed(release.chart, sources);
    return record ? [this.#release(record, sources, [], shape)] : [];
  }

  /** A chart that lies in the project. */
  #chartFolderNamed({ chart }: ReleaseSource, file: FileId): ChartFolder | undefined {
    if (chart.kind !== 'path') return undefined;
    const path = chart.path.replace(/^\.\//, '').replace(/\/+$/, '');
    const relative = resolvePath(folderOf(file), chart.path);
    const found = this.#charts.filter(({ folder }) =>
      chart.rooted ? folder === path || folder.endsWith(`/${path}`) : folder === relative,
    );
    return found.length === 1 ? found[0] : undefined;
  }

  /** @returns undefined for values that nobody sees */
  #resolve(
    value: ValueSource,
    file: FileId,
    chart: ChartFolder | undefined,
    find: FindObject,
  ): Source[] | undefined {
    switch (value.kind) {
      case 'tree': {
        const place = value.tree?.place.file ?? value.root.place.file;
        return [{ file: place, root: value.root, path: value.path, editable: value.editable }];
      }
      case 'file': {
        const found = this.#fileNamed(value.path, value.from, file, chart);
        return found === undefined ? (value.optional ? [] : undefined) : [this.#source(found)];
      }
      case 'configMap': {
        const text = scalarAt(find('ConfigMap', value.name), 'data', value.key);
        const [inside] = text ? textValues(text) : [];
        return inside?.kind === 'tree'
          ? [{ file: inside.root.place.file, root: inside.root, path: [], editable: inside.editable }]
          : undefined;
      }
      default:
        return undefined;
    }
  }

  #fileNamed(
    path: string,
    from: 'file' | 'chart' | 'root',
    file: FileId,
    chart: ChartFolder | undefined,
  ): FileId | undefined {
    if (/^[a-z]+:\/\//i.test(path)) return undefined;
    if (from === 'file' || (from === 'chart' && chart)) {
      const found = resolvePath(from === 'file' ? folderOf(file) : (chart?.folder ?? ''), path);
      return this.#byId.has(found) ? found : undefined;
    }
    const ending = `/${path.replace(/^(?:\.?\/)+/, '')}`;
    const found = [...this.#byId.keys()].filter((one) => one.endsWith(ending));
    return found.length === 1 ? found[0] : undefined;
  }

  // Values files that nothing names

  #releasesOf(yaml: YamlFile): Release[] {
    const { file } = yaml;
    const chart = this.#chartAround(file);
    const bases = basesOf(file, (one) => this.#byId.has(one) && isValuesName(one), chart?.folder);
    const stack = [...bases, file];
    const sources = stack.map((one) => this.#source(one));
    const shape: Shape = {
      name: shownName(stack),
      file,
      version: undefined,
      partial: false,
      environment: stack.length > 1 ? file : undefined,
    };
    if (chart) return this.#ofChart(chart, sources, shape);
    const record = chartOfModeline(yaml.text);
    if (record) return [this.#release(record, sources, [], shape)];
    const found = stack.toReversed().flatMap((one) => {
      const tree = this.#tree(one);
      return (tree && recogniseBySignature(one, tree)) ?? [];
    })[0];
    if (!found) return [];
    const { prefix } = found;
    if (prefix.length === 0) return [this.#release(found.record, sources, prefix, shape)];
    return this.#block(found.record, sources, prefix, { ...shape, partial: true });
  }

  /** The chart in whose folder the file lies. */
  #chartAround(file: FileId): ChartFolder | undefined {
    return this.#charts
      .filter(({ folder }) => file.startsWith(`${folder}/`))
      .sort((a, b) => b.folder.length - a.folder.length)[0];
  }

  // Both

  #ofChart(chart: ChartFolder, sources: readonly Source[], shape: Shape): Release[] {
    if (chart.copyOf) {
      const own = shape.file === `${chart.folder}/values.yaml`;
      const release = this.#release(chart.copyOf, sources, [], { ...shape, version: chart.version });
      return [own ? { ...release, mild: true } : release];
    }
    return chart.dependencies.flatMap((dependency) => this.#ofDependency(dependency, sources, shape));
  }

  #ofDependency(dependency: Dependency, sources: readonly Source[], shape: Shape): Release[] {
    const { record, version, name, alias, place } = dependency;
    if (!record || !isEnabled(dependency, sources)) return [];
    return this.#block(record, sources, [alias ?? name], { ...shape, version, otherwise: place });
  }

  #block(
    record: ChartRecord,
    sources: readonly Source[],
    prefix: readonly string[],
    shape: Shape,
  ): Release[] {
    const written = sources.map(({ root, path }) => at(root, ...path, ...prefix) !== undefined);
    if (!written.includes(true) && !shape.otherwise) return [];
    // What an environment says nothing about is the same as without it.
    if (shape.environment !== undefined && written.at(-1) === false) return [];
    return [this.#release(record, sources, prefix, { ...shape, name: prefix.join('.') })];
  }

  #release(
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
}

const CHART_FILE = /^(?:Chart|requirements)\.(?:yaml|lock)$/;

function recordOf({ chart }: ReleaseSource): ChartRecord | undefined {
  if (chart.kind === 'repository') return chartOf(chart.name, chart.repository);
  return chart.kind === 'address' ? chartAtAddress(chart.address) : undefined;
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

function shownName(stack: readonly FileId[]): string {
  const file = stack.at(-1) ?? '';
  const folder = nameOf(folderOf(file));
  return stack.length > 1 || /redis|valkey/i.test(folder) ? `${folder}/${nameOf(file)}` : nameOf(file);
}

/** `./` and `../` resolved against a folder. */
function resolvePath(folder: FileId, path: string): FileId {
  const parts = folder.split('/');
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
