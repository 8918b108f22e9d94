/** Kustomizations: what overlays build of manifests. */

export type { KustomizeBuilds } from './builds';
export { Overlays } from './overlays';
