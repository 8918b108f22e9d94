/** Values files over one base, each of them an environment: what tells them apart, and what the base leaves to them. */

import { type FileId, stableSpan } from '../../text/span';
import { at } from '../../yaml/tree';
import { nameOf } from './read/recognise';
import type { Release } from './read/release';

export function asEnvironments(releases: readonly Release[]): Release[] {
  const groups = new Map<string, Release[]>();
  for (const release of releases) {
    const key = groupOf(release);
    groups.set(key, [...(groups.get(key) ?? []), release]);
  }
  return releases.map((release) => {
    const group = groups.get(groupOf(release)) ?? [];
    if (group.length < 2) return release;
    const overlay = {
      label: labelOf(release.file, group),
      place: release.layers.at(-1)?.place ?? { file: release.file, span: stableSpan(0, 0) },
      among: group.length,
    };
    const own = { ...release, overlay };
    return release.environment === undefined ? { ...own, elsewhere: writtenByAll(release, group) } : own;
  });
}

/** The lowest file of the values, and the block in it. */
function groupOf({ layers, chart }: Release): string {
  const [base] = layers;
  return [chart.record.id, base?.place.file ?? '', ...(base?.path ?? [])].join('\0');
}

/** `values-prod.yaml`; with its folder where several are called the same. */
function labelOf(file: FileId, group: readonly Release[]): string {
  const name = nameOf(file);
  const same = group.filter((other) => nameOf(other.file) === name);
  return same.length > 1 ? file.split('/').slice(-2).join('/') : name;
}

/** Paths at which the chart has its servers configured, that all the others write. */
function writtenByAll(base: Release, group: readonly Release[]): ReadonlySet<string> {
  const others = group.filter((one) => one !== base);
  const { servers } = base.chart.record;
  const paths = servers.flatMap((server) => [
    ...(server.resources === undefined ? [] : [server.resources]),
    ...(server.preset === undefined ? [] : [server.preset]),
    ...server.config.flatMap(({ path }) => path ?? []),
  ]);
  const writes = ({ layers }: Release, path: string): boolean =>
    at(layers.at(-1)?.tree, ...path.split('.')) !== undefined;
  return new Set(paths.filter((path) => others.every((one) => writes(one, path))));
}
