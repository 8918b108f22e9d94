/** The servers in the Kubernetes objects of a project, and the configurations in ConfigMaps that no server was seen to read. */

import type { StatedFact } from '../annotations';
import type { ContainerUnit } from '../containers/unit';
import type { ConfigText } from '../directives/config-text';
import { byDefault, type Fact, known, unknown } from '../model/fact';
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
  const found = pods.flatMap((pod) =>
    pod.units.flatMap((unit) => {
      const source = serverIn(unit, pod, hostPrepared, cluster, context);
      const answersTo = (host: string) => cluster.reaches(host, pod.template);
      return source ? [{ source: { ...source, answersTo }, pod }] : [];
    }),
  );
  // The configuration is made once for each source.
  const build = (source: InstanceSource) =>
    context.memory.instances.get(source.input, [], () => buildInstance(source));
  const servers = linkedInstances(
    found.map(({ source }) => source),
    build,
  );
  const all = [...servers, ...operatorInstances(cluster, hostPrepared, context)];
  const unclear = found.filter((_, index) => servers[index]?.directives.closed === false);
  const half = new Set(unclear.flatMap(({ pod }) => pod.shown));
  return [...all, ...unjoinedInstances(cluster, all, half, context)];
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

/**
 * Configurations that stand in a ConfigMap and that no server here is told to read.
 * @param half of which a server whose start nobody can read may get anything, and other things beside it
 */
function unjoinedInstances(
  cluster: Cluster,
  servers: readonly RedisInstance[],
  half: ReadonlySet<ScalarTree>,
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
      const part = half.has(content);
      const make = () => unjoinedInstance(title, { name, content, config, part }, facts, context);
      return context.memory.unjoined.get(content, [title, part, context.configuration, ...facts], make) ?? [];
    }),
  );
}

const key = ({ file, span }: Place): string => `${file}#${span.start}`;

interface Unjoined {
  readonly name: string;
  readonly content: ScalarTree;
  readonly config: ConfigText;
  /** A server reads more than this, if it reads it. */
  readonly part: boolean;
}

function unjoinedInstance(
  name: string,
  { name: entryName, content, config, part }: Unjoined,
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
      openings: part ? [{ why: 'script', place: headOf(config) }] : [],
    },
    ...(part
      ? { fallbackRole: byDefault('any', 'a workload of which the start is not known mounts it') }
      : {}),
    version: chooseVersion(`/${entryName}`, [config], stated),
    stated,
    form: new ConfForm(config, { indent: content.indent, newline }),
    unjoined: true,
  });
}
