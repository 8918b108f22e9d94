/** Kubernetes objects in a file, whatever they are wrapped in, and where the pods of a workload are described. */

import type { FileId, Place } from '../../../text/span';
import { wordMap } from '../../../word-map';
import { at, itemsAt, type MapTree, scalarAt, type Tree, textAt } from '../../../yaml/tree';
import { processedObjects } from './template-parameters';

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly tree: MapTree;
  /** The name, else the kind. */
  readonly place: Place;
  /** Something unread may change it. */
  readonly partial?: boolean;
  /** How it came to be what it is, where an overlay made it. */
  readonly build?: BuildHistory;
}

export interface BuildHistory {
  /** Documents beside its own that had a say. */
  readonly patches: readonly Place[];
  /** The overlays through which it came, the outermost first. */
  readonly layers: readonly FileId[];
  /** Names under which others may still speak of it. */
  readonly formerNames: readonly string[];
  /** As it stood before anything changed it. */
  readonly written: MapTree;
}

/** The group of an `apiVersion`; empty for the core group. */
export const groupOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';

/** Follows `List` and its relatives, and the objects of an OpenShift Template. */
export function objectsIn(trees: readonly Tree[]): KubeObject[] {
  return trees.flatMap((tree) => {
    if (tree.kind === 'list') return objectsIn(tree.items);
    if (tree.kind !== 'map') return [];
    const kind = textAt(tree, 'kind');
    const apiVersion = textAt(tree, 'apiVersion');
    if (!kind || !apiVersion) return [];
    if (/List$/.test(kind) && at(tree, 'items')?.kind === 'list') return objectsIn(itemsAt(tree, 'items'));
    if (kind === 'Template' && at(tree, 'objects')?.kind === 'list') return objectsIn(processedObjects(tree));
    const name = scalarAt(tree, 'metadata', 'name');
    const place = name?.place ?? scalarAt(tree, 'kind')?.place ?? tree.place;
    return [
      {
        apiVersion,
        kind,
        name: name?.text ?? '',
        namespace: textAt(tree, 'metadata', 'namespace'),
        tree,
        place,
      },
    ];
  });
}

/** Path from an object to the pod template, by kind (kubernetes.md A.1). */
const TEMPLATES = wordMap<readonly string[]>({
  Pod: [],
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  Job: ['spec', 'template'],
  DeploymentConfig: ['spec', 'template'],
  Rollout: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  PodTemplate: ['template'],
});

export interface PodTemplate {
  readonly object: KubeObject;
  /** `metadata` and `spec` of the pods. */
  readonly template: MapTree;
  readonly spec: MapTree;
}

export function podTemplateOf(object: KubeObject): PodTemplate | undefined {
  const path = TEMPLATES.get(object.kind);
  const template = path && at(object.tree, ...path);
  const spec = at(template, 'spec');
  return template?.kind === 'map' && spec?.kind === 'map' ? { object, template, spec } : undefined;
}

/** An object without an image anywhere and without a selector is a patch, or part of one. */
export function isFragment({ object, spec }: PodTemplate): boolean {
  const containers = itemsAt(spec, 'containers');
  return (
    object.partial === true ||
    containers.length === 0 ||
    (containers.every((container) => textAt(container, 'image') === undefined) &&
      at(object.tree, 'spec', 'selector') === undefined)
  );
}
