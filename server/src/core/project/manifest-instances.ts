/** The servers in the Kubernetes objects of a project, and the configurations in ConfigMaps that no server was seen to read. */

import type { StatedFact } from '../annotations';
import type { ContainerUnit } from '../containers/unit';
import type { ConfigText } from '../directives/config-text';
import { type Fact, known, unknown } from '../model/fact';
import type { RedisInstance } from '../model/instance';
import { podMentions } from '../sources/kubernetes/mentions';
import type { PodTemplate } from '../sources/kubernetes/objects';
import type { PodUnits } from '../sources/kubernetes/pods';
import { configOf } from '../sources/kubernetes/volumes';
import { annotationsOf } from '../sources/redis-conf/document';
import { ConfForm } from '../sources/redis-conf/form';
import { recogniseConf } from '../sources/redis-conf/recognise';
import { newlineAt } from '../text/newline';
import type { Place } from '../text/span';
import { removeItems } from '../yaml/edit';
import { at, type ScalarTree } from '../yaml/tree';
import type { Cluster } from './cluster';
import { headOf } from './conf-instances';
import { containerInstance } from './container-instance';
import { initContainerEdits } from './init-container';
import { type ManifestContext, named, statedAbout, writtenAbout } from './manifest-context';
import { operatorInstances } from './operator-instances';
import { linkedInstances } from './replication';
import { buildInstance, type InstanceSource } from './server-instance';
import { annotatedFacts, statedFacts } from './stated-facts';
import { chooseVersion } from './version-choice';

export function manifestInstances(cluster: Cluster, context: ManifestContext): RedisInstance[] {
  const pods = cluster.pods(context.memory.pods);
  const hostPrepared = cluster.hostPrepared(pods);
  const sources = pods.flatMap((pod) =>
    pod.units.flatMap((unit) => {
      const source = serverIn(unit, pod, hostPrepared, cluster, context);
      const answersTo = (host: string) => cluster.reaches(host, pod.template);
      return source ? [{ ...source, answersTo }] : [];
    }),
  );
  // The configuration is made once for each source.
  const build = (source: InstanceSource) =>
    context.memory.instances.get(source.input, [], () => buildInstance(source));
  const servers = linkedInstances(sources, build);
  const all = [...servers, ...operatorInstances(cluster, hostPrepared, context)];
  return [...all, ...unjoinedInstances(cluster, all, context)];
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
  const written = writtenAbout(unit.head, object, context);
  return memory.sources.get(unit, [configuration, hostPrepared, ...written], () => {
    const stated = statedAbout(unit.head, object, cluster, context, annotatedFacts(unit.files));
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

/** Configurations that stand in a ConfigMap and that no server here is told to read. */
function unjoinedInstances(
  cluster: Cluster,
  servers: readonly RedisInstance[],
  context: ManifestContext,
): RedisInstance[] {
  const joined = new Set(
    servers.flatMap(({ directives }) =>
      directives.loaded.entries.map(({ source, line }) => key(source.map.place(line.span))),
    ),
  );
  return cluster.dataObjects().flatMap(({ object, entries }) =>
    entries.flatMap(({ key: name, content }) => {
      const config = content && configOf(content);
      if (!config || config.lines.some((line) => joined.has(key(config.map.place(line.span))))) return [];
      const { name: title } = named(`${object.kind}/${object.name} › ${name}`, object, cluster);
      const facts = context.factsAt(content.place);
      const make = () => unjoinedInstance(title, name, content, config, facts, context);
      return context.memory.unjoined.get(content, [title, context.configuration, ...facts], make) ?? [];
    }),
  );
}

const key = ({ file, span }: Place): string => `${file}#${span.start}`;

function unjoinedInstance(
  name: string,
  entryName: string,
  content: ScalarTree,
  config: ConfigText,
  facts: readonly StatedFact[],
  context: ManifestContext,
): RedisInstance | undefined {
  const directives = config.lines.filter((line) => line.kind === 'directive');
  const kind = directives.length < 2 ? undefined : recogniseConf(`/${entryName}`, config);
  if (!kind) return undefined;
  const { file } = content.place;
  const annotated = annotationsOf(config).flatMap(({ facts }) => facts);
  const stated = statedFacts(file, context.configuration, [...facts, ...annotated]);
  const newline = newlineAt(context.text(file), content.place.span.start);
  return buildInstance({
    name,
    file,
    kind,
    head: headOf(config),
    input: {
      parts: [{ text: config, layer: 'ConfigMap' }],
      bare: false,
      resolve: () => ({ kind: 'unresolved' }),
    },
    version: chooseVersion(`/${entryName}`, [config], stated),
    stated,
    form: new ConfForm(config, { indent: content.indent, newline }),
    unjoined: true,
  });
}
