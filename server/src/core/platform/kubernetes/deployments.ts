/** What is deployed together: the objects of the project as clusters, with everything that their evaluation depends on. */

import type { StatedFact } from '../../annotations';
import { type Project, treesConcerned } from '../../project/project';
import { sameItems } from '../../project/remembered';
import type { FileId, Place } from '../../text/span';
import type { Tree } from '../../yaml/tree';
import { OwnCharts } from '../helm/templates';
import { KustomizeBuilds } from '../kustomize/builds';
import { Cluster } from './cluster';
import { objectsIn } from './read/objects';

export class Deployments {
  readonly #project: Project;
  readonly kustomize: KustomizeBuilds;
  readonly #charts: OwnCharts;
  /** Of files that no overlay takes. */
  readonly #trees: readonly Tree[];

  /** @param before of the same project; what it built stands as long as nothing in it changed */
  constructor(project: Project, before?: Deployments) {
    this.#project = project;
    const kustomize = new KustomizeBuilds(project);
    const stands = before && sameItems(kustomize.dependencies, before.kustomize.dependencies);
    this.kustomize = stands ? before.kustomize : kustomize;
    const charts = new OwnCharts(project);
    const chartsStand = before && sameItems(charts.dependencies, before.#charts.dependencies);
    this.#charts = chartsStand ? before.#charts : charts;
    const taken = new Set([...this.kustomize.taken, ...this.#charts.taken]);
    this.#trees = treesConcerned(project.yamls().filter(({ file }) => !taken.has(file)));
  }

  /** Same items: same result. */
  get dependencies(): readonly unknown[] {
    return [
      ...this.#trees,
      ...this.kustomize.dependencies,
      ...this.#charts.dependencies,
      ...this.#project.yamls().flatMap((yaml) => this.#project.yamlAnnotations(yaml)),
    ];
  }

  clusters(): Cluster[] {
    return [new Cluster(objectsIn(this.#trees)), ...this.kustomize.clusters, ...this.#charts.clusters];
  }

  /** Files that become part of a ConfigMap or Secret. */
  get generated(): ReadonlySet<FileId> {
    return this.kustomize.generated;
  }

  /** Places in which nothing can be edited, because what stands there cannot be pointed at. */
  get readOnlyPlaces(): readonly Place[] {
    return this.kustomize.readOnlyPlaces;
  }

  /** Facts that annotations state about the document in which a place stands. */
  readonly factsAt = ({ file, span }: Place): readonly StatedFact[] => {
    const yaml = this.#project.yaml(file);
    const chunk = yaml?.chunkOf(span.start);
    if (!yaml || !chunk) return [];
    return this.#project
      .yamlAnnotations(yaml)
      .filter((one) => one.chunk === chunk.base)
      .flatMap(({ facts }) => facts);
  };
}
