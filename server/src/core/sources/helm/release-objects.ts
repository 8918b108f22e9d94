/** Releases that are objects of a cluster: Flux HelmRelease, Argo CD Application and ApplicationSet, k3s HelmChart (C.3). */

import { plainScalar } from '../../yaml/template-shape';
import { at, entriesAt, isTrue, itemsAt, type MapTree, scalarAt, type Tree, textAt } from '../../yaml/tree';
import { changesServers } from './post-render';
import {
  type ChartReference,
  hasTag,
  type ReleaseSource,
  textValues,
  treeValues,
  type ValueSource,
} from './release-source';
import { parameterValue } from './set-values';

/** The objects of the project, by kind and name. */
export type FindObject = (kind: string, name: string) => Tree | undefined;

export function releasesOfObject(tree: Tree, find: FindObject): ReleaseSource[] {
  if (tree.kind !== 'map') return [];
  const group = textAt(tree, 'apiVersion') ?? '';
  const kind = textAt(tree, 'kind');
  if (kind === 'HelmRelease' && group.startsWith('helm.toolkit.fluxcd.io/')) return fluxRelease(tree, find);
  if (kind === 'HelmRelease' && /^(?:flux\.weave\.works|helm\.fluxcd\.io)\//.test(group))
    return oldFluxRelease(tree);
  if (group.startsWith('argoproj.io/')) {
    if (kind === 'Application') return argoReleases(tree, ['spec']);
    if (kind === 'ApplicationSet') return argoReleases(tree, ['spec', 'template', 'spec']);
  }
  if (kind === 'HelmChart' && group.startsWith('helm.cattle.io/')) return k3sRelease(tree, find);
  return [];
}

const UNSEEN: ValueSource = { kind: 'unseen' };

/** A template may write it. */
const nameOf = (tree: Tree): string => textAt(tree, 'metadata', 'name') || 'release';

function fluxRelease(tree: MapTree, find: FindObject): ReleaseSource[] {
  const spec = at(tree, 'spec', 'chart', 'spec');
  const chart = fluxChart(tree, find);
  const place = scalarAt(spec, 'chart')?.place ?? scalarAt(tree, 'spec', 'chartRef', 'name')?.place;
  if (!chart || !place) return [];
  const reference = textAt(tree, 'spec', 'chartRef', 'name');
  const version =
    textAt(spec, 'version') ??
    (reference === undefined ? undefined : textAt(find('OCIRepository', reference), 'spec', 'ref', 'tag'));
  const files = itemsAt(spec, 'valuesFiles').map(
    (item): ValueSource =>
      item.kind === 'scalar' ? { kind: 'file', path: item.text, from: 'root' } : UNSEEN,
  );
  const values = [
    ...files,
    ...itemsAt(tree, 'spec', 'valuesFrom').map(fluxValuesFrom),
    treeValues(tree, ['spec', 'values'], at(tree, 'spec', 'values')),
  ];
  const partial = itemsAt(tree, 'spec', 'postRenderers').some(changesServers);
  return [
    { name: textAt(tree, 'spec', 'releaseName') ?? nameOf(tree), chart, version, values, place, partial },
  ];
}

/** Of Flux 1: repository, name and version stand at `spec.chart`. */
function oldFluxRelease(tree: MapTree): ReleaseSource[] {
  const name = scalarAt(tree, 'spec', 'chart', 'name');
  if (!name) return [];
  const besides = ['valueFileSecrets', 'valuesFrom'].some((key) => at(tree, 'spec', key) !== undefined);
  const unseen: ValueSource[] = besides ? [UNSEEN] : [];
  return [
    {
      name: textAt(tree, 'spec', 'releaseName') ?? nameOf(tree),
      chart: { kind: 'repository', name: name.text, repository: textAt(tree, 'spec', 'chart', 'repository') },
      version: textAt(tree, 'spec', 'chart', 'version'),
      values: [...unseen, treeValues(tree, ['spec', 'values'], at(tree, 'spec', 'values'))],
      place: name.place,
    },
  ];
}

function fluxChart(tree: Tree, find: FindObject): ChartReference | undefined {
  const spec = at(tree, 'spec', 'chart', 'spec');
  const name = textAt(spec, 'chart');
  const source = textAt(spec, 'sourceRef', 'name') ?? '';
  if (name !== undefined && textAt(spec, 'sourceRef', 'kind') !== 'HelmRepository')
    return { kind: 'path', path: name, rooted: true };
  if (name !== undefined)
    return {
      kind: 'repository',
      name,
      repository: textAt(find('HelmRepository', source), 'spec', 'url') ?? source,
    };
  const reference = textAt(tree, 'spec', 'chartRef', 'name');
  if (reference === undefined) return undefined;
  const address = textAt(find('OCIRepository', reference), 'spec', 'url');
  // Mostly it is called as the chart is, which the values may confirm.
  return address === undefined
    ? { kind: 'repository', name: reference, repository: undefined }
    : { kind: 'address', address };
}

function fluxValuesFrom(item: Tree): ValueSource {
  const name = textAt(item, 'name');
  const whole = at(item, 'targetPath') === undefined;
  if (textAt(item, 'kind') !== 'ConfigMap' || name === undefined || !whole) return UNSEEN;
  return { kind: 'configMap', name, key: textAt(item, 'valuesKey') ?? 'values.yaml' };
}

function argoReleases(tree: MapTree, path: readonly string[]): ReleaseSource[] {
  const spec = at(tree, ...path);
  const several = itemsAt(spec, 'sources');
  const single = at(spec, 'source');
  const sources = several.length > 0 ? several : single ? [single] : [];
  return sources.flatMap((source) =>
    argoRelease(tree, source, single === source ? [...path, 'source'] : undefined),
  );
}

/** @param path to the source in the document; undefined for one of a list, into which nothing new is written */
function argoRelease(tree: MapTree, source: Tree, path: readonly string[] | undefined): ReleaseSource[] {
  const chart = argoChart(source);
  const place = (scalarAt(source, 'chart') ?? scalarAt(source, 'path'))?.place;
  const name = textAt(source, 'helm', 'releaseName') ?? nameOf(tree);
  const written = textAt(source, 'targetRevision');
  if (!chart || !place) return [];
  const version = hasTag(written) ? undefined : written;
  const values = at(source, 'plugin') ? pluginValues(source) : argoValues(tree, source, path);
  const partial = at(tree, 'spec', 'templatePatch') !== undefined;
  return [{ name, chart, version, values, place, partial }];
}

function argoChart(source: Tree): ChartReference | undefined {
  const name = textAt(source, 'chart');
  const path = textAt(source, 'path');
  const repository = textAt(source, 'repoURL');
  if (hasTag(name) || hasTag(path)) return undefined;
  if (name !== undefined) return { kind: 'repository', name, repository };
  if (repository?.startsWith('oci://')) return { kind: 'address', address: repository };
  return path === undefined ? undefined : { kind: 'path', path, rooted: true };
}

/** Plugins that run Helm take its values from their environment; whatever else one does nobody sees. */
function pluginValues(source: Tree): ValueSource[] {
  const environment = itemsAt(source, 'plugin', 'env');
  const named = environment.find((item) => textAt(item, 'name') === 'HELM_VALUES');
  const text = scalarAt(named, 'value');
  const besides = environment.length > (text ? 1 : 0) || at(source, 'plugin', 'parameters') !== undefined;
  return [...(text ? textValues(text) : []), ...(besides || !text ? [UNSEEN] : [])];
}

/** `valueFiles` < `values` < `valuesObject` < `parameters`. */
function argoValues(tree: MapTree, source: Tree, path: readonly string[] | undefined): ValueSource[] {
  const helm = at(source, 'helm');
  const optional = textAt(helm, 'ignoreMissingValueFiles') === 'true';
  const files = itemsAt(helm, 'valueFiles').map((item): ValueSource => {
    if (item.kind !== 'scalar' || hasTag(item.text)) return UNSEEN;
    const named = /^\$[^/]+\/(.+)$/.exec(item.text)?.[1];
    return named === undefined
      ? { kind: 'file', path: item.text, from: 'chart', optional }
      : { kind: 'file', path: named, from: 'root', optional };
  });
  const text = scalarAt(helm, 'values');
  const object = at(helm, 'valuesObject');
  const parameters = itemsAt(helm, 'parameters').flatMap((item) => {
    const name = scalarAt(item, 'name');
    return name ? parameterValue(name, at(item, 'value'), isTrue(at(item, 'forceString'))) : [];
  });
  // Without any values, new ones go where the next reader expects them.
  const own: ValueSource[] = object
    ? [{ kind: 'tree', tree: object, root: object, path: [], editable: true }]
    : text || !path
      ? []
      : [treeValues(tree, [...path, 'helm', 'valuesObject'], undefined)];
  const unseen: ValueSource[] = at(helm, 'fileParameters') ? [UNSEEN] : [];
  return [...files, ...(text ? textValues(text) : []), ...own, ...unseen, ...parameters];
}

function k3sRelease(tree: MapTree, find: FindObject): ReleaseSource[] {
  const chart = scalarAt(tree, 'spec', 'chart');
  if (!chart) return [];
  const repository = textAt(tree, 'spec', 'repo');
  const config = find('HelmChartConfig', nameOf(tree));
  const values = [tree, config].flatMap((one) => {
    const text = scalarAt(one, 'spec', 'valuesContent');
    const secret: ValueSource[] = at(one, 'spec', 'valuesSecrets') ? [UNSEEN] : [];
    const own = at(one, 'spec', 'values');
    const mapped = one && own ? [treeValues(one, ['spec', 'values'], own)] : [];
    return [...(text ? textValues(text) : []), ...mapped, ...secret];
  });
  const settings = entriesAt(tree, 'spec', 'set').flatMap(({ key, keyPlace, value }) =>
    parameterValue(plainScalar(key, keyPlace), value),
  );
  const reference: ChartReference = chart.text.includes('://')
    ? { kind: 'address', address: chart.text }
    : { kind: 'repository', name: chart.text, repository };
  return [
    {
      name: nameOf(tree),
      chart: reference,
      version: textAt(tree, 'spec', 'version'),
      values: [...values, ...settings],
      place: chart.place,
    },
  ];
}
