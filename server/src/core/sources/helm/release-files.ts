/** Releases in files of their own kind: Helmfile, `helmCharts` of a kustomization, Fleet (C.3). */

import type { FileId } from '../../text/span';
import { at, itemsAt, type MapTree, scalarAt, type Tree, textAt } from '../../yaml/tree';
import { nameOf } from './recognise';
import {
  type ChartReference,
  hasTag,
  parameterValue,
  type ReleaseSource,
  treeValues,
  type ValueSource,
} from './release-source';

const HELMFILE = /(?:^|\/)(?:helmfile[^/]*\.ya?ml|helmfile\.d\/[^/]+\.ya?ml)(?:\.gotmpl)?$/i;

export const isHelmfile = (file: FileId): boolean => HELMFILE.test(file);

/** @param trees documents of one file */
export function releasesOfFile(file: FileId, trees: readonly Tree[]): ReleaseSource[] {
  if (isHelmfile(file)) return helmfileReleases(trees);
  if (/^kustomization(?:\.ya?ml)?$/i.test(nameOf(file))) return trees.flatMap(kustomizeReleases);
  if (/^fleet\.ya?ml$/i.test(nameOf(file))) return trees.flatMap(fleetReleases);
  return [];
}

const repositoryReference = (name: string, repository: string | undefined): ChartReference => ({
  kind: 'repository',
  name,
  repository,
});

const fileValue = (item: Tree): ValueSource =>
  item.kind === 'scalar' && !hasTag(item.text)
    ? { kind: 'file', path: item.text, from: 'file' }
    : { kind: 'unseen' };

function helmfileReleases(trees: readonly Tree[]): ReleaseSource[] {
  const repositories = new Map(
    trees
      .flatMap((tree) => itemsAt(tree, 'repositories'))
      .flatMap((item) => {
        const [name, url] = [textAt(item, 'name'), textAt(item, 'url')];
        return name === undefined || url === undefined ? [] : [[name, url] as const];
      }),
  );
  return trees.flatMap((tree) =>
    itemsAt(tree, 'releases').flatMap((release) => helmfileRelease(release, repositories)),
  );
}

function helmfileRelease(release: Tree, repositories: ReadonlyMap<string, string>): ReleaseSource[] {
  const chart = scalarAt(release, 'chart');
  if (release.kind !== 'map' || !chart || hasTag(chart.text) || textAt(release, 'installed') === 'false')
    return [];
  const values = itemsAt(release, 'values').map(
    (item): ValueSource =>
      item.kind === 'map'
        ? { kind: 'tree', tree: item, root: item, path: [], editable: true }
        : fileValue(item),
  );
  const set = itemsAt(release, 'set').flatMap((item) => {
    const name = scalarAt(item, 'name');
    return name ? parameterValue(name, at(item, 'value')) : [];
  });
  const secrets: ValueSource[] = itemsAt(release, 'secrets').length > 0 ? [{ kind: 'unseen' }] : [];
  const hole: ValueSource[] = release.open ? [{ kind: 'unseen' }] : [];
  return [
    {
      name: textAt(release, 'name') ?? chart.text,
      chart: helmfileChart(chart.text, repositories),
      version: textAt(release, 'version'),
      values: [...hole, ...values, ...secrets, ...set],
      place: chart.place,
    },
  ];
}

/** `bitnami/redis`, `oci://…`, `./charts/redis`. */
function helmfileChart(chart: string, repositories: ReadonlyMap<string, string>): ChartReference {
  if (chart.includes('://')) return { kind: 'address', address: chart };
  const match = /^([\w-]+)\/([\w-]+)$/.exec(chart);
  if (!match) return { kind: 'path', path: chart, rooted: false };
  const [, alias = '', name = ''] = match;
  return repositoryReference(name, repositories.get(alias) ?? alias);
}

function kustomizeReleases(tree: Tree): ReleaseSource[] {
  return itemsAt(tree, 'helmCharts').flatMap((item) => {
    const name = scalarAt(item, 'name');
    if (item.kind !== 'map' || !name) return [];
    return [
      {
        name: textAt(item, 'releaseName') ?? name.text,
        chart: repositoryReference(name.text, textAt(item, 'repo')),
        version: textAt(item, 'version'),
        values: kustomizeValues(item),
        place: name.place,
      },
    ];
  });
}

function kustomizeValues(item: MapTree): ValueSource[] {
  const file = at(item, 'valuesFile');
  const files = [...(file ? [file] : []), ...itemsAt(item, 'additionalValuesFiles')].map(fileValue);
  const inline = treeValues(item, ['valuesInline'], at(item, 'valuesInline'));
  const merge = textAt(item, 'valuesMerge');
  if (merge === 'replace' && at(item, 'valuesInline')) return [inline];
  return merge === 'merge' ? [inline, ...files] : [...files, inline];
}

function fleetReleases(tree: Tree): ReleaseSource[] {
  const chart = scalarAt(tree, 'helm', 'chart');
  if (!chart) return [];
  const repository = textAt(tree, 'helm', 'repo');
  const unseen: ValueSource[] = at(tree, 'helm', 'valuesFrom') ? [{ kind: 'unseen' }] : [];
  const reference: ChartReference = chart.text.includes('://')
    ? { kind: 'address', address: chart.text }
    : repository === undefined
      ? { kind: 'path', path: chart.text, rooted: false }
      : repositoryReference(chart.text, repository);
  return [
    {
      name: textAt(tree, 'helm', 'releaseName') ?? chart.text,
      chart: reference,
      version: textAt(tree, 'helm', 'version'),
      values: [
        ...unseen,
        ...itemsAt(tree, 'helm', 'valuesFiles').map(fileValue),
        treeValues(tree, ['helm', 'values'], at(tree, 'helm', 'values')),
      ],
      place: chart.place,
    },
  ];
}
