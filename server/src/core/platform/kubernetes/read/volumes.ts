/** Volumes of a pod and where its containers mount them. */

import { type Mount, Volume } from '../../../container/files';
import { readConfigText } from '../../../directives/config-text';
import type { Layer } from '../../../model/fact';
import { at, itemsAt, type MapTree, type ScalarTree, scalarAt, type Tree, textAt } from '../../../yaml/tree';
import type { DataEntry } from './config-data';
import type { DataLookup } from './environment';

export function volumesOf(spec: MapTree, claims: readonly Tree[], lookup: DataLookup): Map<string, Volume> {
  const volumes = new Map<string, Volume>();
  for (const tree of itemsAt(spec, 'volumes')) {
    const name = textAt(tree, 'name');
    if (name !== undefined) volumes.set(name, volumeOf(name, tree, lookup));
  }
  for (const claim of claims) {
    const name = scalarAt(claim, 'metadata', 'name');
    if (name) volumes.set(name.text, new Volume(true, name.text, name.place));
  }
  return volumes;
}

function volumeOf(name: string, tree: Tree, lookup: DataLookup): Volume {
  const volume = new Volume(!isListed(tree, lookup), name, tree.place);
  addReference(volume, at(tree, 'configMap'), 'ConfigMap', 'name', lookup);
  addReference(volume, at(tree, 'secret'), 'Secret', 'secretName', lookup);
  for (const source of itemsAt(tree, 'projected', 'sources')) {
    addReference(volume, at(source, 'configMap'), 'ConfigMap', 'name', lookup);
    addReference(volume, at(source, 'secret'), 'Secret', 'name', lookup);
  }
  return volume;
}

/** Every file of it is in the manifests, or it begins empty. */
function isListed(tree: Tree, lookup: DataLookup): boolean {
  if (at(tree, 'emptyDir') !== undefined) return true;
  const isFound = (kind: 'ConfigMap' | 'Secret', name: string | undefined): boolean =>
    name !== undefined && lookup(kind, name)?.open === false;
  if (at(tree, 'configMap')) return isFound('ConfigMap', textAt(tree, 'configMap', 'name'));
  if (at(tree, 'secret')) return isFound('Secret', textAt(tree, 'secret', 'secretName'));
  const sources = itemsAt(tree, 'projected', 'sources');
  return (
    sources.length > 0 &&
    sources.every((source) =>
      at(source, 'configMap')
        ? isFound('ConfigMap', textAt(source, 'configMap', 'name'))
        : isFound('Secret', textAt(source, 'secret', 'name')),
    )
  );
}

function addReference(
  volume: Volume,
  reference: Tree | undefined,
  kind: 'ConfigMap' | 'Secret',
  nameKey: string,
  lookup: DataLookup,
): void {
  const name = textAt(reference, nameKey);
  const entries = name === undefined ? undefined : lookup(kind, name);
  if (!entries) return;
  const items = itemsAt(reference, 'items');
  for (const entry of entries) {
    const item = items.find((one) => textAt(one, 'key') === entry.key);
    if (items.length > 0 && !item) continue;
    addFile(volume, textAt(item, 'path') ?? entry.key, entry, kind);
  }
}

function addFile(volume: Volume, path: string, { content }: DataEntry, layer: Layer): void {
  if (!content) {
    if (volume.place)
      volume.files.set(path, { parts: [{ kind: 'unknown', why: 'secret', place: volume.place }] });
    return;
  }
  volume.files.set(path, { parts: [{ kind: 'text', config: configOf(content), layer, scalar: content }] });
}

/** A scalar of a manifest as a configuration; the same one each time, because lines are compared by their text. */
export const configOf = (scalar: ScalarTree) => readConfigText(scalar.text, scalar.map);

export function mountsOf(container: MapTree, volumes: ReadonlyMap<string, Volume>): Mount[] {
  return itemsAt(container, 'volumeMounts').flatMap((tree) => {
    const path = textAt(tree, 'mountPath');
    const volume = volumes.get(textAt(tree, 'name') ?? '');
    if (path === undefined || !volume) return [];
    const place = scalarAt(tree, 'mountPath')?.place ?? tree.place;
    const expression = textAt(tree, 'subPathExpr');
    // What a variable of the pod picks is only known in the cluster.
    const isKnown = expression === undefined || !expression.includes('$(');
    return [
      {
        volume: isKnown ? volume : new Volume(true, volume.name, place),
        path: path.replace(/\/+$/, ''),
        subPath: isKnown ? (expression ?? textAt(tree, 'subPath')) : undefined,
        place,
      },
    ];
  });
}

/** Volumes whose content counts against the memory of the container. */
export function memoryVolumes(spec: MapTree): Map<string, ScalarTree> {
  const found = new Map<string, ScalarTree>();
  for (const tree of itemsAt(spec, 'volumes')) {
    const medium = scalarAt(tree, 'emptyDir', 'medium');
    const name = textAt(tree, 'name');
    if (medium?.text === 'Memory' && name !== undefined) found.set(name, medium);
  }
  return found;
}
