/** What the readers of manifests share: texts, stated facts, memoised results, readers of custom resources. */

import type { StatedFact } from '../../annotations/annotation';
import type { Configuration } from '../../configuration';
import type { ContainerUnit } from '../../container/unit';
import { Memo } from '../../memo';
import type { StatedFacts } from '../../model/stated';
import type { Overlay, RedisInstance } from '../../server/instance';
import type { InstanceSource } from '../../server/server-instance';
import { statedFacts } from '../../server/stated-facts';
import type { Place } from '../../text/span';
import type { TextOf } from '../../yaml/edit/edit';
import type { ScalarTree } from '../../yaml/tree';
import type { Cluster, ObjectMemo } from './cluster';
import type { KubeObject } from './read/objects';
import type { PodUnits } from './read/pods';

export interface ManifestContext {
  readonly configuration: Configuration;
  readonly text: TextOf;
  /** Facts that annotations state about the document in which a place stands. */
  readonly factsAt: (place: Place) => readonly StatedFact[];
  readonly memory: ManifestMemory;
  /** Servers that operators make of custom resources. */
  readonly customResources: readonly CustomResourceReader[];
}

/**
 * @param hostPrepared something in the cluster turns transparent huge pages off on its nodes
 */
export type CustomResourceReader = (
  cluster: Cluster,
  hostPrepared: boolean,
  context: ManifestContext,
) => readonly RedisInstance[];

/** Memoised readings of manifests, stored on the objects and containers that they derive from. */
export class ManifestMemory {
  readonly pods: ObjectMemo<PodUnits> = new Memo();
  readonly operated: ObjectMemo<readonly RedisInstance[]> = new Memo();
  readonly sources = new Memo<ContainerUnit, InstanceSource | undefined>();
  readonly instances = new Memo<object, RedisInstance>();
  readonly withoutWorkload = new Memo<ScalarTree, RedisInstance | undefined>();
}

/** What annotations state about an object: beside it, and in the patches that changed it. */
export const writtenAbout = (
  anchor: Place,
  { build }: KubeObject,
  { factsAt }: ManifestContext,
): readonly StatedFact[] => [...factsAt(anchor), ...(build?.patches ?? []).flatMap(factsAt)];

/** @param inFiles what its configuration files state */
export function statedAbout(
  anchor: Place,
  object: KubeObject,
  { build }: Cluster,
  context: ManifestContext,
  inFiles: readonly StatedFact[],
): StatedFacts {
  const { configuration } = context;
  const written = [...writtenAbout(anchor, object, context), ...inFiles];
  return {
    ...statedFacts(anchor.file, configuration, []),
    ...statedFacts(build?.file ?? anchor.file, configuration, written),
  };
}

/** The name with the overlay, where one object is built more than once. */
export const named = (name: string, object: KubeObject, { build }: Cluster) =>
  labelled(name, build?.overlayOf(object));

export const labelled = (
  name: string,
  overlay: Overlay | undefined,
): { readonly name: string; readonly overlay?: Overlay } =>
  overlay ? { name: `${name} (${overlay.label})`, overlay } : { name };
