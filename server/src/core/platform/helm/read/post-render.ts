/** What is done to a chart's objects after they are rendered: Kustomize patches of a release. */

import type { Tree } from '../../../yaml/tree';

/** Keys through which a patch can reach what a server runs with; labels and annotations cannot. */
const REACHING =
  /^(?:images|containers|initContainers|volumes|volumeClaimTemplates|data|stringData|resources|limits|args|command|env)$/;
const REACHING_TEXT = new RegExp(`(?:^|[\\s"'/])${REACHING.source.slice(1, -1)}(?=$|[\\s"':/])`, 'm');

/** Whether a patch, or anything in it, may change servers: in its own YAML, or in a text that holds one. */
export function changesServers(patch: Tree | undefined): boolean {
  if (!patch) return false;
  if (patch.kind === 'hole') return true;
  if (patch.kind === 'scalar') return REACHING_TEXT.test(patch.text);
  if (patch.kind === 'list') return patch.items.some(changesServers);
  return (
    patch.open || [...patch.entries].some(([key, { value }]) => REACHING.test(key) || changesServers(value))
  );
}
