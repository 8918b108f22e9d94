/** Kubernetes manifests: workloads, ConfigMaps, Secrets, LimitRanges, and what other platforms may use of them. */

export { Cluster } from './cluster';
export {
  labelled,
  type ManifestContext,
  named,
  statedAbout,
  writtenAbout,
} from './context';
export type { BuiltObjects, ObjectSource } from './object-source';
export type { DataLookup } from './read/environment';
export { limitIn, memoryLimitOf } from './read/memory-limit';
export { groupOf, type KubeObject, objectsIn } from './read/objects';
export { ManifestReader } from './reader';
