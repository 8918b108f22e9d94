/** The memory limit of a service as Compose sets it, in the two places where it can stand. */

import { isOpen } from '../../../container/open-text';
import { known, unknown } from '../../../model/fact';
import type { LimitInfo, SuspiciousQuantity } from '../../../server/placement';
import { formatComposeMemory, parseComposeMemory } from '../../../units/compose-memory';
import { parseQuantity } from '../../../units/quantity';
import type { TextOf } from '../../../yaml/edit/edit';
import type { ScalarTree } from '../../../yaml/tree';
import { type Found, isScalar, lastAt, mappedOf, type Service } from './service';

/** Docker refuses less ("Minimum memory limit allowed is 6MB", moby daemon). */
const LEAST = 6 * 1024 ** 2;

/** `mem_reservation` is none, and `deploy` counts more than `mem_limit`. */
export function memoryLimitOf(service: Service, text: TextOf): LimitInfo {
  const deployed = lastAt(service, ['deploy', 'resources', 'limits', 'memory'], text);
  const own = lastAt(service, ['mem_limit'], text);
  const written = [deployed, own].find(isScalar);
  if (written) return readLimit(written, text);
  const open =
    [deployed, own].some((found) => found?.tree.kind === 'hole') ||
    service.layers.some(({ tree }) => tree.open);
  return {
    bytes: unknown(open ? 'unresolved' : 'not stated'),
    suspicious: undefined,
    missing: !open,
    resources: undefined,
  };
}

function readLimit(found: Found<ScalarTree>, text: TextOf): LimitInfo {
  const mapped = mappedOf(found, text);
  const scalar = mapped.text === found.tree.text ? found.tree : mapped.toScalar();
  const origin = { layer: 'manifest', place: scalar.place } as const;
  const none = { suspicious: undefined, missing: false, resources: undefined };
  if (isOpen(scalar.text) || /\{\{|<%/.test(scalar.text))
    return { ...none, bytes: unknown('template', origin) };
  const bytes = parseComposeMemory(scalar.text);
  const suspicious = suspicion(scalar, bytes);
  if (suspicious || bytes === undefined) return { ...none, bytes: unknown('invalid', origin), suspicious };
  return bytes > 0
    ? { ...none, bytes: known(bytes, origin) }
    : { ...none, bytes: unknown('not stated'), missing: true };
}

function suspicion(scalar: ScalarTree, bytes: number | undefined): SuspiciousQuantity | undefined {
  const { text } = scalar;
  if (bytes === undefined) {
    const quantity = parseQuantity(text);
    const meant = quantity.ok && quantity.bytes >= LEAST ? formatComposeMemory(quantity.bytes) : undefined;
    return { scalar, message: `"${text}" is no amount of memory to Compose, which refuses the file`, meant };
  }
  if (bytes === 0 || bytes >= LEAST) return undefined;
  const meant = /^\d+$/.test(text) ? `${text}m` : undefined;
  return {
    scalar,
    message: `"${text}" is ${bytes} bytes, less than the 6 MiB below which Docker starts no container`,
    meant,
  };
}
