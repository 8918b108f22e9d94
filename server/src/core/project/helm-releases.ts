/** The releases of known charts in a project: by Chart.yaml, by what names a values file, by its own signs (kubernetes.md C.2). */

import { type ChartRecord, chartInVersion } from '../catalogue/charts';
import { type ChartFolder, type Dependency, readChartFolder } from '../sources/helm/chart-folder';
import {
  chartOfModeline,
  folderOf,
  isForTests,
  isValuesName,
  nameOf,
  recogniseBySignature,
} from '../sources/helm/recognise';
import type { Release } from '../sources/helm/release';
import { isTruthy, type ValuesLayer } from '../sources/helm/values';
import type { FileId, Place } from '../text/span';
import { at, entryOf, type Tree } from '../yaml/tree';
import type { YamlFile } from '../yaml/yaml-file';
import { basesOf } from './helm-overlays';
import type { Project } from './project';

export class HelmReleases {
  readonly #values: readonly YamlFile[];
  readonly #byId: ReadonlyMap<FileId, YamlFile>;
  readonly #charts: readonly ChartFolder[];

  constructor(readonly project: Project) {
    const yamls = project.yamls();
    this.#byId = new Map(yamls.map((yaml) => [yaml.file, yaml]));
    this.#values = yamls.filter(({ file }) => isValuesName(file) && !/\/templates\//.test(file));
    this.#charts = yamls.flatMap(({ file }) =>
      nameOf(file) === 'Chart.yaml' ? this.#chartFolder(file) : [],
    );
  }

  /** Same items: same result. */
  get dependencies(): readonly unknown[] {
    return [...this.#values, ...[...this.#byId.values()].filter(({ file }) => isChartFile(file))];
  }

  releases(): Release[] {
    return this.#values.flatMap((yaml) => this.#releasesOf(yaml));
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

  #releasesOf(yaml: YamlFile): Release[] {
    const { file } = yaml;
    const chart = this.#chartAround(file);
    const bases = basesOf(file, (one) => this.#byId.has(one) && isValuesName(one), chart?.folder);
    const stack = [...bases, file];
    if (chart) return this.#ofChart(chart, file, stack);
    const record = chartOfModeline(yaml.text);
    if (record) return [this.#whole(record, undefined, stack)];
    const found = stack.toReversed().flatMap((one) => {
      const tree = this.#tree(one);
      return (tree && recogniseBySignature(one, tree)) ?? [];
    })[0];
    if (!found) return [];
    if (found.prefix.length === 0) return [this.#whole(found.record, undefined, stack)];
    return this.#block(found.record, undefined, found.prefix, stack, undefined).map((release) => ({
      ...release,
      partial: true,
    }));
  }

  /** The chart in whose folder the file lies. */
  #chartAround(file: FileId): ChartFolder | undefined {
    return this.#charts
      .filter(({ folder }) => file.startsWith(`${folder}/`))
      .sort((a, b) => b.folder.length - a.folder.length)[0];
  }

  #ofChart(chart: ChartFolder, file: FileId, stack: readonly FileId[]): Release[] {
    if (chart.copyOf) {
      const own = file === `${chart.folder}/values.yaml`;
      const release = this.#whole(chart.copyOf, chart.version, stack);
      return [own ? { ...release, mild: true } : release];
    }
    return chart.dependencies.flatMap((dependency) => this.#ofDependency(dependency, stack));
  }

  #ofDependency(dependency: Dependency, stack: readonly FileId[]): Release[] {
    const { record, version, name, alias } = dependency;
    if (!record || !this.#isEnabled(dependency, stack)) return [];
    return this.#block(record, version, [alias ?? name], stack, dependency.place);
  }

  /** The first condition that is set decides; without any the chart is installed. */
  #isEnabled({ conditions }: Dependency, stack: readonly FileId[]): boolean {
    for (const path of conditions) {
      for (const file of stack.toReversed()) {
        const value = at(this.#tree(file), ...path.split('.'));
        if (value?.kind === 'hole') return false;
        if (value) return isTruthy(value);
      }
    }
    return true;
  }

  #whole(record: ChartRecord, version: string | undefined, stack: readonly FileId[]): Release {
    const layers = stack.map((file) => this.#layer(file, []));
    return this.#release(record, version, layers, stack, shownName(stack, record.name));
  }

  /** @param otherwise where a reader looks when nobody writes the block */
  #block(
    record: ChartRecord,
    version: string | undefined,
    prefix: readonly string[],
    stack: readonly FileId[],
    otherwise: Place | undefined,
  ): Release[] {
    const layers = stack.map((file) => this.#layer(file, prefix));
    const written = layers.some(({ tree }) => tree !== undefined);
    if (!written && !otherwise) return [];
    // What an environment says nothing about is the same as without it.
    if (stack.length > 1 && layers.at(-1)?.tree === undefined) return [];
    const placed = written || !otherwise ? layers : layers.map((layer) => ({ ...layer, place: otherwise }));
    return [this.#release(record, version, placed, stack, prefix.join('.'))];
  }

  #release(
    record: ChartRecord,
    version: string | undefined,
    layers: readonly ValuesLayer[],
    stack: readonly FileId[],
    name: string,
  ): Release {
    const file = stack.at(-1) ?? '';
    return {
      name,
      chart: chartInVersion(record, version),
      layers,
      file,
      partial: false,
      mild: isForTests(file),
      ...(stack.length > 1 ? { environment: file } : {}),
    };
  }

  #layer(file: FileId, path: readonly string[]): ValuesLayer {
    const root = this.#tree(file);
    return { tree: at(root, ...path), root, path, place: headOfValues(file, root, path), editable: true };
  }
}

const isChartFile = (file: FileId): boolean => /^(?:Chart|requirements)\.(?:yaml|lock)$/.test(nameOf(file));

/** The key of the block, or the first key of the file. */
function headOfValues(file: FileId, root: Tree | undefined, path: readonly string[]): Place {
  const last = path.at(-1);
  const entry = last === undefined ? undefined : entryOf(at(root, ...path.slice(0, -1)), last);
  const [first] = root?.kind === 'map' ? [...root.entries.values()] : [];
  return entry?.keyPlace ?? first?.keyPlace ?? { file, span: { start: 0, end: 0 } };
}

function shownName(stack: readonly FileId[], chart: string): string {
  const file = stack.at(-1) ?? '';
  const folder = nameOf(folderOf(file));
  return stack.length > 1 || /redis|valkey/i.test(folder)
    ? `${folder}/${nameOf(file)}`
    : `${chart} (${nameOf(file)})`;
}
