/** Releases in files of their own kind: Helmfile, `helmCharts` of a kustomization, Fleet (C.3). */

import type { FileId } from '../../../text/span';
import {
  at,
  entriesAt,
  itemsAt,
  type MapTree,
  type ScalarTree,
  scalarAt,
  type Tree,
  textAt,
} from '../../../yaml/tree';
import { changesServers } from './post-render';
import { nameOf } from './recognise';
import {
  type ChartReference,
  hasTag,
  type ReleaseSource,
  treeValues,
  type ValueSource,
} from './release-source';
import { parameterValue } from './set-values';

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

const fileValue = (item: Tree, optional = false): ValueSource =>
  item.kind === 'scalar' && !hasTag(item.text)
    ? { kind: 'file', path: item.text, from: 'file', optional }
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
  const templates = new Map(
    trees.flatMap((tree) => entriesAt(tree, 'templates').map(({ key, value }) => [key, value] as const)),
  );
  return trees.flatMap((tree) =>
    itemsAt(tree, 'releases').flatMap((release) => helmfileRelease(release, repositories, templates)),
  );
}

function helmfileRelease(
  release: Tree,
  repositories: ReadonlyMap<string, string>,
  templates: ReadonlyMap<string, Tree>,
): ReleaseSource[] {
  const inherited = itemsAt(release, 'inherit').flatMap(
    (item) => templates.get(textAt(item, 'template') ?? '') ?? [],
  );
  // What the release says itself comes last, and counts.
  const parts = [...inherited, release];
  const said = (key: string): ScalarTree | undefined =>
    parts.flatMap((part) => scalarAt(part, key) ?? []).at(-1);
  const chart = said('chart');
  if (release.kind !== 'map' || !chart || hasTag(chart.text) || said('installed')?.text === 'false')
    return [];
  const optional = /^(?:warn|info|debug)$/i.test(said('missingFileHandler')?.text ?? '');
  const values = parts.flatMap((part) => helmfileValues(part, optional));
  const changed = ['strategicMergePatches', 'jsonPatches', 'transformers'].some((key) =>
    parts.some((part) => changesServers(at(part, key))),
  );
  const hole: ValueSource[] = release.open ? [{ kind: 'unseen' }] : [];
  return [
    {
      name: said('name')?.text ?? chart.text,
      chart: helmfileChart(chart.text, repositories),
      version: said('version')?.text,
      values: [...hole, ...values],
      place: chart.place,
      partial: changed,
    },
  ];
}

/** Files and mappings, then secrets, then what is set one by one. */
function helmfileValues(part: Tree, optional: boolean): ValueSource[] {
  const values = itemsAt(part, 'values').map(
    (item): ValueSource =>
      item.kind === 'map'
        ? { kind: 'tree', tree: item, root: item, path: [], editable: true }
        : fileValue(item, optional),
  );
  const secrets: ValueSource[] = itemsAt(part, 'secrets').length > 0 ? [{ kind: 'unseen' }] : [];
  const set = ['set', 'setString'].flatMap((key) =>
    itemsAt(part, key).flatMap((item) => {
      const name = scalarAt(item, 'name');
      const value = at(item, 'value') ?? at(item, 'values');
      if (name && !value) return [{ kind: 'unseen' } as const];
      return name ? parameterValue(name, value, key === 'setString') : [];
    }),
  );
  return [...values, ...secrets, ...set];
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
  const files = [...(file ? [file] : []), ...itemsAt(item, 'additionalValuesFiles')].map((item) =>
    fileValue(item),
  );
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
        ...itemsAt(tree, 'helm', 'valuesFiles').map((item) => fileValue(item)),
        treeValues(tree, ['helm', 'values'], at(tree, 'helm', 'values')),
      ],
      place: chart.place,
    },
  ];
}
