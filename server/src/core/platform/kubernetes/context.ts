/** What the instances of manifests share: the texts, and what people state about an object. */

import type { StatedFact } from '../../annotations';
import type { Configuration } from '../../configuration';
import type { ContainerUnit } from '../../container/unit';
import { Attached, Remembered } from '../../project/remembered';
import type { Overlay, RedisInstance } from '../../server/instance';
import type { InstanceSource } from '../../server/server-instance';
import type { StatedFacts } from '../../server/stated';
import { statedFacts } from '../../server/stated-facts';
import type { Place } from '../../text/span';
import type { TextOf } from '../../yaml/edit/edit';
import type { ScalarTree } from '../../yaml/tree';
import type { Cluster, ObjectMemory } from './cluster';
import type { KubeObject } from './read/objects';
import type { PodUnits } from './read/pods';

export interface ManifestContext {
  readonly configuration: Configuration;
  readonly text: TextOf;
  /** Facts that annotations state about the document in which a place stands. */
  readonly factsAt: (place: Place) => readonly StatedFact[];
  readonly memory: ManifestMemory;
}

/** What was worked out before; all of it stands as long as the documents that it came from. */
export class ManifestMemory {
  readonly pods: ObjectMemory<PodUnits> = new Attached();
  readonly operated: ObjectMemory<readonly RedisInstance[]> = new Attached();
  readonly sources = new Remembered<ContainerUnit, InstanceSource | undefined>();
  readonly instances = new Remembered<object, RedisInstance>();
  readonly withoutWorkload = new Remembered<ScalarTree, RedisInstance | undefined>();
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
