/** The servers among the services of compose files, joined as they are started together. */

import type { Configuration } from '../../configuration';
import { annotatedFacts } from '../../container/annotated-facts';
import { turnsOffHugePages, overcommits as turnsOnOvercommit } from '../../container/host-signs';
import { speaksOfSentinel } from '../../container/image/sentinel-signs';
import { containerInstance } from '../../container/instance';
import { type Fact, known } from '../../model/fact';
import type { Role } from '../../model/stated';
import type { RedisInstance } from '../../server/instance';
import { linkedInstances } from '../../server/replication';
import type { InstanceSource } from '../../server/server-instance';
import { statedFacts } from '../../server/stated-facts';
import type { Place } from '../../text/span';
import type { LimitReached } from '../../work-limits';
import { composeApp } from './app';
import type { ComposeLookups } from './lookups';
import { type ServiceUnit, serviceUnit } from './read/unit';
import type { ComposeStack } from './stacks';

interface Server {
  readonly unit: ServiceUnit;
  readonly source: InstanceSource;
}

export function composeInstances(
  stack: ComposeStack,
  files: ComposeLookups,
  configuration: Configuration,
): { readonly servers: readonly RedisInstance[]; readonly limit: LimitReached | undefined } {
  const app = composeApp(stack, files, files.trees);
  const units = app.services.map((service) => serviceUnit(service, app.topLevel, files));
  const around: Around = {
    hostPrepared: units.some(({ script }) => turnsOffHugePages(script)),
    overcommits: units.some(({ script }) => turnsOnOvercommit(script)),
    sentinel: units.find(({ unit, script }) => speaksOfSentinel(unit.image, script))?.unit.anchor,
  };
  const servers = units.flatMap((unit) => serverIn(unit, around, stack, files, configuration));
  const linked = linkedInstances(servers.map(({ source }) => source));
  const own = linked.filter((instance, index) => {
    const primary = linked.findIndex(({ anchor }) => anchor === instance.primary?.anchor);
    return [index, primary].some((at) => isOwn(servers[at]?.unit, stack));
  });
  return { servers: own, limit: app.limit };
}

/** What the services of a stack are to each of its servers. */
interface Around {
  readonly hostPrepared: boolean;
  readonly overcommits: boolean;
  readonly sentinel: Place | undefined;
}

function serverIn(
  unit: ServiceUnit,
  { hostPrepared, overcommits, sentinel }: Around,
  { variant }: ComposeStack,
  files: ComposeLookups,
  configuration: Configuration,
): Server[] {
  const stated = statedFacts(unit.unit.anchor.file, configuration, [
    ...files.factsAbout(unit.service),
    ...annotatedFacts(unit.unit.files),
  ]);
  const source = containerInstance(unit.unit, stated, {
    text: files.text,
    inMemory: unit.inMemory,
    sysctls: unit.sysctls,
    hostPrepared,
    overcommits,
  });
  if (!source) return [];
  const name = variant === undefined ? source.name : `${source.name} (${variant})`;
  const fallbackRole: Fact<Role> | undefined =
    source.fallbackRole ??
    (sentinel && known('any', { layer: 'manifest', place: sentinel, detail: 'Sentinel' }));
  const answersTo = (host: string): boolean => unit.hosts.has(host);
  return [{ unit, source: { ...source, name, fallbackRole, pods: unit.replicas, answersTo } }];
}

/** A variant repeats what its base has; only services that it says something about are another case. */
function isOwn(unit: ServiceUnit | undefined, { variant, files }: ComposeStack): boolean {
  if (!unit || variant === undefined) return unit !== undefined;
  return unit.service.layers.some(({ tree }) => tree.place.file === files.at(-1));
}
