/** Matches instances to running servers by the user's mapping. */

import type { Connected, LiveView, Observations } from '../observations';
import { matchesGlob } from '../text/glob';
import type { FileId } from '../text/span';

/** @param name of the instance: `redis.conf`, `StatefulSet/orders › redis` */
export function liveViewOf(
  observations: Observations | undefined,
  file: FileId,
  name: string,
): LiveView | undefined {
  const found = observations?.connections.find((one) => isOfFile(one, file) || isWorkload(one, name));
  if (!observations || !found || found.nodes.length === 0) return undefined;
  return { now: observations.now, connection: found.name, nodes: found.nodes };
}

function isOfFile({ root, files }: Connected, file: FileId): boolean {
  if (root !== undefined && !file.startsWith(`${root}/`)) return false;
  const path = root === undefined ? file.slice(file.lastIndexOf('/') + 1) : file.slice(root.length + 1);
  return files.some((glob) => matchesGlob(glob, path));
}

/** `StatefulSet/orders`, `orders`, or with the container: `StatefulSet/orders › redis`. */
function isWorkload({ workloads }: Connected, name: string): boolean {
  const [owner = ''] = name.split(' › ');
  const own = owner.slice(owner.lastIndexOf('/') + 1);
  return owner.includes('/') && workloads.some((one) => one === name || one === owner || one === own);
}
