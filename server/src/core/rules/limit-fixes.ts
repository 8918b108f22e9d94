/** What rules about limits share: where a limit and the data stand, and fixes that change one of them. */

import { placeOf } from '../model/fact';
import type { Fix, Related } from '../model/finding';
import type { RedisInstance } from '../server/instance';
import { type Place, samePlace } from '../text/span';
import { formatBytes } from '../units/bytes';
import { formatRedisMemory } from '../units/redis-memory';
import { computedBound, relatedTo } from './support';

export function datasetName({ stated, dataset }: RedisInstance): string {
  if (dataset.kind === 'known' && dataset.origin.layer === 'running server') return 'the measured peak';
  return stated.dataset ? 'the stated dataset' : 'maxmemory';
}

/** The limit, with the data as the other end; the other way round where only maxmemory can be changed to any effect. */
export function placesOf(
  instance: RedisInstance,
  limit: number,
  dataset: number,
): { at: Place; related: Related[] } {
  const ends = [
    { place: placeOf(instance.limit), message: `The memory limit is ${formatBytes(limit)}` },
    { place: placeOf(instance.dataset), message: dataMessage(instance, dataset) },
  ];
  if (computedBound(instance)?.overridable) ends.reverse();
  const [first, second] = ends;
  const at = first?.place ?? instance.anchor;
  const other = second?.place && !samePlace(second.place, at) ? second.place : undefined;
  return { at, related: second && other ? [relatedTo(other, second.message)] : [] };
}

const dataMessage = ({ stated }: RedisInstance, dataset: number): string =>
  stated.dataset
    ? `${formatBytes(dataset)} of data are stated here`
    : `maxmemory allows ${formatBytes(dataset)} of data`;

/** Only where a manifest holds the limit: an annotation states it and does not set it. */
export interface Proposal {
  /** Undefined where no number helps. */
  readonly bytes: number | undefined;
  /** Completes the title, in parentheses. */
  readonly reason: string;
}

/** Only where the manifest says it and the bound does not follow it. */
export function raiseLimit(instance: RedisInstance, { bytes, reason }: Proposal): Fix[] {
  const { placement } = instance;
  if (!placement || bytes === undefined || instance.stated.limit || computedBound(instance)) return [];
  return [
    {
      title: `Raise the memory limit to ${placement.showLimit(bytes)} (${reason})`,
      safety: 'needs-a-number',
      edits: placement.setLimit(bytes),
    },
  ];
}

/** Only where maxmemory is written: a stated dataset does not shrink by an edit. */
export function lowerMaxmemory(instance: RedisInstance, { bytes, reason }: Proposal): Fix[] {
  const entry = instance.directives.last('maxmemory');
  if (!entry || instance.stated.dataset || bytes === undefined) return [];
  const value = formatRedisMemory(bytes);
  const what = computedBound(instance)
    ? `Set ${instance.form.show('maxmemory', value)}`
    : `Lower maxmemory to ${value}`;
  return [
    {
      title: `${what} (${reason}; data beyond it is evicted or refused)`,
      safety: 'changes-eviction',
      edits: instance.form.replace(entry, value),
    },
  ];
}
