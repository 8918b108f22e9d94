/** The releases of charts in a project: those that some file declares, and values files that no such file names. */

import type { Project } from '../../project/project';
import type { FileId } from '../../text/span';
import { at, itemsAt, type MapTree, type Tree, textAt } from '../../yaml/tree';
import type { KustomizeBuilds } from '../kustomize/index';
import { releasesOfValues } from './alone';
import { type DeclaredReleases, declaredReleases, type OtherRelease } from './declared';
import { asEnvironments } from './environments';
import { HelmFiles } from './files';
import { isAppTemplate, objectsOfAppTemplate } from './read/app-template';
import { podsInValues } from './read/generic';
import { mergeValues } from './read/merge';
import { isLibraryChart } from './read/recognise';
import type { Release } from './read/release';

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
      .filter(({ file }) => !declared.takenByReleases.has(file))
      .flatMap((yaml) => releasesOfValues(yaml, this.#files));
    const releases = [...declared.known, ...asEnvironments(alone)];
    const objects = [...declared.other.map(objectsOfRelease), ...this.#objectsOfValues(releases, declared)];
    return { releases, objects: objects.filter((trees) => trees.length > 0) };
  }

  /** Files with a release are read as its chart reads them. */
  #objectsOfValues(releases: readonly Release[], { takenByReleases: claimed }: DeclaredReleases): Tree[][] {
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
