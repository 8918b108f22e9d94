/** Releases that are objects of a cluster: Flux HelmRelease, those of Argo CD, k3s HelmChart (C.3). */

import { plainScalar } from '../../../yaml/template/shape';
import { at, entriesAt, itemsAt, type MapTree, scalarAt, type Tree, textAt } from '../../../yaml/tree';
import { changesServers } from './post-render';
import { argoReleases } from './release-argo';
import {
  type ChartReference,
  objectName,
  type ReleaseSource,
  textValues,
  treeValues,
  UNSEEN,
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
    { name: textAt(tree, 'spec', 'releaseName') ?? objectName(tree), chart, version, values, place, partial },
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
      name: textAt(tree, 'spec', 'releaseName') ?? objectName(tree),
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

function k3sRelease(tree: MapTree, find: FindObject): ReleaseSource[] {
  const chart = scalarAt(tree, 'spec', 'chart');
  if (!chart) return [];
  const repository = textAt(tree, 'spec', 'repo');
  const config = find('HelmChartConfig', objectName(tree));
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
      name: objectName(tree),
      chart: reference,
      version: textAt(tree, 'spec', 'version'),
      values: [...values, ...settings],
      place: chart.place,
    },
  ];
}
