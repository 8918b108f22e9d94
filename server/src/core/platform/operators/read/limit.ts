/** The memory limit that an operator gives to the container of a server, and how another one is written. */

import type { Edit } from '../../../model/finding';
import type { LimitInfo } from '../../../server/placement';
import type { Place } from '../../../text/span';
import { formatQuantity, parseQuantity } from '../../../units/quantity';
import { replaceScalar, type TextOf } from '../../../yaml/edit/edit';
import { at, type MapTree, type Tree } from '../../../yaml/tree';
import { limitIn } from '../../kubernetes/index';
import type { ServerRecord } from '../catalogue';
import { find, insertAt } from './paths';

/**
 * @param operator for the origin of a default
 * @param complete the resource is no patch: what it does not say is the operator's to say
 * @param fallback what a LimitRange of the namespace gives
 * @param anchor where a default is shown
 */
export function operatedLimit(
  spec: MapTree,
  record: ServerRecord,
  { operator, complete, fallback, anchor }: LimitContext,
): LimitInfo {
  const block = deciding(spec, record);
  const byOperator = complete && defaultApplies(block, record) ? record.defaultLimit?.quantity : undefined;
  const certain = complete && !spec.open && record.unread === undefined;
  const info = limitIn(spec, block, byOperator === undefined ? fallback : undefined, certain);
  const quantity = byOperator === undefined ? undefined : parseQuantity(byOperator);
  if (!quantity?.ok || info.suspicious || info.bytes.kind !== 'unknown' || info.bytes.why !== 'not stated')
    return info;
  const origin = {
    layer: 'operator default',
    place: anchor,
    detail: operator,
  } as const;
  return { ...info, bytes: { kind: 'default', value: quantity.bytes, origin }, missing: false };
}

export interface LimitContext {
  readonly operator: string;
  readonly complete: boolean;
  readonly fallback: Tree | undefined;
  readonly anchor: Place;
}

/** In place of the quantity, else where the resources are or could be. */
export function writeLimit(spec: MapTree, record: ServerRecord, bytes: number, text: TextOf): Edit[] {
  const quantity = formatQuantity(bytes);
  const written = at(deciding(spec, record), 'limits', 'memory');
  if (written?.kind === 'scalar' && !written.null) return replaceScalar(written, quantity, false);
  const path = record.resources.find((one) => find(spec, one)) ?? record.resources.at(-1);
  if (path === undefined) return [];
  return insertAt(spec, `${path}.limits`, [`memory: ${quantity}`], `memory: ${quantity}`, text);
}

/** The resources that the operator uses; a patch of a container (`[server]`) counts as far as it says anything. */
function deciding(spec: MapTree, { resources }: ServerRecord): Tree | undefined {
  const only = resources.length === 1;
  return resources
    .map((path) => ({ path, tree: find(spec, path) }))
    .find(({ path, tree }) => tree && (only || !path.includes('[') || at(tree, 'limits', 'memory')))?.tree;
}

function defaultApplies(block: Tree | undefined, { defaultLimit }: ServerRecord): boolean {
  if (defaultLimit === undefined || block?.kind === 'hole') return false;
  const empty = block === undefined || (block.kind === 'map' && block.entries.size === 0 && !block.open);
  if (empty || defaultLimit.where === 'no resources') return empty;
  return at(block, 'requests', 'memory') === undefined;
}
