/** The files of a project as Helm sees them: values, charts, and the files and objects that releases refer to. */

import type { Project } from '../../project/project';
import type { FileId } from '../../text/span';
import type { Chunk, YamlFile } from '../../yaml/incremental/yaml-file';
import { type Tree, textAt } from '../../yaml/tree';
import { type ChartFolder, type Dependency, readChartFolder } from './read/chart-folder';
import { folderOf, isValuesName, nameOf } from './read/recognise';
import { isHelmfile } from './read/release-files';
import type { Source } from './value-source';

const RELEASES = /HelmRelease|argoproj\.io|helm\.cattle\.io|helmCharts/;
/** Looked for once in each document. */
function mayDeclare({ text, memory }: Chunk): boolean {
  memory.declares ??= RELEASES.test(text);
  return memory.declares;
}
const CHART_FILE = /^(?:Chart|requirements)\.(?:yaml|lock)$/;

export class HelmFiles {
  readonly #byId: ReadonlyMap<FileId, YamlFile>;
  /** Named as values are. */
  readonly values: readonly YamlFile[];
  /** Those that may declare a release. */
  readonly declaring: readonly YamlFile[];
  readonly charts: readonly ChartFolder[];
  readonly #byFolder: ReadonlyMap<string, ChartFolder>;
  #inner: ReadonlySet<string> | undefined;

  constructor(project: Project) {
    const yamls = project.yamls().filter(({ file }) => !/\/templates\//.test(file));
    this.#byId = new Map(yamls.map((yaml) => [yaml.file, yaml]));
    this.values = yamls.filter(({ file }) => isValuesName(file));
    this.declaring = yamls.filter(
      ({ file, chunks }) =>
        isHelmfile(file) || nameOf(file) === 'fleet.yaml' || chunks.some((chunk) => mayDeclare(chunk)),
    );
    this.charts = yamls.flatMap(({ file }) => (nameOf(file) === 'Chart.yaml' ? this.#chartFolder(file) : []));
    this.#byFolder = new Map(this.charts.map((chart) => [chart.folder, chart]));
  }

  /** Same items: same result. */
  get dependencies(): readonly unknown[] {
    const charts = [...this.#byId.values()].filter(({ file }) => CHART_FILE.test(nameOf(file)));
    const referred = this.declaring.length > 0 ? [...this.#byId.values()] : [];
    return [...this.values, ...charts, ...this.declaring, ...referred];
  }

  has(file: FileId): boolean {
    return this.#byId.has(file);
  }

  text(file: FileId): string {
    return this.#byId.get(file)?.text ?? '';
  }

  /** The documents of a file; what a template writes in it is not known, what stands beside that is. */
  trees(yaml: YamlFile): readonly Tree[] {
    const rendered = (isHelmfile(yaml.file) || /\.gotmpl$/i.test(yaml.file)) && yaml.text.includes('{{');
    const resolved = rendered ? yaml.resolvedTrees(() => undefined) : [];
    return resolved.length > 0 ? resolved : yaml.allTrees();
  }

  tree(file: FileId): Tree | undefined {
    const yaml = this.#byId.get(file);
    return yaml && this.trees(yaml)[0];
  }

  source(file: FileId): Source {
    return { file, root: this.tree(file), path: [], editable: true };
  }

  /** The only object of the project with this kind and name. */
  object(kind: string, name: string): Tree | undefined {
    const found = [...this.#byId.values()]
      .filter(({ chunks }) => chunks.some(({ text }) => text.includes(kind)))
      .flatMap((yaml) => yaml.allTrees())
      .filter((tree) => textAt(tree, 'kind') === kind && textAt(tree, 'metadata', 'name') === name);
    return found.length === 1 ? found[0] : undefined;
  }

  chartAt(folder: string): ChartFolder | undefined {
    return this.#byFolder.get(folder);
  }

  /** The chart that a dependency names by its folder, or that lies unpacked in the chart. */
  chartOf(dependency: Dependency, { folder }: ChartFolder): ChartFolder | undefined {
    return this.chartAt(folderOfDependency(dependency, folder));
  }

  /** Whether another chart of the project installs it: then the values of that one count. */
  isInner({ folder }: ChartFolder): boolean {
    this.#inner ??= new Set(
      this.charts.flatMap((chart) =>
        chart.dependencies.flatMap((dependency) => {
          const inner = this.chartOf(dependency, chart)?.folder;
          return inner === undefined || inner === chart.folder ? [] : [inner];
        }),
      ),
    );
    return this.#inner.has(folder);
  }

  /** The chart in whose folder the file lies. */
  chartAround(file: FileId): ChartFolder | undefined {
    return this.charts
      .filter(({ folder }) => file.startsWith(`${folder}/`))
      .sort((a, b) => b.folder.length - a.folder.length)[0];
  }

  /**
   * The only file at a path.
   * @param from the path is relative to the file that names it, to the chart, or to the root of some repository
   */
  fileNamed(
    path: string,
    from: 'file' | 'chart' | 'root',
    file: FileId,
    chart: ChartFolder | undefined,
  ): FileId | undefined {
    if (/^[a-z]+:\/\//i.test(path)) return undefined;
    if (from === 'file' || (from === 'chart' && chart)) {
      const found = resolvePath(from === 'file' ? folderOf(file) : (chart?.folder ?? ''), path);
      return this.has(found) ? found : undefined;
    }
    const ending = `/${path.replace(/^(?:\.?\/)+/, '')}`;
    const found = [...this.#byId.keys()].filter((one) => one.endsWith(ending));
    return found.length === 1 ? found[0] : undefined;
  }

  #chartFolder(file: FileId): ChartFolder[] {
    const chart = this.tree(file);
    if (!chart) return [];
    const folder = folderOf(file);
    const lock = this.tree(`${folder}/Chart.lock`) ?? this.tree(`${folder}/requirements.lock`);
    return [readChartFolder(folder, chart, this.tree(`${folder}/requirements.yaml`), lock)];
  }
}

/** @param folder of the chart that depends on it */
export function folderOfDependency({ name, repository }: Dependency, folder: string): string {
  const local = /^file:\/\/(.*)$/.exec(repository ?? '')?.[1];
  return local === undefined ? `${folder}/charts/${name}` : resolvePath(folder, local);
}

/** `./` and `../` resolved against a folder. */
export function resolvePath(folder: FileId, path: string): FileId {
  const parts = folder.split('/');
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
