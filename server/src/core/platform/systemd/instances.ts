/** The servers among the units of a machine: services of the host, and containers that Quadlet starts. */

import { lineAnnotations } from '../../annotations/piece-annotations';
import type { Configuration } from '../../configuration';
import { annotatedFacts } from '../../container/annotated-facts';
import { containerInstance } from '../../container/instance';
import type { ContainerUnit } from '../../container/unit';
import type { Lookups } from '../../project/lookups';
import type { InstanceSource } from '../../server/server-instance';
import { statedFacts } from '../../server/stated-facts';
import type { MapTree } from '../../yaml/tree';
import { containerDialect, serviceDialect } from './dialect';
import type { HostSigns } from './host-signs';
import type { Found } from './read-units';

/** Settings over which an editor explains the server. */
const MENTIONED: ReadonlySet<string> = new Set([
  'ExecStart',
  'Exec',
  'Image',
  'Memory',
  'MemoryMax',
  'MemoryHigh',
  'MemoryLimit',
  'PodmanArgs',
  'Slice',
  'Sysctl',
  'Tmpfs',
]);

/** @returns nothing where no server runs in the unit */
export function serversIn(
  found: Found,
  signs: HostSigns,
  lookups: Lookups,
  configuration: Configuration,
): InstanceSource[] {
  return found.units.flatMap((read) => serverIn(found, read, signs, lookups, configuration) ?? []);
}

function serverIn(
  { name, settings }: Found,
  read: Found['units'][number],
  { hugePagesOff, overcommits }: HostSigns,
  lookups: Lookups,
  configuration: Configuration,
): InstanceSource | undefined {
  const dialect = (name.type === 'container' ? containerDialect : serviceDialect)(settings, read.limits);
  const unit: ContainerUnit = { ...read.unit, dialect, tree: emptyTree(read.unit.anchor) };
  const written = settings.texts.flatMap(({ file }) =>
    lineAnnotations(lookups.content(file) ?? '', file).flatMap(({ facts }) => facts),
  );
  const stated = statedFacts(unit.anchor.file, configuration, [
    ...written,
    ...annotatedFacts(read.unit.files),
  ]);
  const source = containerInstance(unit, stated, {
    text: lookups.text,
    inMemory: read.inMemory,
    sysctls: read.sysctls ?? [],
    hostPrepared: hugePagesOff,
    overcommits,
    ignored: read.ignored,
    mentions: ['Service', 'Container'].flatMap((section) => settings.placesOf(section, MENTIONED)),
  });
  if (!source) return undefined;
  const { hosts } = read;
  return hosts ? { ...source, answersTo: (host) => hosts.has(host) } : source;
}

/** There is nothing to write into in the way of YAML. */
const emptyTree = (place: MapTree['place']): MapTree => ({
  kind: 'map',
  entries: new Map(),
  place,
  flow: false,
  open: false,
});
