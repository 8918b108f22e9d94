/** An object on its way through a kustomization: what it is now, and every name that it had. */

import type { FileId, Place } from '../../text/span';
import { opened } from '../../yaml/edit/build';
import { entriesAt, type MapTree, type Tree } from '../../yaml/tree';
import type { KubeObject } from '../kubernetes/index';
import type { Selectable } from './read/selector';

export interface Resource extends Selectable {
  readonly tree: MapTree;
  readonly place: Place;
  /** The kustomizations through which it came, the outermost first. */
  readonly layers: readonly FileId[];
  /** As it stood before anything changed it. */
  readonly written: MapTree;
  /** Where the patches stand that changed it. */
  readonly patches: readonly Place[];
  /** Something unread may change it. */
  readonly partial: boolean;
}

export function resourceOf(object: KubeObject, layers: readonly FileId[]): Resource {
  const { apiVersion, kind, name, namespace, tree, place } = object;
  return {
    apiVersion,
    kind,
    names: [name],
    namespaces: namespace === undefined ? [] : [namespace],
    labels: textsAt(tree, 'labels'),
    annotations: textsAt(tree, 'annotations'),
    tree,
    written: tree,
    place,
    layers,
    patches: [],
    partial: false,
  };
}

function textsAt(tree: Tree, key: string): Map<string, string> {
  return new Map(
    entriesAt(tree, 'metadata', key).flatMap(({ key: name, value }) =>
      value.kind === 'scalar' ? [[name, value.text] as const] : [],
    ),
  );
}

export const nameOf = ({ names }: Resource): string => names.at(-1) ?? '';

export const openedResource = (resource: Resource): Resource => ({
  ...resource,
  tree: opened(resource.tree) as MapTree,
  partial: true,
});

/** Kinds whose names kustomize leaves alone. */
const KEEPS_NAME: ReadonlySet<string> = new Set(['Namespace', 'CustomResourceDefinition', 'APIService']);

export function renamed(resource: Resource, change: (name: string) => string): Resource {
  const name = change(nameOf(resource));
  if (KEEPS_NAME.has(resource.kind) || name === nameOf(resource)) return resource;
  return { ...resource, names: [...resource.names, name] };
}

export function asObject(resource: Resource): KubeObject {
  const { apiVersion, kind, names, namespaces, tree, written, place, partial, patches, layers } = resource;
  const namespace = namespaces.at(-1);
  return {
    apiVersion,
    kind,
    name: nameOf(resource),
    namespace,
    tree,
    place,
    partial,
    build: { patches, layers, formerNames: names.slice(0, -1), written },
  };
}
