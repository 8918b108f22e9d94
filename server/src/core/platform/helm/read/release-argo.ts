/** Releases of Argo CD: the sources of an Application, or of the Applications that a set makes. */

import { at, isTrue, itemsAt, type MapTree, scalarAt, type Tree, textAt } from '../../../yaml/tree';
import {
  type ChartReference,
  hasTag,
  objectName,
  type ReleaseSource,
  textValues,
  treeValues,
  UNSEEN,
  type ValueSource,
} from './release-source';
import { parameterValue } from './set-values';

export function argoReleases(tree: MapTree, path: readonly string[]): ReleaseSource[] {
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
  const name = textAt(source, 'helm', 'releaseName') ?? objectName(tree);
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
