/** The configurations in ConfigMaps that no server of the project was seen to read. */

import type { StatedFact } from '../../annotations/annotation';
import { annotationsOf } from '../../annotations/conf-annotations';
import type { ConfigText } from '../../directives/config-text';
import { recogniseConf } from '../../directives/recognise';
import { byDefault } from '../../model/fact';
import { anchorOf } from '../../server/anchor';
import { ConfForm } from '../../server/conf-form';
import type { RedisInstance } from '../../server/instance';
import { buildInstance } from '../../server/server-instance';
import { statedFacts } from '../../server/stated-facts';
import { chooseVersion } from '../../server/version-choice';
import { newlineAt } from '../../text/newline';
import { placeKey } from '../../text/span';
import type { ScalarTree } from '../../yaml/tree';
import type { Cluster } from './cluster';
import { type ManifestContext, named } from './context';
import { configOf } from './read/volumes';

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
      return (
        context.memory.withoutWorkload.get(content, [title, use, context.configuration, ...facts], make) ?? []
      );
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
    anchor: anchorOf(config),
    input: {
      parts: [{ text: config, layer: 'ConfigMap' }],
      bare: false,
      resolve: () => ({ kind: 'unresolved' }),
      unknownSources: use === 'part' ? [{ why: 'script', place: anchorOf(config) }] : [],
    },
    ...(use === 'part'
      ? { fallbackRole: byDefault('any', 'a workload of which the start is not known mounts it') }
      : {}),
    version: chooseVersion(`/${entryName}`, [config], stated),
    stated,
    form: new ConfForm(config, { indent: content.indent, newline }),
    withoutWorkload: true,
    notLoaded: use === 'unread',
  });
}
