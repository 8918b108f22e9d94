/** Values files that no release names (kubernetes.md C.2): by the chart around them, by a modeline, by their own signs. */

import type { FileId } from '../../text/span';
import type { YamlFile } from '../../yaml/incremental/yaml-file';
import type { HelmFiles } from './files';
import { basesOf } from './overlays';
import {
  chartOfModeline,
  folderOf,
  isOwnValues,
  isValuesName,
  nameOf,
  recogniseBySignature,
} from './read/recognise';
import type { Release } from './read/release';
import { releaseOf, releasesOfBlock, releasesOfChart, type Shape } from './release-build';

export function releasesOfValues(yaml: YamlFile, files: HelmFiles): Release[] {
  const { file } = yaml;
  const chart = files.chartAround(file);
  if (chart && files.isInner(chart)) return [];
  const bases = basesOf(file, (one) => files.has(one) && isValuesName(one), chart?.folder);
  const stack = [...bases, file];
  const sources = stack.map((one) => files.source(one));
  const shape: Shape = {
    name: shownName(stack),
    file,
    version: undefined,
    partial: false,
    environment: stack.length > 1 ? file : undefined,
  };
  if (chart) return releasesOfChart(chart, sources, shape, files);
  const record = chartOfModeline(yaml.text);
  if (record) return [releaseOf(record, sources, [], shape)];
  const found = stack.toReversed().flatMap((one) => {
    const tree = files.tree(one);
    return (tree && recogniseBySignature(one, tree, files.text(one))) ?? [];
  })[0];
  if (!found) return [];
  const { prefix } = found;
  if (prefix.length === 0) return [releaseOf(found.record, sources, prefix, shape)];
  // The chart around the block has values of its own, unless these are they.
  const partial = !stack.some((one) => isOwnValues(one, files.text(one)));
  return releasesOfBlock(found.record, sources, prefix, { ...shape, partial });
}

function shownName(stack: readonly FileId[]): string {
  const file = stack.at(-1) ?? '';
  const folder = nameOf(folderOf(file));
  return stack.length > 1 || /redis|valkey/i.test(folder) ? `${folder}/${nameOf(file)}` : nameOf(file);
}
