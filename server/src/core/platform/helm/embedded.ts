/** Releases of charts that install a chart of the catalogue: its servers, with the values that reach it. */

import { type Place, stableSpan } from '../../text/span';
import { at, type MapEntry, type MapTree } from '../../yaml/tree';
import { chartById, isMap, type Json, keysIn, withValue } from './catalogue/charts';
import {
  type EmbeddingChart,
  embedded,
  embeddedIn,
  embeddingChart,
  overridesIn,
  rangeOfEmbedding,
} from './catalogue/embedding';
import { plainAlias, recogniseBlocks } from './read/recognise';
import type { Release } from './read/release';
import type { ChartReference } from './read/release-source';
import { treeOfJson } from './read/values';
import { isEnabled, releaseOf, releasesOfBlock, type Shape } from './release-build';
import type { Source } from './value-source';

/** A chart that installs one of the catalogue, by its repository: two charts of a name may have nothing in common. */
export function embeddingOf(chart: ChartReference): EmbeddingChart | undefined {
  if (chart.kind === 'repository' && chart.repository !== undefined)
    return (
      embeddingChart(chart.name, chart.repository) ??
      embeddingChart(chart.name, plainAlias(chart.repository.replace(/^(?:@|alias:)/, '')))
    );
  if (chart.kind !== 'address') return undefined;
  const [, repository, name] = /^(.*)\/([^/]+?)(?:[:@][^/]*)?$/.exec(chart.address) ?? [];
  return repository === undefined || name === undefined ? undefined : embeddingChart(name, repository);
}

/**
 * The servers that a release of an embedding chart runs.
 * @param sources its values, low to high
 */
export function releasesOfEmbedding(
  parent: EmbeddingChart,
  version: string | undefined,
  sources: readonly Source[],
  shape: Shape,
): Release[] {
  const range = rangeOfEmbedding(parent, version);
  const place = shape.otherwise ?? { file: shape.file, span: stableSpan(0, 0) };
  const own = { root: ownValues(parent, range, place), path: [] };
  return embeddedIn(parent, range).flatMap(({ dependency, version: installed }) => {
    const { chart: id, conditions = [], tags = [], key } = dependency;
    const record = chartById(id);
    if (!record || !isEnabled({ conditions, tags }, [own, ...sources])) return [];
    const inside = {
      ...shape,
      name: `${shape.name} › ${key}`,
      version: installed,
      otherwise: place,
    };
    const release = releaseOf(record, sources, [key], inside);
    const label = `in ${parent.name} ${version ?? parent.newest}`;
    return [{ ...release, chart: embedded(release.chart, overridesIn(parent, range, key), label) }];
  });
}

/** What the values.yaml of the chart says, as far as it decides; a hole where its versions differ. */
function ownValues(
  parent: EmbeddingChart,
  range: ReturnType<typeof rangeOfEmbedding>,
  place: Place,
): MapTree {
  const overrides = overridesIn(parent, range, '');
  const known = overrides.filter(({ differs }) => !differs);
  const json = known.reduce<Json>((all, { path, value }) => withValue(all, keysIn(path), value), {});
  const tree = treeOfJson(isMap(json) ? json : {}, place);
  const empty: MapTree = { kind: 'map', entries: new Map(), place, flow: false, open: false };
  const differing = overrides.flatMap(({ path, differs }) => (differs ? [keysIn(path)] : []));
  return differing.reduce((all, keys) => withHole(all, keys, place), tree.kind === 'map' ? tree : empty);
}

function withHole(map: MapTree, [key = '', ...rest]: readonly string[], place: Place): MapTree {
  const inner = map.entries.get(key)?.value;
  const below: MapTree =
    inner?.kind === 'map' ? inner : { kind: 'map', entries: new Map(), place, flow: false, open: false };
  const value = rest.length === 0 ? ({ kind: 'hole', place } as const) : withHole(below, rest, place);
  const entry: MapEntry = { key, keyPlace: place, value };
  return { ...map, entries: new Map([...map.entries, [key, entry]]) };
}

/**
 * Blocks of a chart that is not known, which have the signs of a chart of the catalogue: of its version nothing is known, nor of the
 * values that lie below.
 */
export const releasesOfBlocks = (sources: readonly Source[], shape: Shape): Release[] => {
  const blocks = sources.flatMap(({ root, path }) => {
    const tree = at(root, ...path);
    return tree ? recogniseBlocks(tree) : [];
  });
  const first = new Map(blocks.map((block) => [block.prefix.join('.'), block]));
  return [...first.values()].flatMap(({ record, prefix }) =>
    releasesOfBlock(record, sources, prefix, { ...shape, version: '*', partial: true }),
  );
};
