/** Releases that a file or an object declares (kubernetes.md C.3): which chart, and all its values, low to high. */

import type { Overlay } from '../../server/instance';
import type { FileId } from '../../text/span';
import type { YamlFile } from '../../yaml/incremental/yaml-file';
import { scalarAt } from '../../yaml/tree';
import type { KustomizeBuilds } from '../kustomize/index';
import { type ChartRecord, chartAtAddress } from './catalogue/charts';
import { embeddingOf, releasesOfBlocks, releasesOfEmbedding } from './embedded';
import { type HelmFiles, resolvePath } from './files';
import type { ChartFolder } from './read/chart-folder';
import { chartOf, folderOf, isLibraryChart, recogniseNamed } from './read/recognise';
import type { Release } from './read/release';
import { releasesOfFile } from './read/release-files';
import { type FindObject, releasesOfObject } from './read/release-objects';
import { type ReleaseSource, textValues, type ValueSource } from './read/release-source';
import { releaseOf, releasesOfChart, type Shape } from './release-build';
import type { Source } from './value-source';

/** A release of a chart of which only its values say anything. */
export interface OtherRelease {
  readonly chart: ReleaseSource['chart'];
  readonly sources: readonly Source[];
  readonly shape: Shape;
  readonly find: FindObject;
}

export interface DeclaredReleases {
  readonly known: readonly Release[];
  readonly other: readonly OtherRelease[];
  /** Values that these releases read: no release of their own. */
  readonly takenByReleases: ReadonlySet<FileId>;
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

/** @param kustomize what overlays make of releases */
export const declaredReleases = (files: HelmFiles, kustomize: KustomizeBuilds): DeclaredReleases =>
  new Reader(files, kustomize).read();

class Reader {
  readonly #claimed = new Set<FileId>();
  readonly #other: OtherRelease[] = [];

  constructor(
    readonly files: HelmFiles,
    readonly kustomize: KustomizeBuilds,
  ) {}

  read(): DeclaredReleases {
    const declared = [...this.files.declaring.flatMap((yaml) => this.#sourcesIn(yaml)), ...this.#built()];
    const known = declared.flatMap((one) => this.#release(one));
    return { known, other: this.#other, takenByReleases: this.#claimed };
  }

  #sourcesIn(yaml: YamlFile): Declared[] {
    const { file } = yaml;
    const trees = this.files.trees(yaml);
    const find: FindObject = (kind, name) => this.files.object(kind, name);
    // What an overlay takes is what it makes of it.
    const objects = this.kustomize.taken.has(file) ? [] : trees;
    const sources = [
      ...releasesOfFile(file, trees),
      ...objects.flatMap((tree) => releasesOfObject(tree, find)),
    ];
    return sources.map((source) => ({ source, file, find, partial: source.partial ?? false }));
  }

  /** The objects that kustomizations build. */
  #built(): Declared[] {
    return this.kustomize.clusters.flatMap(({ objects, build }) => {
      const find: FindObject = (kind, name) => {
        const found = objects.filter(
          (object) =>
            object.kind === kind && (object.name === name || object.build?.formerNames.includes(name)),
        );
        return found.length === 1 ? found[0]?.tree : this.files.object(kind, name);
      };
      return objects.flatMap((object) =>
        releasesOfObject(object.tree, find).map((source) => ({
          source,
          file: object.place.file,
          find,
          overlay: build?.overlayOf(object),
          partial: object.partial === true || (source.partial ?? false),
        })),
      );
    });
  }

  #release({ source: release, file, find, ...built }: Declared): Release[] {
    const chart = this.#chartFolderNamed(release, file);
    const found = release.values.map((value) => this.#resolve(value, file, chart, find));
    for (const source of found.flatMap((one) => one ?? [])) this.#claimed.add(source.file);
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
      this.#claimed.add(`${chart.folder}/values.yaml`);
      return releasesOfChart(
        chart,
        [this.files.source(`${chart.folder}/values.yaml`), ...sources],
        shape,
        this.files,
      );
    }
    const record = recordOf(release) ?? recogniseNamed(release.chart, sources);
    if (record) return [releaseOf(record, sources, [], shape)];
    const inside = this.#releasesInside(release, sources, shape);
    if (inside.length > 0) return inside;
    this.#other.push({ chart: release.chart, sources, shape, find });
    return [];
  }

  /** Servers of a chart that installs one of the catalogue. */
  #releasesInside({ chart, version }: ReleaseSource, sources: readonly Source[], shape: Shape): Release[] {
    const parent = embeddingOf(chart);
    if (parent) return releasesOfEmbedding(parent, version, sources, shape);
    return isLibraryChart(chart) ? [] : releasesOfBlocks(sources, shape);
  }

  /** A chart that lies in the project. */
  #chartFolderNamed({ chart }: ReleaseSource, file: FileId): ChartFolder | undefined {
    if (chart.kind !== 'path') return undefined;
    const path = chart.path.replace(/^\.\//, '').replace(/\/+$/, '');
    const relative = resolvePath(folderOf(file), chart.path);
    const found = this.files.charts.filter(({ folder }) =>
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
        const found = this.files.fileNamed(value.path, value.from, file, chart);
        return found === undefined ? (value.optional ? [] : undefined) : [this.files.source(found)];
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
}

function recordOf({ chart }: ReleaseSource): ChartRecord | undefined {
  if (chart.kind === 'repository') return chartOf(chart.name, chart.repository);
  return chart.kind === 'address' ? chartAtAddress(chart.address) : undefined;
}
