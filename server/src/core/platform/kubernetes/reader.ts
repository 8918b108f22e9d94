/** The servers in the Kubernetes manifests of a project: written as they are, or made by overlays and templates. */

import type { Configuration } from '../../configuration';
import { type Dependencies, Memo } from '../../memo';
import type { MissingFile } from '../../project/include';
import type { Project } from '../../project/project';
import type { RedisInstance } from '../../server/instance';
import type { Tree } from '../../yaml/tree';
import type { Deployed, PlatformContext, PlatformReader } from '../platform';
import { Cluster } from './cluster';
import { type CustomResourceReader, ManifestMemory } from './context';
import { manifestInstances } from './instances';
import type { BuiltObjects, ObjectSource } from './object-source';
import { objectsIn } from './read/objects';

export class ManifestReader implements PlatformReader {
  readonly #memory = new ManifestMemory();
  readonly #deployed = new Memo<ManifestReader, Deployed>();

  /**
   * @param sources what makes objects of files; their files are no manifests by themselves
   * @param customResources what reads servers out of custom resources
   */
  constructor(
    readonly sources: readonly ObjectSource[],
    readonly customResources: readonly CustomResourceReader[],
  ) {}

  read({ project, configuration }: PlatformContext): Deployed {
    const built = this.sources.map((source) => source.builtFrom(project));
    const taken = new Set(built.flatMap((one) => [...one.taken]));
    const trees = treesConcerned(project, (file) => !taken.has(file));
    const dependencies: Dependencies = [
      configuration,
      ...trees,
      ...built.flatMap((one) => one.dependencies),
      ...project.yamls().flatMap((yaml) => project.yamlAnnotations(yaml)),
    ];
    return this.#deployed.get(this, dependencies, () => this.#deploy(trees, built, project, configuration));
  }

  missing(project: Project): MissingFile[] {
    return this.sources.flatMap((source) => source.missing?.(project) ?? []);
  }

  #deploy(
    trees: readonly Tree[],
    built: readonly BuiltObjects[],
    project: Project,
    configuration: Configuration,
  ): Deployed {
    const clusters = [new Cluster(objectsIn(trees)), ...built.flatMap((one) => one.clusters)];
    return {
      servers: this.serversIn(clusters, project, configuration),
      embeddedFiles: new Set(built.flatMap(({ generated = [] }) => [...generated])),
      readOnlyPlaces: built.flatMap(({ readOnlyPlaces = [] }) => readOnlyPlaces),
      limits: built.flatMap(({ limits = [] }) => limits),
    };
  }

  /** The servers among objects that another platform found, such as those that values of a chart describe. */
  serversIn(clusters: readonly Cluster[], project: Project, configuration: Configuration): RedisInstance[] {
    const context = {
      configuration,
      text: project.piece.bind(project),
      factsAt: project.factsAt.bind(project),
      memory: this.#memory,
      customResources: this.customResources,
    };
    return clusters.flatMap((cluster) => manifestInstances(cluster, context));
  }
}

/** The documents of files that can concern a server, and the ConfigMaps and Secrets that they refer to. */
function treesConcerned(project: Project, isOwn: (file: string) => boolean): Tree[] {
  const yamls = project.yamls().filter(({ file }) => isOwn(file));
  const references = new Set(yamls.flatMap((yaml) => yaml.references()));
  return yamls.flatMap((yaml) => [...yaml.relevantTrees(), ...yaml.referencedTrees(references)]);
}
