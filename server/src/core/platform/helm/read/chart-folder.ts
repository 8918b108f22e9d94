/** A folder with a Chart.yaml: what the chart is called, where it comes from, and which charts it depends on. */

import type { Place } from '../../../text/span';
import { itemsAt, scalarAt, type Tree, textAt } from '../../../yaml/tree';
import { CHARTS, type ChartRecord } from '../catalogue/charts';
import { chartOf } from './recognise';

export interface ChartFolder {
  /** Without a slash at the end. */
  readonly folder: string;
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** A copy of a chart that is known here. */
  readonly copyOf: ChartRecord | undefined;
  readonly dependencies: readonly Dependency[];
}

export interface Dependency {
  readonly name: string;
  readonly alias: string | undefined;
  /** As written, or as the lock file has it. */
  readonly version: string | undefined;
  readonly repository: string | undefined;
  /** Paths of the parent's values, the first that is set decides. */
  readonly conditions: readonly string[];
  /** Without a condition that is set, `tags.<tag>` of the values decide. */
  readonly tags: readonly string[];
  readonly record: ChartRecord | undefined;
  readonly place: Place;
}

/**
 * @param chart Chart.yaml
 * @param requirements requirements.yaml of a chart of the first format
 * @param lock Chart.lock or requirements.lock
 */
export function readChartFolder(
  folder: string,
  chart: Tree,
  requirements: Tree | undefined,
  lock: Tree | undefined,
): ChartFolder {
  const locked = itemsAt(lock, 'dependencies');
  const name = textAt(chart, 'name');
  return {
    folder,
    name,
    version: textAt(chart, 'version'),
    copyOf: name === undefined ? undefined : copyOf(name, chart),
    dependencies: [...itemsAt(chart, 'dependencies'), ...itemsAt(requirements, 'dependencies')].flatMap(
      (item) => dependencyOf(item, locked),
    ),
  };
}

function dependencyOf(item: Tree, locked: readonly Tree[]): Dependency[] {
  const scalar = scalarAt(item, 'name');
  if (!scalar) return [];
  const name = scalar.text;
  const written = textAt(item, 'version');
  const repository = textAt(item, 'repository');
  const same = locked.filter(
    (one) => textAt(one, 'name') === name && (textAt(one, 'repository') ?? repository) === repository,
  );
  return [
    {
      name,
      alias: textAt(item, 'alias'),
      version: (same.length === 1 ? textAt(same[0], 'version') : undefined) ?? written,
      repository,
      conditions: (textAt(item, 'condition') ?? '').split(',').flatMap((path) => path.trim() || []),
      tags: itemsAt(item, 'tags').flatMap((tag) => (tag.kind === 'scalar' ? [tag.text] : [])),
      record: chartOf(name, repository),
      place: scalar.place,
    },
  ];
}

/** The name alone is nobody's; home and sources tell whose chart it is. */
function copyOf(name: string, chart: Tree): ChartRecord | undefined {
  const addresses = [
    textAt(chart, 'home'),
    ...itemsAt(chart, 'sources').map((item) => (item.kind === 'scalar' ? item.text : '')),
  ]
    .filter((address) => address !== undefined)
    .join('\n')
    .toLowerCase();
  return CHARTS.find(({ id, name: own, provenance }) => {
    const [maker = ''] = id.split('/');
    const repository = /github\.com\/([^/]+\/[^/]+)/.exec(provenance.source.toLowerCase())?.[1];
    return (
      own === name &&
      (addresses.includes(`/${maker}/`) || (repository !== undefined && addresses.includes(repository)))
    );
  });
}
