/** The memory limit of a container as the kubelet will set it (kubernetes.md A.7). */

import { type Fact, factValue, known, placeOf, unknown } from '../../../model/fact';
import { parseSize } from '../../../model/stated';
import type { LimitInfo, SuspiciousQuantity } from '../../../server/placement';
import { formatBytes } from '../../../units/bytes';
import { formatQuantity, parseQuantity } from '../../../units/quantity';
import { parseRedisMemory } from '../../../units/redis-memory';
import { at, type MapTree, type ScalarTree, type Tree, textAt } from '../../../yaml/tree';

/** Less than a server needs to start; such a limit was meant in another unit. Bytes. */
const PLAUSIBLE = 1024 * 1024;

/** What a container shares with the others of its pod (PodLevelResources). */
export interface PodShare {
  /** `spec.resources` of the pod. */
  readonly resources: Tree | undefined;
  /** The other containers that run all the time. */
  readonly others: readonly MapTree[];
}

/**
 * @param fallback what a LimitRange of the namespace gives to containers without a limit
 * @param certain nothing unread could add a limit
 */
export function memoryLimitOf(
  container: MapTree,
  share: PodShare | undefined,
  fallback: Tree | undefined,
  certain: boolean,
): LimitInfo {
  const resources = at(container, 'resources');
  const pod = at(share?.resources, 'limits', 'memory');
  if (!share || !pod) return limitIn(container, resources, fallback, certain);
  const own = limitIn(container, resources, undefined, certain);
  const whole = limitIn(container, share.resources, undefined, certain);
  const [mine, all] = [factValue(own.bytes), factValue(whole.bytes)];
  if (own.suspicious || mine !== undefined)
    return all !== undefined && mine !== undefined && all < mine ? whole : own;
  if (own.bytes.kind !== 'unknown' || own.bytes.why !== 'not stated') return own;
  return withoutOthers(whole, all, share.others);
}

/** Of the limit of a pod a container has what the limits of the others leave. */
function withoutOthers(whole: LimitInfo, bytes: number | undefined, others: readonly MapTree[]): LimitInfo {
  const limits = others.flatMap((other) => {
    const quantity = parseQuantity(textAt(other, 'resources', 'limits', 'memory') ?? '');
    return quantity.ok && quantity.bytes > 0 ? [quantity.bytes] : [];
  });
  const taken = limits.reduce((sum, one) => sum + one, 0);
  const place = placeOf(whole.bytes);
  if (bytes === undefined || taken === 0 || !place) return whole;
  const detail = `the ${formatBytes(bytes)} of the pod less the ${formatBytes(taken)} of its other containers`;
  const origin = { layer: 'manifest', place, detail } as const;
  const left = bytes > taken ? known(bytes - taken, origin) : unknown('invalid', origin);
  return { ...whole, bytes: left, beside: taken };
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
  if (written?.kind === 'scalar' && !written.null)
    return {
      ...readLimit(written),
      resources: mapping,
      ...(written === fallback ? { inherited: true } : {}),
    };
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

/** @param scalar of `limits.memory` */
function readLimit(scalar: ScalarTree): Omit<LimitInfo, 'resources'> {
  const origin = { layer: 'manifest', place: scalar.place } as const;
  const quantity = parseQuantity(quantityText(scalar));
  const suspicious = suspicion(scalar);
  // 0 means no limit to the kubelet; what is suspicious is not what will run.
  const bytes: Fact<number> =
    quantity.ok && !suspicious && quantity.bytes > 0
      ? known(quantity.bytes, origin)
      : unknown('invalid', origin);
  return { bytes, suspicious, missing: quantity.ok && quantity.bytes === 0 };
}

/** What the API refuses, and what it takes as something else than was meant. */
function suspicion(scalar: ScalarTree): SuspiciousQuantity | undefined {
  const text = quantityText(scalar);
  if (/[${}]/.test(text)) return undefined;
  const quantity = parseQuantity(text);
  if (!quantity.ok) {
    const meant = meantByRefused(text);
    return {
      scalar,
      message: `"${text}" is not a Kubernetes quantity, and the API refuses the object`,
      meant,
    };
  }
  if (quantity.bytes === 0 || quantity.bytes >= PLAUSIBLE) return undefined;
  if (quantity.suffix === 'm') {
    const meant = `${text.slice(0, -1)}Mi`;
    return {
      scalar,
      message: `"${text}" is thousandths of a byte, ${quantity.bytes} byte${quantity.bytes === 1 ? '' : 's'} in all`,
      meant,
    };
  }
  return {
    scalar,
    message: `"${text}" is ${quantity.bytes} bytes, less than any server needs to start`,
    meant: quantity.suffix === '' ? `${text}Mi` : undefined,
  };
}

/** The API gets JSON: an integer that only YAML can write, `0x40000000` or `1_000_000`, arrives in decimal digits. */
function quantityText({ text, style }: ScalarTree): string {
  const digits = text.replaceAll('_', '');
  const isNumber =
    style === 'plain' && /^(?:0x[\da-f]+|0b[01]+|\d[\d_]*)$/i.test(text.replace(/(?<=.)_/g, ''));
  return isNumber && /[_xb]/i.test(text) ? String(Number(digits)) : text;
}

/** `1gb`, `512K`, `512MB`, `1 Gi`: the units of Redis and of people. */
function meantByRefused(text: string): string | undefined {
  const compact = text.replace(/\s+/g, '');
  const memory = parseRedisMemory(compact);
  const bytes =
    memory.ok && memory.note === undefined ? Number(memory.bytes) : parseSize(compact.replace(/B$/i, ''));
  return bytes === undefined || bytes < PLAUSIBLE ? undefined : formatQuantity(bytes);
}
