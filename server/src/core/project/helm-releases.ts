/**
 * The releases of known charts in a project (kubernetes.md C.2, C.3): those that some file declares, and values files that
 * no such file names, by the chart around them, by a modeline, by their own signs.
 */

import { type ChartRecord, chartAtAddress } from '../catalogue/charts';
import type { Overlay } from '../model/instance';
import { type ChartFolder, readChartFolder } from '../sources/helm/chart-folder';
import { podsInValues } from '../sources/helm/generic';
import {
  chartOf,
  chartOfModeline,
  folderOf,
  isValuesName,
  nameOf,
  recogniseBySignature,
  recogniseNamed,
} from '../sources/helm/recognise';
import type { Release } from '../sources/helm/release';
import { isHelmfile, releasesOfFile } from '../sources/helm/release-files';
import { type FindObject, releasesOfObject } from '../sources/helm/release-objects';
import { type ReleaseSource, textValues, type ValueSource } from '../sources/helm/release-source';
import type { FileId } from '../text/span';
import { scalarAt, type Tree, textAt } from '../yaml/tree';
import type { YamlFile } from '../yaml/yaml-file';
import { asEnvironments } from './helm-environments';
import { basesOf } from './helm-overlays';
import { releaseOf, releasesOfBlock, releasesOfChart, type Shape, type Source } from './helm-release-build';
import type { KustomizeBuilds } from './kustomize-builds';
import type { Project } from './project';

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

  /**
   * Containers in values of charts that nobody knows, as pods of which nothing is certain but what stands there.
   * @param releases all of the project: files with one of them are read as its chart reads them
   */
  unknownPods(releases: readonly Release[]): Tree[] {
    const known = new Set(
      releases.flatMap(({ layers, file }) => [file, ...layers.map(({ place }) => place.file)]),
    );
    return this.#values
      .filter(({ file, relevant }) => relevant && !known.has(file) && this.#chartAround(file) === undefined)
      .flatMap((yaml) => yaml.allTrees().flatMap(podsInValues));
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
      return releasesOfChart(chart, [this.#source(`${chart.folder}/values.yaml`), ...sources], shape);
    }
    const record = recordOf(release) ?? recogniseNamed(release.chart, sources);
    return record ? [releaseOf(record, sources, [], shape)] : [];
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
    if (chart) return releasesOfChart(chart, sources, shape);
    const record = chartOfModeline(yaml.text);
    if (record) return [releaseOf(record, sources, [], shape)];
    const found = stack.toReversed().flatMap((one) => {
      const tree = this.#tree(one);
      return (tree && recogniseBySignature(one, tree)) ?? [];
    })[0];
    if (!found) return [];
    const { prefix } = found;
    if (prefix.length === 0) return [releaseOf(found.record, sources, prefix, shape)];
    return releasesOfBlock(found.record, sources, prefix, { ...shape, partial: true });
  }

  /** The chart in whose folder the file lies. */
  #chartAround(file: FileId): ChartFolder | undefined {
    return this.#charts
      .filter(({ folder }) => file.startsWith(`${folder}/`))
      .sort((a, b) => b.folder.length - a.folder.length)[0];
  }
}

const CHART_FILE = /^(?:Chart|requirements)\.(?:yaml|lock)$/;

function recordOf({ chart }: ReleaseSource): ChartRecord | undefined {
  if (chart.kind === 'repository') return chartOf(chart.name, chart.repository);
  return chart.kind === 'address' ? chartAtAddress(chart.address) : undefined;
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
