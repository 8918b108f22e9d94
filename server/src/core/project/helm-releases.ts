/** The releases of charts in a project: those that some file declares, and values files that no such file names. */

import { isAppTemplate, objectsOfAppTemplate } from '../sources/helm/app-template';
import { podsInValues } from '../sources/helm/generic';
import { mergeValues } from '../sources/helm/merge';
import { isLibraryChart } from '../sources/helm/recognise';
import type { Release } from '../sources/helm/release';
import type { FileId } from '../text/span';
import { at, itemsAt, type MapTree, type Tree, textAt } from '../yaml/tree';
import { releasesOfValues } from './helm-alone';
import { type DeclaredReleases, declaredReleases, type OtherRelease } from './helm-declared';
import { asEnvironments } from './helm-environments';
import { HelmFiles } from './helm-files';
import type { KustomizeBuilds } from './kustomize-builds';
import type { Project } from './project';

export interface ProjectReleases {
  /** Of charts that are known. */
  readonly releases: readonly Release[];
  /**
   * What values of other charts describe, as objects of a cluster, for each release by itself: all of it where they
   * describe everything, else pods of which nothing is certain but what stands there.
   */
  readonly objects: readonly (readonly Tree[])[];
}

export class HelmReleases {
  readonly #files: HelmFiles;

  /** @param kustomize what overlays make of releases */
  constructor(
    project: Project,
    readonly kustomize: KustomizeBuilds,
  ) {
    this.#files = new HelmFiles(project);
  }

  /** Same items: same result. */
  get dependencies(): readonly unknown[] {
    return [...this.#files.dependencies, this.kustomize];
  }

  read(): ProjectReleases {
    const declared = declaredReleases(this.#files, this.kustomize);
    const alone = this.#files.values
      .filter(({ file }) => !declared.claimed.has(file))
      .flatMap((yaml) => releasesOfValues(yaml, this.#files));
    const releases = [...declared.known, ...asEnvironments(alone)];
    const objects = [...declared.other.map(objectsOfRelease), ...this.#objectsOfValues(releases, declared)];
    return { releases, objects: objects.filter((trees) => trees.length > 0) };
  }

  /** Files with a release are read as its chart reads them. */
  #objectsOfValues(releases: readonly Release[], { claimed }: DeclaredReleases): Tree[][] {
    const known = new Set<FileId>([
      ...claimed,
      ...releases.flatMap(({ layers, file }) => [file, ...layers.map(({ place }) => place.file)]),
    ]);
    return this.#files.values
      .filter(({ file, relevant }) => relevant && !known.has(file) && !this.#files.chartAround(file))
      .map((yaml) =>
        yaml
          .allTrees()
          .flatMap((tree) =>
            tree.kind === 'map' && isAppTemplate(tree)
              ? objectsOfAppTemplate(tree, nameless(yaml.file), false)
              : podsInValues(tree, nameless(yaml.file)),
          ),
      );
  }
}

/** What pods are called whose release nobody knows. */
const nameless = (file: FileId): string => file.split('/').at(-2) ?? 'values';

function objectsOfRelease({ chart, sources, shape, find }: OtherRelease): Tree[] {
  const values = sources.reduce<Tree | undefined>(
    (low, { root, path }) => mergeValues(low, at(root, ...path)),
    undefined,
  );
  if (values?.kind !== 'map') return [];
  if (!isAppTemplate(values) && !isLibraryChart(chart)) return podsInValues(values, shape.name);
  const objects = objectsOfAppTemplate(values, shape.name, shape.partial);
  return [...objects, ...objects.flatMap((object) => configMapsFor(object, objects, find))];
}

/** ConfigMaps and Secrets of the project that the pods mount. */
function configMapsFor(object: MapTree, own: readonly MapTree[], find: OtherRelease['find']): Tree[] {
  const names = new Set(own.map((one) => textAt(one, 'metadata', 'name')));
  return itemsAt(object, 'spec', 'template', 'spec', 'volumes').flatMap((volume) => {
    const asked = [
      ['ConfigMap', textAt(volume, 'configMap', 'name')],
      ['Secret', textAt(volume, 'secret', 'secretName')],
    ] as const;
    return asked.flatMap(([kind, name]) =>
      name === undefined || names.has(name) ? [] : (find(kind, name) ?? []),
    );
  });
}
