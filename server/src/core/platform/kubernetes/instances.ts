/** The servers in the Kubernetes objects of a project, and the configurations in ConfigMaps that no server was seen to read. */

import { annotatedFacts } from '../../container/annotated-facts';
import { containerInstance } from '../../container/instance';
import type { ContainerUnit } from '../../container/unit';
import { type Fact, factValue, known, placeOf, unknown } from '../../model/fact';
import type { Role } from '../../model/stated';
import type { RedisInstance } from '../../server/instance';
import { linkedInstances } from '../../server/replication';
import { buildInstance, type InstanceSource } from '../../server/server-instance';
import { type Place, placeKey } from '../../text/span';
import { removeItems } from '../../yaml/edit/edit';
import { at } from '../../yaml/tree';
import type { Cluster } from './cluster';
import { type ManifestContext, named, statedAbout, writtenAbout } from './context';
import { initContainerEdits } from './init-container';
import { podMentions } from './read/mentions';
import type { PodTemplate } from './read/objects';
import type { PodUnits } from './read/pods';
import { unjoinedInstances, usesOf } from './unjoined-instances';

export function manifestInstances(cluster: Cluster, context: ManifestContext): RedisInstance[] {
  const pods = cluster.pods(context.memory.pods);
  const hostPrepared = cluster.hostPrepared(pods);
  const watched = pods.flatMap((pod) => pod.watched);
  const calls = pods.flatMap((pod) => pod.backups.map((call) => ({ ...call, from: pod })));
  const found = pods.flatMap((pod) =>
    pod.units.flatMap((unit) => {
      const source = serverIn(unit, pod, hostPrepared, cluster, context);
      const answersTo = (host: string) => cluster.reaches(host, pod.template);
      const isCalled = (host: string) => answersTo(host) || host === pod.template.object.name.toLowerCase();
      const backups = calls.filter(({ host, from }) => (host === undefined ? from === pod : isCalled(host)));
      const places = backups.map(({ place }) => place);
      const watcher = watched.find(({ host }) => answersTo(host))?.place;
      const kept = watchedSource(source, unit, pod, watcher);
      return kept ? [{ source: { ...kept, answersTo, backups: places }, pod }] : [];
    }),
  );
  // The configuration is made once for each source.
  const build = (source: InstanceSource) => {
    const { backups = [], fallbackRole, followers } = source;
    const told = [fallbackRole, followers].flatMap((fact) => (fact && placeOf(fact)) ?? []);
    const key = [...backups, ...told].map(placeKey);
    return context.memory.instances.get(source.input, [...key, followers && factValue(followers)], () =>
      buildInstance(source),
    );
  };
  const servers = linkedInstances(
    found.map(({ source }) => source),
    build,
  );
  const operated = context.customResources.flatMap((read) => read(cluster, hostPrepared, context));
  const all = [...servers, ...operated];
  const mounted = found.map(({ pod }, index) => ({ shown: pod.shown, server: servers[index] }));
  const named = all.map((server) => ({ shown: server.placement?.unreadEntries ?? [], server }));
  const uses = usesOf([...mounted, ...named]);
  return [...all, ...unjoinedInstances(cluster, all, uses, context)];
}

/**
 * A Sentinel may promote any server that it watches (kubernetes.md A.9), and those of a workload in whose pods one runs
 * follow each other.
 * @param watcher where a Sentinel elsewhere is told to watch this server
 */
function watchedSource(
  source: InstanceSource | undefined,
  unit: ContainerUnit,
  pod: PodUnits,
  watcher: Place | undefined,
): InstanceSource | undefined {
  const beside = pod.sentinels.find(({ tree }) => tree !== unit.tree);
  const place = (beside ?? pod.sentinels[0])?.anchor ?? watcher;
  if (!source || !place) return source;
  const role: Fact<Role> = known('any', { layer: 'manifest', place, detail: 'Sentinel' });
  const count = source.pods && factValue(source.pods);
  const others = beside && count !== undefined && count > 1 ? count - 1 : undefined;
  const followers = others === undefined ? undefined : known(others, { layer: 'manifest', place });
  return {
    ...source,
    fallbackRole: source.fallbackRole ?? role,
    ...(followers && !source.followers ? { followers } : {}),
  };
}

/** `spec.replicas`, which is 1 where it is absent. */
function podCount({ object }: PodTemplate): Fact<number> {
  const written = at(object.tree, 'spec', 'replicas');
  if (!written || (written.kind === 'scalar' && written.null)) return known(1, { layer: 'manifest' });
  const count = written.kind === 'scalar' && /^\d+$/.test(written.text) ? Number(written.text) : undefined;
  if (count === undefined) return unknown('template', { layer: 'manifest', place: written.place });
  return known(count, { layer: 'manifest', place: written.place });
}

function serverIn(
  unit: ContainerUnit,
  pod: PodUnits,
  hostPrepared: boolean,
  cluster: Cluster,
  context: ManifestContext,
): InstanceSource | undefined {
  const { configuration, text, memory } = context;
  const { object } = pod.template;
  const written = writtenAbout(unit.anchor, object, context);
  return memory.sources.get(unit, [configuration, hostPrepared, ...written], () => {
    const stated = statedAbout(unit.anchor, object, cluster, context, annotatedFacts(unit.files));
    const sysctls = pod.sysctls.map(({ name, item, list }) => ({
      name,
      remove: () => removeItems(list, [item], text),
    }));
    const addInitContainer = (item: readonly string[]) => initContainerEdits(pod.template, item, text);
    const mentions = podMentions(pod.template, unit);
    // What a template adds to the pod may prepare its node.
    const prepared = hostPrepared || pod.template.spec.open;
    const around = {
      text,
      inMemory: pod.inMemory,
      hostPrepared: prepared,
      sysctls,
      mentions,
      addInitContainer,
    };
    const source = containerInstance(unit, stated, around);
    return source && { ...source, ...named(source.name, object, cluster), pods: podCount(pod.template) };
  });
}
