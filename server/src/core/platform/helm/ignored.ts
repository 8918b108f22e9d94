/** Values of a release that nothing reads, and where the chart would read them. */

import type { Fix } from '../../model/finding';
import type { Placement } from '../../server/placement';
import type { Place } from '../../text/span';
import type { TextOf } from '../../yaml/edit/edit';
import { at, type Tree } from '../../yaml/tree';
import type { ChartServer, IgnoredValue } from './catalogue/charts';
import type { ChartLimit } from './limit';
import { applies } from './read/conditions';
import { moveValue } from './read/value-edits';
import type { ChartValues } from './read/values';

/**
 * Values that are written and that no template reads as things stand.
 * @param only the server of a release that runs one
 */
export function ignoredValues(
  values: ChartValues,
  only: ChartServer | undefined,
  text: TextOf,
): NonNullable<Placement['ignoredValues']>[number][] {
  return [...namedIgnored(values, only, text), ...unreadByVersion(values)];
}

/** Values of which the catalogue says that no template reads them. */
function namedIgnored(
  values: ChartValues,
  only: ChartServer | undefined,
  text: TextOf,
): NonNullable<Placement['ignoredValues']>[number][] {
  return values.chart.record.ignored.flatMap((one) => {
    const tree = values.writtenAt(one.path);
    if (tree === undefined || applies(one, values) !== true) return [];
    const place = placeOfIgnored(one, tree, values);
    const fix = fixOfIgnored(one, values, only, text);
    return place ? [{ place, message: one.message, ...(fix ? { fix } : {}) }] : [];
  });
}

/** Values that only later versions of the chart read. */
function unreadByVersion(values: ChartValues): { place: Place; message: string }[] {
  const { record, version, notRead } = values.chart;
  return [...notRead].flatMap(([path, since]) => {
    const place = values.unreadAt(path);
    const message = `${record.id} ${version} does not read ${path}: versions from ${since} on do`;
    return place ? [{ place, message }] : [];
  });
}

/** To where the chart reads it, if there is one such place and nothing stands there. */
function fixOfIgnored(
  { path, instead, own }: IgnoredValue,
  values: ChartValues,
  only: ChartServer | undefined,
  text: TextOf,
): Fix | undefined {
  const to = instead ?? (own !== undefined && only ? [only.block, own].filter(Boolean).join('.') : undefined);
  const layer = values.editable;
  if (to === undefined || !layer) return undefined;
  // Of another shape than the chart knows it: its author meant something else.
  const tree = values.writtenAt(path);
  if (/\bresources$/.test(to) && !at(tree, 'limits') && !at(tree, 'requests')) return undefined;
  const edits = moveValue(layer, values.keysOf(path), values.keysOf(to), text);
  return edits.length === 0 ? undefined : { title: `Move it to ${to}`, safety: 'a-guess', edits };
}

/** The whole block, or the first of its keys that matter. */
function placeOfIgnored({ path, keys }: IgnoredValue, tree: Tree, values: ChartValues): Place | undefined {
  if (!keys) return values.placeOf(path);
  const key = keys.find((one) => at(tree, one) !== undefined);
  return key === undefined ? undefined : values.placeOf(`${path}.${key}`);
}

/** Requests alone switch the preset off, and with it the limit. */
export function requestsOnly({ presetOff, place }: ChartLimit): { place: Place; message: string }[] {
  if (!presetOff) return [];
  const message = `resources has no memory limit, and as soon as anything stands there the chart does not apply resourcesPreset ${presetOff}: the container has no memory limit at all`;
  return [{ place, message }];
}
