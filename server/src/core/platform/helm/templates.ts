/** Charts of one's own: their templates with their values, as one thing, in each environment that has values of its own. */

import { Memo } from '../../memo';
import type { Project } from '../../project/project';
import { type FileId, stableSpan } from '../../text/span';
import type { YamlFile } from '../../yaml/incremental/yaml-file';
import { maskTemplate } from '../../yaml/template/mask';
import { at, type Tree } from '../../yaml/tree';
import { type BuiltObjects, Cluster, type ObjectSource, objectsIn } from '../kubernetes/index';
import { basesOf } from './overlays';
import { parentsOf } from './parents';
import { mergeValues } from './read/merge';
import { folderOf, isValuesName, nameOf } from './read/recognise';
import { conditionsIn, isSwitchedOff, resolverOf, valuesNamedIn } from './read/template-values';

export class ChartTemplates implements ObjectSource {
  readonly #charts = new Memo<ChartTemplates, OwnCharts>();

  builtFrom(project: Project): OwnCharts {
    const now = new OwnCharts(project);
    return this.#charts.get(this, now.dependencies, () => now);
  }
}

class OwnCharts implements BuiltObjects {
  /** Templates that are read with the values of their chart. */
  readonly taken: ReadonlySet<FileId>;
  /** Same items: same result. */
  readonly dependencies: readonly YamlFile[];
  readonly #charts: readonly OwnChart[];
  #clusters: readonly Cluster[] | undefined;

  constructor(project: Project) {
    const yamls = project.yamls();
    const templates = yamls.filter(
      ({ file, isTemplate, relevant }) => isTemplate && (relevant || TELLING_FOLDER.test(file)),
    );
    const folders = yamls.flatMap(({ file }) => (nameOf(file) === 'Chart.yaml' ? [folderOf(file)] : []));
    const charts = folders.flatMap((folder) => {
      const values = project.yaml(`${folder}/values.yaml`);
      const own = templates.filter(({ file }) => file.startsWith(`${folder}/templates/`));
      const chart = project.yaml(`${folder}/Chart.yaml`);
      if (!values || !chart || own.length === 0) return [];
      const parents = parentsOf(folder, folders, project);
      return [{ folder, values, chart, own, environments: environmentsOf(folder, yamls), parents }];
    });
    this.taken = new Set(charts.flatMap(({ own }) => own.map(({ file }) => file)));
    this.dependencies = charts.flatMap(({ values, chart, own, environments, parents }) => [
      values,
      chart,
      ...own,
      ...environments,
      ...parents.flatMap((parent) => parent.files),
    ]);
    this.#charts = charts;
  }

  /** The same ones each time, so that what was worked out of them stands. */
  get clusters(): readonly Cluster[] {
    this.#clusters ??= this.#charts.flatMap(clustersOf);
    return this.#clusters;
  }
}

/** Its values may say all that its templates do not. */
const TELLING_FOLDER = /(?:redis|valkey|keydb)[^/]*\/templates\//i;

interface OwnChart {
  readonly folder: string;
  readonly values: YamlFile;
  readonly chart: YamlFile;
  readonly own: readonly YamlFile[];
  /** Other values files of the chart. */
  readonly environments: readonly YamlFile[];
  /** Charts that install this one. */
  readonly parents: ReturnType<typeof parentsOf>;
}

const environmentsOf = (folder: string, yamls: readonly YamlFile[]): YamlFile[] =>
  yamls.filter(
    ({ file }) =>
      file.startsWith(`${folder}/`) &&
      isValuesName(file) &&
      file !== `${folder}/values.yaml` &&
      !/\/(?:templates|charts|ci|tests?)\//.test(file.slice(folder.length)),
  );

interface Environment {
  readonly file: FileId;
  readonly tree: Tree | undefined;
}

function clustersOf(chart: OwnChart): Cluster[] {
  const installed = chart.parents.filter(({ enabled }) => enabled);
  if (installed.length < chart.parents.length && installed.length === 0) return [];
  const base = chart.values.allTrees()[0];
  // Which of several parents a reader has in mind nobody knows; their charts are shown as they are by themselves.
  const [parent] = installed.length === 1 ? installed : [];
  const own: Environment = { file: chart.values.file, tree: mergeValues(base, parent?.values) };
  const environments = [own, ...(parent ? [] : environmentsThatMatter(chart))];
  return environments.map(({ file, tree }) => {
    const objects = objectsIn(treesWith(chart, tree));
    if (environments.length === 1) return new Cluster(objects);
    const place = { file, span: stableSpan(0, 0) };
    const overlay = { label: nameOf(file), place, among: environments.length };
    return new Cluster(objects, { file, overlayOf: () => overlay });
  });
}

/** Those that say something that a template of a server reads. */
function environmentsThatMatter({ folder, values, own, environments }: OwnChart): Environment[] {
  const names = own.flatMap(({ text }) => valuesNamedIn(text));
  const trees = new Map([values, ...environments].map((yaml) => [yaml.file, yaml.allTrees()[0]] as const));
  return environments.flatMap(({ file }) => {
    const tree = trees.get(file);
    if (!names.some((keys) => at(tree, ...keys) !== undefined)) return [];
    const bases = basesOf(file, (one) => trees.has(one), folder);
    const merged = [...bases, file].reduce<Tree | undefined>(
      (low, one) => mergeValues(low, trees.get(one)),
      undefined,
    );
    return [{ file, tree: merged }];
  });
}

function treesWith({ chart, own }: OwnChart, values: Tree | undefined): Tree[] {
  const [about] = chart.allTrees();
  const resolve = resolverOf(values, about);
  const holds = conditionsIn(values, about);
  return own.flatMap((yaml) =>
    isSwitchedOff(maskTemplate(yaml.text).actions, yaml.text, holds)
      ? []
      : yaml.resolvedTrees(resolve, holds),
  );
}
