/** Charts that install another chart of the same project: by its folder, or unpacked below them. */

import type { Project } from '../../project/project';
import type { YamlFile } from '../../yaml/incremental/yaml-file';
import { at, entryOf, type Tree } from '../../yaml/tree';
import { folderOfDependency } from './files';
import { readChartFolder } from './read/chart-folder';
import { mergeValues } from './read/merge';
import { nameOf } from './read/recognise';
import { isEnabled } from './release-build';

export interface ParentChart {
  /** What it depends on. */
  readonly files: readonly YamlFile[];
  readonly enabled: boolean;
  /** What it says to the chart. */
  readonly values: Tree | undefined;
}

/** What every chart below gets. */
function globalsOf(values: Tree | undefined): Tree | undefined {
  const global = entryOf(values, 'global');
  return values?.kind === 'map' && global ? { ...values, entries: new Map([['global', global]]) } : undefined;
}

/** @param folders of all charts */
export function parentsOf(folder: string, folders: readonly string[], project: Project): ParentChart[] {
  const name = nameOf(folder);
  return folders.flatMap((other) => {
    const [chart, requirements] = ['Chart.yaml', 'requirements.yaml'].map((file) =>
      project.yaml(`${other}/${file}`),
    );
    const speaks = [chart, requirements].some((yaml) => yaml?.text.includes(name));
    const tree = chart?.allTrees()[0];
    if (other === folder || !speaks || !tree) return [];
    const { dependencies } = readChartFolder(other, tree, requirements?.allTrees()[0], undefined);
    return dependencies
      .filter((dependency) => folderOfDependency(dependency, other) === folder)
      .map((dependency) => {
        const file = project.yaml(`${other}/values.yaml`);
        const values = file?.allTrees()[0];
        return {
          files: [chart, requirements, file].filter((yaml) => yaml !== undefined),
          enabled: isEnabled(dependency, [{ root: values, path: [] }]),
          values: mergeValues(globalsOf(values), at(values, dependency.alias ?? dependency.name)),
        };
      });
  });
}
