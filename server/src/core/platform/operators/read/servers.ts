/** The servers that a custom resource describes, as its operator will make them. */

import type { Fact } from '../../../model/fact';
import type { Role } from '../../../model/stated';
import type { Product } from '../../../model/version';
import type { LimitInfo } from '../../../server/placement';
import type { Place } from '../../../text/span';
import { at, itemsAt, type MapTree, type ScalarTree, type Tree, textAt } from '../../../yaml/tree';
import type { DataLookup, KubeObject } from '../../kubernetes/index';
import type { OperatedKind, ServerRecord } from '../catalogue';
import { operatedLimit } from './limit';
import { allHold, find, firstText, keyAt } from './paths';
import { followersOf, roleOf } from './topology';

/** What a resource needs to know of other objects of its namespace. */
export interface OperatedContext {
  readonly lookup: DataLookup;
  /** What a LimitRange gives to containers without a limit; a hole where that is not certain. */
  readonly limitDefault: Tree | undefined;
  /** Where something changes the settings of the resource while it runs. */
  readonly reconfigured: Place | undefined;
}

export interface OperatedServer {
  /** `RedisCluster/orders`. */
  readonly owner: string;
  readonly part: string | undefined;
  /** For messages. */
  readonly operator: string;
  readonly record: ServerRecord;
  /** Paths of the record count from here. */
  readonly spec: MapTree;
  /** Where findings about the whole server go. */
  readonly anchor: Place;
  /** The resource is no patch. */
  readonly complete: boolean;
  readonly limit: LimitInfo;
  readonly role: Fact<Role>;
  readonly followers: Fact<number> | undefined;
  readonly product: Product | undefined;
  /** Image, or the version where the operator chooses the image; with where it is said. */
  readonly image: ChosenImage | undefined;
  readonly lookup: DataLookup;
  /** Something that changes its settings while it runs. */
  readonly reconfigured: Place | undefined;
}

/** An image, or `redis:7.2` for a version; `says` completes "Redis 7.2, …". */
export interface ChosenImage {
  readonly name: string;
  readonly message: string;
}

export function operatedServers(
  object: KubeObject,
  kind: OperatedKind,
  context: OperatedContext,
): OperatedServer[] {
  const spec = at(object.tree, 'spec');
  if (spec?.kind !== 'map') return [];
  return kind.servers.flatMap((record) =>
    describedIn(spec, record)
      .filter((item) => allHold(item.spec, record.when ?? []) !== false)
      .map((item) => serverOf(object, kind.operator, record, item, context)),
  );
}

interface Described {
  readonly spec: MapTree;
  readonly name: string | undefined;
  readonly place: Place | undefined;
  readonly product: Product | undefined;
}

/** The resource itself, or the items of its list that are servers. */
function describedIn(spec: MapTree, record: ServerRecord): Described[] {
  const { each, item } = record;
  if (each === undefined) return [{ spec, name: undefined, place: undefined, product: record.product }];
  return itemsAt(spec, each).flatMap((one) => {
    const inner = item === undefined ? one : at(one, item);
    if (inner?.kind !== 'map') return [];
    const message = definitionOf(spec, one, inner);
    const name = firstText(one, ['name']);
    if (!message || !isServer(message.text)) return [];
    const product = message.text.startsWith('valkey') ? 'valkey' : 'redis';
    return [{ spec: inner, name: name?.text, place: message.place, product }];
  });
}

/** KubeBlocks: a component names its definition, else the definition of the cluster gives its name a meaning. */
function definitionOf(cluster: MapTree, item: Tree, inner: MapTree): ReturnType<typeof firstText> {
  const own = firstText(inner, ['componentDef', 'componentDefRef']) ?? firstText(item, ['shardingDef']);
  if (own) return own;
  const whole = firstText(cluster, ['clusterDef', 'clusterDefinitionRef']);
  return whole && isServer(whole.text)
    ? (firstText(inner, ['name']) ?? firstText(item, ['name']))
    : undefined;
}

const isServer = (definition: string): boolean =>
  /^(?:redis|valkey)(?![a-z])/.test(definition) && !/sentinel|proxy|exporter/.test(definition);

function serverOf(
  object: KubeObject,
  operator: string,
  record: ServerRecord,
  described: Described,
  context: OperatedContext,
): OperatedServer {
  const { spec } = described;
  const image = record.image === undefined ? undefined : find(spec, record.image);
  const block = record.block === undefined ? undefined : keyAt(spec, record.block);
  const anchor =
    (record.part ? block?.keyPlace : undefined) ?? image?.place ?? described.place ?? object.place;
  const complete = (record.complete ?? ['']).some((path) => path === '' || find(spec, path) !== undefined);
  return {
    owner: `${object.kind}/${object.name}`,
    part: record.part ?? described.name,
    operator,
    record,
    spec,
    anchor,
    complete,
    limit: operatedLimit(spec, record, { operator, complete, fallback: context.limitDefault, anchor }),
    role: roleOf(spec, record, operator),
    followers: complete ? followersOf(spec, record.followers ?? [], operator) : undefined,
    product: described.product,
    image: imageOf(described, record, operator),
    lookup: context.lookup,
    reconfigured: context.reconfigured,
  };
}

function imageOf(
  { spec, product = 'redis' }: Described,
  record: ServerRecord,
  operator: string,
): ChosenImage | undefined {
  const image = record.image === undefined ? undefined : find(spec, record.image);
  const version = firstText(spec, record.version ?? []);
  if (image?.kind === 'scalar') return { name: image.text, message: `as the image "${image.text}" says` };
  if (image) return undefined;
  if (version) {
    const [, release, fork] = /^([\d.]+)-(valkey)$/.exec(version.text) ?? [];
    const own = /^(?:redis|valkey)-/.test(version.text) ? version.text.replace('-', ':') : undefined;
    const named = fork === undefined ? own : `${fork}:${release}`;
    return { name: named ?? `${product}:${version.text}`, message: `as the version "${version.text}" says` };
  }
  if (record.defaultImage === undefined) return undefined;
  return { name: record.defaultImage, message: `the image that ${operator} takes by default` };
}

export const sysctlItems = ({
  spec,
  record,
}: OperatedServer): { name: ScalarTree; item: Tree; list: Extract<Tree, { kind: 'list' }> }[] => {
  const list = record.sysctls === undefined ? undefined : find(spec, record.sysctls);
  if (list?.kind !== 'list') return [];
  return list.items.flatMap((item) => {
    const name = at(item, 'name');
    return name?.kind === 'scalar' ? [{ name, item, list }] : [];
  });
};

/** The word that keeps the volume of the data in memory. */
export function mediumOf({ spec, record }: OperatedServer): ScalarTree | undefined {
  const volume = record.dataVolume === undefined ? undefined : find(spec, record.dataVolume);
  const medium = at(volume, 'emptyDir', 'medium');
  return medium?.kind === 'scalar' && textAt(volume, 'emptyDir', 'medium') === 'Memory' ? medium : undefined;
}
