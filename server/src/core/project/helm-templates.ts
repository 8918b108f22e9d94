/** Charts of one's own: their templates with their values, as one thing. */

import { folderOf, nameOf } from '../sources/helm/recognise';
import { isSwitchedOff, resolverOf } from '../sources/helm/template-values';
import { objectsIn } from '../sources/kubernetes/objects';
import type { FileId } from '../text/span';
import { maskTemplate } from '../yaml/template-mask';
import type { YamlFile } from '../yaml/yaml-file';
import { Cluster } from './cluster';
import type { Project } from './project';

export class OwnCharts {
  /** Templates that are read with the values of their chart. */
  readonly taken: ReadonlySet<FileId>;
  /** Same items: same result. */
  readonly dependencies: readonly YamlFile[];
  readonly #charts: readonly OwnChart[];
  #clusters: readonly Cluster[] | undefined;

  constructor(project: Project) {
    const yamls = project.yamls();
    const templates = yamls.filter(({ isTemplate, relevant }) => isTemplate && relevant);
    const folders = yamls.flatMap(({ file }) => (nameOf(file) === 'Chart.yaml' ? [folderOf(file)] : []));
    const charts = folders.flatMap((folder) => {
      const values = project.yaml(`${folder}/values.yaml`);
      const own = templates.filter(({ file }) => file.startsWith(`${folder}/templates/`));
      const chart = project.yaml(`${folder}/Chart.yaml`);
      return values && chart && own.length > 0 ? [{ values, chart, own }] : [];
    });
    this.taken = new Set(charts.flatMap(({ own }) => own.map(({ file }) => file)));
    this.dependencies = charts.flatMap(({ values, chart, own }) => [values, chart, ...own]);
    this.#charts = charts;
  }

  /** The same ones each time, so that what was worked out of them stands. */
  get clusters(): readonly Cluster[] {
    this.#clusters ??= this.#charts.map(clusterOf);
    return this.#clusters;
  }
}

interface OwnChart {
  readonly values: YamlFile;
  readonly chart: YamlFile;
  readonly own: readonly YamlFile[];
}

function clusterOf({ values, chart, own }: OwnChart): Cluster {
  const [tree] = values.allTrees();
  const resolve = resolverOf(tree, chart.allTrees()[0]);
  const trees = own.flatMap((yaml) =>
    isSwitchedOff(maskTemplate(yaml.text).actions, yaml.text, tree) ? [] : yaml.resolvedTrees(resolve),
  );
  return new Cluster(objectsIn(trees));
}
