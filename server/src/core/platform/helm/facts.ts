/** What a reader of values wants to know of their chart: for hovers and completion. */

import type { ChartFacts } from '../../server/chart-facts';
import type { Place } from '../../text/span';
import { entryOf, type Tree } from '../../yaml/tree';
import { type ChartServer, isMap, type Json, type ValuePath, valueAt } from './catalogue/charts';
import type { ChartValues } from './read/values';

export function chartFacts(values: ChartValues): ChartFacts {
  const { record, version, stated, defaults } = values.chart;
  return {
    name: `${record.id} ${version}`,
    assumed: !stated,
    values: record.notes.map(({ path, text }) => ({
      path: values.keysOf(path).join('.'),
      text,
      defaultText: defaultTextAt(defaults, path.split('.')),
      written: values.layers.flatMap(({ tree }) => keyAt(tree, values.keysOf(path))),
    })),
    layers: values.layers.flatMap(({ path, root }) =>
      root === undefined ? [] : [{ file: root.place.file, start: root.place.span.start, path }],
    ),
  };
}

/** What a server is made of besides its configuration and its limit: a reader may ask there what it comes to. */
export function mentionsIn(values: ChartValues, server: ChartServer): Place[] {
  const { image } = values.chart.record;
  const above = (path: ValuePath): ValuePath => path.slice(0, Math.max(0, path.lastIndexOf('.')));
  const paths = [
    server.block,
    above(image.repository),
    image.repository,
    image.tag,
    ...(typeof server.count === 'string' ? [server.count] : []),
    ...(server.resources === undefined ? [] : [`${server.resources}.requests.memory`]),
    ...(server.persistence === undefined ? [] : [server.persistence]),
    ...(server.medium === undefined ? [] : [server.medium]),
    ...(server.sysctls === undefined ? [] : [server.sysctls]),
    ...server.config.flatMap(({ path, as }) => (path !== undefined && as === 'environment' ? [path] : [])),
  ];
  return paths.flatMap((path) => {
    const written = path === '' ? undefined : values.writtenAt(path);
    if (!written) return [];
    return written.kind === 'scalar' ? [values.placeOf(path), written.place] : [values.placeOf(path)];
  });
}

function keyAt(tree: Tree | undefined, keys: readonly string[]): Place[] {
  let here = tree;
  for (const key of keys.slice(0, -1)) here = entryOf(here, key)?.value;
  const entry = entryOf(here, keys.at(-1) ?? '');
  return entry ? [entry.keyPlace] : [];
}

function defaultTextAt(defaults: Json, keys: readonly string[]): string | undefined {
  const here = valueAt(defaults, keys);
  if (here === undefined || here === null || isMap(here) || Array.isArray(here)) return undefined;
  return typeof here === 'string' ? here : JSON.stringify(here);
}
