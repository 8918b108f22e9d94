/** The memory limit of a container as the kubelet will set it (kubernetes.md A.7). */

import type { LimitInfo, SuspiciousQuantity } from '../../containers/unit';
import { type Fact, known, unknown } from '../../model/fact';
import { parseSize } from '../../model/stated';
import { formatQuantity, parseQuantity } from '../../units/quantity';
import { parseRedisMemory } from '../../units/redis-memory';
import { at, type MapTree, type ScalarTree, type Tree } from '../../yaml/tree';

/** Less than a server needs to start; such a limit was meant in another unit. Bytes. */
const PLAUSIBLE = 1024 * 1024;

/**
 * @param podResources `spec.resources` of the pod (PodLevelResources), shared by its containers
 * @param fallback `default.memory` of a LimitRange of the namespace
 * @param certain nothing unread could add a limit
 */
export function memoryLimitOf(
  container: MapTree,
  podResources: Tree | undefined,
  fallback: ScalarTree | undefined,
  certain: boolean,
): LimitInfo {
  const resources = at(container, 'resources');
  return limitIn(container, resources, at(podResources, 'limits', 'memory') ?? fallback, certain);
}

/**
 * @param holder what has the resources
 * @param fallback the quantity that holds where `resources` has none
 * @param certain nothing unread could add a limit
 */
export function limitIn(
  holder: MapTree,
  resources: Tree | undefined,
  fallback: Tree | undefined,
  certain: boolean,
): LimitInfo {
  const limits = at(resources, 'limits');
  const written = at(limits, 'memory') ?? fallback;
  const mapping = resources?.kind === 'map' ? resources : undefined;
  if (written?.kind === 'scalar' && !written.null) return { ...readLimit(written), resources: mapping };
  const open =
    [holder, resources, limits].some(
      (tree) => tree?.kind === 'hole' || (tree?.kind === 'map' && tree.open),
    ) || written?.kind === 'hole';
  return {
    bytes: unknown(open ? 'template' : 'not stated'),
    suspicious: undefined,
    missing: !open && certain,
    resources: mapping,
  };
}

function readLimit(scalar: ScalarTree): Omit<LimitInfo, 'resources'> {
  const origin = { layer: 'manifest', place: scalar.place } as const;
  const quantity = parseQuantity(scalar.text);
  const suspicious = suspicion(scalar);
  // 0 means no limit to the kubelet; what is suspicious is not what will run.
  const bytes: Fact<number> =
    quantity.ok && !suspicious && quantity.bytes > 0
      ? known(quantity.bytes, origin)
      : unknown('invalid', origin);
  return { bytes, suspicious, missing: quantity.ok && quantity.bytes === 0 };
}

/** What the API refuses, and what it takes as something else than was meant. */
export function suspicion(scalar: ScalarTree): SuspiciousQuantity | undefined {
  const { text } = scalar;
  if (/[${}]/.test(text)) return undefined;
  const quantity = parseQuantity(text);
  if (!quantity.ok) {
    const meant = meantByRefused(text);
    return { scalar, says: `"${text}" is not a Kubernetes quantity, and the API refuses the object`, meant };
  }
  if (quantity.suffix === 'm') {
    const meant = `${text.slice(0, -1)}Mi`;
    return {
      scalar,
      says: `"${text}" is thousandths of a byte, ${quantity.bytes} byte${quantity.bytes === 1 ? '' : 's'} in all`,
      meant,
    };
  }
  if (quantity.bytes === 0 || quantity.bytes >= PLAUSIBLE) return undefined;
  return {
    scalar,
    says: `"${text}" is ${quantity.bytes} bytes, less than any server needs to start`,
    meant: quantity.suffix === '' ? `${text}Mi` : undefined,
  };
}

/** `1gb`, `512K`, `512MB`, `1 Gi`: the units of Redis and of people. */
function meantByRefused(text: string): string | undefined {
  const compact = text.replace(/\s+/g, '');
  const memory = parseRedisMemory(compact);
  const bytes =
    memory.ok && memory.note === undefined ? Number(memory.bytes) : parseSize(compact.replace(/B$/i, ''));
  return bytes === undefined || bytes < PLAUSIBLE ? undefined : formatQuantity(bytes);
}
