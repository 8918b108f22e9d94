/** The servers that operators make of custom resources. */

import { annotationsOf } from '../../annotations/conf-annotations';
import { readImage } from '../../container/image/image';
import { type ImageVersion, imageVersion } from '../../container/image-version';
import { fileForm } from '../../container/instance';
import type { ConfigInput, Resolution } from '../../directives/load';
import { placeOf } from '../../model/fact';
import type { Edit } from '../../model/finding';
import type { StatedFacts } from '../../model/stated';
import type { RedisInstance } from '../../server/instance';
import type { Placement } from '../../server/placement';
import { buildInstance, type InstanceSource } from '../../server/server-instance';
import { samePlace } from '../../text/span';
import { formatQuantity } from '../../units/quantity';
import { removeItems, type TextOf } from '../../yaml/edit/edit';
import { at, textAt } from '../../yaml/tree';
import {
  type Cluster,
  type KubeObject,
  type ManifestContext,
  named,
  statedAbout,
  writtenAbout,
} from '../kubernetes/index';
import { type OperatedKind, operatedKind } from './catalogue';
import { OperatorForm } from './read/form';
import { writeLimit } from './read/limit';
import { operatedMentions } from './read/mentions';
import type { OperatorConfig } from './read/parts';
import { mediumOf, type OperatedServer, operatedServers, sysctlItems } from './read/servers';
import { operatorConfig } from './read/settings';

export function operatorInstances(
  cluster: Cluster,
  hostPrepared: boolean,
  context: ManifestContext,
): RedisInstance[] {
  return cluster.objects.flatMap((object) => {
    const kind = operatedKind(object.apiVersion, object.kind);
    if (!kind) return [];
    const change = reconfiguration(cluster, object, kind);
    const written = writtenAbout(object.place, object, context);
    const key = [context.configuration, hostPrepared, change?.tree, ...written];
    return cluster.made(object, context.memory.operated, key, (around) =>
      linkedParts(
        operatedServers(object, kind, { ...around, reconfigured: change?.place }).flatMap((server) => {
          const source = sourceOf(server, object, cluster, hostPrepared, context);
          return source ? [{ server, source }] : [];
        }),
      ),
    );
  });
}

interface Part {
  readonly server: OperatedServer;
  readonly source: InstanceSource;
}

/** A part that follows another one holds its data: where it has a limit of its own, that has to suffice for them. */
function linkedParts(parts: readonly Part[]): RedisInstance[] {
  const alone = parts.map(({ source }) => buildInstance(source));
  return parts.flatMap(({ server, source }, index) => {
    const { follows } = server.record;
    const leader = parts.findIndex((other) => follows !== undefined && other.server.part === follows);
    const [own, primary] = [alone[index], alone[leader]];
    if (!own) return [];
    const limits = [own, primary].map((instance) => instance && placeOf(instance.limit));
    const shared = !limits[0] || !limits[1] || samePlace(limits[0], limits[1]);
    return [primary && !shared ? buildInstance({ ...source, primary }) : own];
  });
}

/** An operation that sets parameters of the resource. */
function reconfiguration(
  cluster: Cluster,
  { name, namespace }: KubeObject,
  { reconfiguredBy }: OperatedKind,
): KubeObject | undefined {
  if (reconfiguredBy === undefined) return undefined;
  return cluster.objects.find(
    ({ kind, tree, namespace: where }) =>
      kind === reconfiguredBy &&
      (namespace === undefined || where === undefined || where === namespace) &&
      (textAt(tree, 'spec', 'clusterName') ?? textAt(tree, 'spec', 'clusterRef')) === name &&
      (at(tree, 'spec', 'reconfigures') ?? at(tree, 'spec', 'reconfigure')) !== undefined,
  );
}

function sourceOf(
  server: OperatedServer,
  object: KubeObject,
  cluster: Cluster,
  hostPrepared: boolean,
  context: ManifestContext,
): InstanceSource | undefined {
  const { anchor, owner, part } = server;
  const image = server.image && readImage(server.image.name);
  if (image && image.kind !== 'server') return undefined;
  const version = versionOf(server, statedAbout(anchor, object, cluster, context, []));
  const config = operatorConfig(server, version.settled ?? version.assumed);
  const inFiles = [...config.parts, ...config.included.values()].flatMap(({ text }) =>
    annotationsOf(text).flatMap(({ facts }) => facts),
  );
  const stated = statedAbout(anchor, object, cluster, context, inFiles);
  const input = inputOf(config);
  return {
    ...named(`${owner}${part === undefined ? '' : ` › ${part}`}`, object, cluster),
    file: anchor.file,
    kind: 'server',
    anchor,
    input,
    version: versionOf(server, stated).choose(input.parts.map((one) => one.text)),
    stated,
    limit: server.limit.bytes,
    fallbackRole: server.role,
    followers: server.followers,
    form: formOf(server, config, context.text),
    placement: placementOf(server, config, hostPrepared, context.text),
  };
}

function versionOf({ anchor, image, product }: OperatedServer, stated: StatedFacts): ImageVersion {
  const unnamed = {
    name: '',
    kind: 'server',
    family: 'unknown',
    version: undefined,
    clustered: false,
  } as const;
  const read = image && readImage(image.name);
  const info = read ?? (product ? { ...unnamed, product } : undefined);
  return imageVersion(
    info,
    { file: anchor.file, image: image?.name, reason: image?.message },
    stated,
    undefined,
  );
}

function inputOf({ parts, unknownSources, included }: OperatorConfig): ConfigInput {
  const resolve = (path: string): Resolution => {
    const part = included.get(path);
    return part ? { kind: 'found', texts: [part.text] } : { kind: 'unresolved' };
  };
  const saidBy: ConfigInput['saidBy'] = (text) => {
    const part = [...parts, ...included.values()].find((one) => one.text === text);
    if (!part) return undefined;
    const { layer, detail, atRuntime } = part;
    return { layer, ...(detail ? { detail } : {}), ...(atRuntime ? { atRuntime } : {}) };
  };
  return { parts, bare: false, unknownSources, resolve, saidBy };
}

/** For the first file that the resource names and that can be edited. */
function formOf(server: OperatedServer, config: OperatorConfig, text: TextOf): OperatorForm {
  const files = [...config.parts, ...config.included.values()].flatMap(({ target, text: written }) =>
    target.kind === 'file' ? (fileForm({ scalar: target.scalar, config: written }, text) ?? []) : [],
  );
  return new OperatorForm(server, config, files[0], text);
}

function placementOf(
  server: OperatedServer,
  { bound, ignored, unread }: OperatorConfig,
  hostPrepared: boolean,
  text: TextOf,
): Placement {
  const medium = mediumOf(server);
  return {
    machine: 'node',
    argumentsKey: 'args',
    completeness: server.complete ? 'whole' : 'fragment',
    anchor: server.anchor,
    mentions: operatedMentions(server),
    limit: server.limit,
    setLimit: (bytes): Edit[] => writeLimit(server.spec, server.record, bytes, text),
    showLimit: formatQuantity,
    image: server.image && readImage(server.image.name),
    ignoredVariables: [],
    ignoredValues: ignored,
    unreadEntries: unread,
    unreadMounts: [],
    dataInMemory: medium ? [medium] : [],
    sysctls: sysctlItems(server).map(({ name, item, list }) => ({
      name,
      remove: () => removeItems(list, [item], text),
    })),
    hostPrepared,
    overcommits: false,
    ...(bound ? { computedMaxmemory: bound } : {}),
  };
}
