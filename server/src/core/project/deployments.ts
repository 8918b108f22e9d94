/** What is deployed together: the objects of the project as clusters, with everything that their evaluation depends on. */

import type { StatedFact } from '../annotations';
import type { FileId, Place } from '../text/span';
import type { Tree } from '../yaml/tree';
import { Cluster } from './cluster';
import type { Project } from './project';

export class Deployments {
  /** Configuration files that are part of a deployment: they are no servers of their own. */
  readonly claimed: ReadonlySet<FileId> = new Set();
  readonly #project: Project;
  readonly #trees: readonly Tree[];

  constructor(project: Project) {
    this.#project = project;
    const yamls = project.yamls();
    const references = new Set(yamls.flatMap((yaml) => yaml.references()));
    this.#trees = yamls.flatMap((yaml) => [...yaml.relevantTrees(), ...yaml.referencedTrees(references)]);
  }

  /** Same items: same result. */
  get dependencies(): readonly unknown[] {
    return [...this.#trees, ...this.#project.yamls().map((yaml) => this.#project.yamlAnnotations(yaml))];
  }

  clusters(): Cluster[] {
    return [new Cluster(this.#trees)];
  }

  /** Facts that annotations state about the document in which a place stands. */
  readonly factsAt = ({ file, span }: Place): readonly StatedFact[] => {
    const yaml = this.#project.yaml(file);
    const chunk = yaml?.chunkAt(span.start);
    if (!yaml || !chunk) return [];
    return this.#project
      .yamlAnnotations(yaml)
      .filter((one) => one.chunk === chunk.start)
      .flatMap(({ facts }) => facts);
  };
}
