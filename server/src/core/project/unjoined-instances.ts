/** The configurations in ConfigMaps that no server of the project was seen to read. */

import type { StatedFact } from '../annotations';
import type { ConfigText } from '../directives/config-text';
import { byDefault } from '../model/fact';
import type { RedisInstance } from '../model/instance';
import { configOf } from '../sources/kubernetes/volumes';
import { annotationsOf } from '../sources/redis-conf/document';
import { ConfForm } from '../sources/redis-conf/form';
import { recogniseConf } from '../sources/redis-conf/recognise';
import { newlineAt } from '../text/newline';
import { placeKey } from '../text/span';
import type { ScalarTree } from '../yaml/tree';
import type { Cluster } from './cluster';
import { headOf } from './conf-instances';
import { type ManifestContext, named } from './manifest-context';
import { buildInstance } from './server-instance';
import { statedFacts } from './stated-facts';
import { chooseVersion } from './version-choice';

/** What a configuration is to the servers into whose containers it is mounted, and that are not told to read it. */
type Use = 'part' | 'unread';

/** @param mounts entries of ConfigMaps in the volumes of pods, with the server of the pod */
export function usesOf(
  mounts: readonly { readonly shown: readonly ScalarTree[]; readonly server: RedisInstance | undefined }[],
): ReadonlyMap<ScalarTree, Use> {
  const uses = new Map<ScalarTree, Use>();
  for (const { shown, server } of mounts) {
    if (!server) continue;
    // A server whose start nobody can read may get it, and other things beside it.
    const use = server.directives.closed ? 'unread' : 'part';
    for (const entry of shown) if (uses.get(entry) !== 'part') uses.set(entry, use);
  }
  return uses;
}

/** Configurations that stand in a ConfigMap and that no server here is told to read. */
export function unjoinedInstances(
  cluster: Cluster,
  servers: readonly RedisInstance[],
  uses: ReadonlyMap<ScalarTree, Use>,
  context: ManifestContext,
): RedisInstance[] {
  const joined = new Set(
    servers.flatMap(({ directives }) =>
      directives.loaded.entries.map(({ source, line }) => placeKey(source.map.place(line.span))),
    ),
  );
  return cluster.dataObjects().flatMap(({ object, entries }) =>
    entries.flatMap(({ key: name, content }) => {
      if (!content) return [];
      const config = configOf(content);
      if (config.lines.some((line) => joined.has(placeKey(config.map.place(line.span))))) return [];
      const { name: title } = named(`${object.kind}/${object.name} › ${name}`, object, cluster);
      const facts = context.factsAt(content.place);
      const use = uses.get(content);
      const make = () => unjoinedInstance(title, { name, content, config, use }, facts, context);
      return context.memory.unjoined.get(content, [title, use, context.configuration, ...facts], make) ?? [];
    }),
  );
}

interface Unjoined {
  readonly name: string;
  readonly content: ScalarTree;
  readonly config: ConfigText;
  readonly use: Use | undefined;
}

function unjoinedInstance(
  name: string,
  { name: entryName, content, config, use }: Unjoined,
  facts: readonly StatedFact[],
  context: ManifestContext,
): RedisInstance | undefined {
  const directives = config.lines.filter((line) => line.kind === 'directive');
  const kind = directives.length < 2 ? undefined : recogniseConf(`/${entryName}`, config);
  if (!kind) return undefined;
  const { file } = content.place;
  const annotated = annotationsOf(config).flatMap(({ facts }) => facts);
  const stated = statedFacts(file, context.configuration, [...facts, ...annotated]);
  const newline = newlineAt(context.text(content.place), content.place.span.start);
  return buildInstance({
    name,
    file,
    kind,
    head: headOf(config),
    input: {
      parts: [{ text: config, layer: 'ConfigMap' }],
      bare: false,
      resolve: () => ({ kind: 'unresolved' }),
      openings: use === 'part' ? [{ why: 'script', place: headOf(config) }] : [],
    },
    ...(use === 'part'
      ? { fallbackRole: byDefault('any', 'a workload of which the start is not known mounts it') }
      : {}),
    version: chooseVersion(`/${entryName}`, [config], stated),
    stated,
    form: new ConfForm(config, { indent: content.indent, newline }),
    unjoined: true,
    unread: use === 'unread',
  });
}
