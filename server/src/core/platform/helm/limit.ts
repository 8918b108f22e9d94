/** The memory limit that a chart gives the container of a server: its resources, else a preset of the chart. */

import { isTemplated, isTruthy } from '../../catalogue/conditions';
import { unknown } from '../../model/fact';
import type { LimitInfo } from '../../server/placement';
import type { Place } from '../../text/span';
import { parseQuantity } from '../../units/quantity';
import { own } from '../../word-map';
import { at, type MapTree, type Tree } from '../../yaml/tree';
import { memoryLimitOf } from '../kubernetes/index';
import type { ChartServer } from './catalogue/charts';
import type { Release } from './read/release';
import type { ChartValues, Found } from './read/values';

export interface ChartLimit {
  readonly info: LimitInfo;
  /** Where somebody would write it. */
  readonly place: Place;
  /** The preset that resources without a memory limit switch off. */
  readonly presetOff: string | undefined;
}

/** @param partial values that nobody sees may set one */
export function chartLimit(
  server: ChartServer,
  values: ChartValues,
  { partial, elsewhere }: Pick<Release, 'partial' | 'elsewhere'>,
): ChartLimit {
  const { resources, preset } = server;
  const place = values.placeOf(resources ?? server.block);
  const none: LimitInfo = {
    bytes: unknown('not stated'),
    suspicious: undefined,
    missing: false,
    resources: undefined,
  };
  if (resources === undefined) return { info: none, place, presetOff: undefined };
  const own = values.writtenAt(resources) ?? (preset === undefined ? undefined : values.writtenAt(preset));
  const left = elsewhere?.has(resources) || (preset !== undefined && elsewhere?.has(preset));
  if (left && own === undefined) return { info: none, place, presetOff: undefined };
  const found = values.get(resources);
  const isOpen = preset !== undefined && values.get(preset).kind === 'unknown' && !isWritten(found);
  if (found.kind === 'unknown' || isOpen)
    return { info: { ...none, bytes: unknown('template') }, place, presetOff: undefined };
  const tree = found.kind === 'absent' ? undefined : found.tree;
  const filled = tree !== undefined && isTruthy(tree);
  const name = presetOf(values, preset);
  if (!filled && name !== undefined)
    return { info: presetLimit(values, name, preset ?? ''), place, presetOff: undefined };
  const info = memoryLimitOf(containerWith(tree, place), undefined, undefined, !partial);
  // A quantity that a template writes is no quantity.
  const written = at(tree, 'limits', 'memory');
  if (written?.kind === 'scalar' && isTemplated(written.text))
    return {
      info: { ...info, bytes: unknown('template'), suspicious: undefined, missing: false },
      place,
      presetOff: undefined,
    };
  const off = filled && info.missing && name !== undefined && presetBytes(values, name) !== undefined;
  return { info, place, presetOff: off ? name : undefined };
}

/** Something in it switches a preset off. */
const isWritten = (found: Found): boolean =>
  (found.kind === 'written' || found.kind === 'default') && isTruthy(found.tree);

const containerWith = (resources: Tree | undefined, place: Place): MapTree => ({
  kind: 'map',
  entries: new Map(resources ? [['resources', { key: 'resources', keyPlace: place, value: resources }]] : []),
  place,
  flow: false,
  open: false,
});

function presetOf(values: ChartValues, path: string | undefined): string | undefined {
  const found = path === undefined ? undefined : values.get(path);
  if (found?.kind !== 'written' && found?.kind !== 'default') return undefined;
  return found.tree.kind === 'scalar' && found.tree.text !== '' ? found.tree.text : undefined;
}

function presetBytes(values: ChartValues, name: string): number | undefined {
  const quantity = parseQuantity(own(values.chart.presets, name) ?? '');
  return quantity.ok ? quantity.bytes : undefined;
}

function presetLimit(values: ChartValues, name: string, path: string): LimitInfo {
  const { record, version } = values.chart;
  const bytes = presetBytes(values, name);
  const found = values.get(path);
  if (bytes === undefined) {
    // `none` sets no limit; any other name makes the chart fail.
    const missing = name === 'none' && values.chart.presets !== undefined;
    return {
      bytes: unknown(missing ? 'not stated' : 'invalid'),
      suspicious: undefined,
      missing,
      resources: undefined,
    };
  }
  const detail = `${record.id} ${version}`;
  const written = found.kind === 'written' ? found.tree.place : undefined;
  return {
    bytes: written
      ? { kind: 'known', value: bytes, origin: { layer: 'Helm values', place: written, detail } }
      : {
          kind: 'default',
          value: bytes,
          origin: { layer: 'chart default', place: values.placeOf(path), detail },
        },
    suspicious: undefined,
    missing: false,
    resources: undefined,
  };
}
