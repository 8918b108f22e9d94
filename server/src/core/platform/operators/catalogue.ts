/**
 * What operators make of their custom resources (data/operators.json): where a field stands, what is written when nobody
 * says anything, and in which order the settings take effect. Read in the source of each operator at the commit that
 * stands beside it; an operator of another version may differ.
 *
 * Paths count from `spec`, or from an item of a list of servers: `a.b`, `containers[redis]` for the item of that name.
 * Conditions are those of core/catalogue/conditions.
 */

import type { Condition } from '../../catalogue/conditions';
import type { Role } from '../../model/stated';
import type { Product } from '../../model/version';
import { own } from '../../word-map';
import data from './data/operators.json';

export interface OperatedKind {
  /** For messages: `alauda redis-operator`. */
  readonly operator: string;
  /** Where the facts were read. */
  readonly source: string;
  readonly commit: string;
  /** The kind of object that changes settings of a running server: with one, nothing is certain. */
  readonly reconfiguredBy?: string;
  readonly servers: readonly ServerRecord[];
}

/** One kind of server that a resource describes. */
export interface ServerRecord {
  /** Where a resource describes several: `leader`. */
  readonly part?: string;
  /** The mapping that speaks of this part. */
  readonly block?: string;
  /** Versions of the API, where not all. */
  readonly versions?: readonly string[];
  /** A list whose items are servers, and the field of an item that describes it. */
  readonly each?: string;
  readonly item?: string;
  /** There is no such server where one of these fails. */
  readonly when?: readonly Condition[];
  readonly image?: string;
  readonly defaultImage?: string;
  readonly version?: readonly string[];
  readonly product?: Product;
  /** A resource with none of these fields is a patch. */
  readonly complete?: readonly string[];
  /** The first mapping that is there decides. */
  readonly resources: readonly string[];
  readonly defaultLimit?: DefaultLimit;
  readonly role: RoleRecord;
  readonly followers?: readonly CountRecord[];
  /** Where the server is a node of a cluster. */
  readonly cluster?: true | Condition;
  /** In the order of effect. */
  readonly settings: readonly SettingRecord[];
  /** Why more than the resource may decide; nothing is missing then. */
  readonly unread?: string;
  /** Fields with which something unread takes part. */
  readonly opensWith?: readonly string[];
  /** Fields that look as if they were read, and where the operator reads them. */
  readonly ignores?: readonly { readonly fields: readonly string[]; readonly reads: string }[];
  /** The part whose data this one holds. */
  readonly follows?: string;
  readonly writes: WaysToWrite;
  readonly sysctls?: string;
  /** Where `emptyDir` may stand for the volume of the data. */
  readonly dataVolume?: string;
}

/** The memory limit where the resource says nothing about memory, or has no resources at all. */
export interface DefaultLimit {
  readonly quantity: string;
  readonly where: 'no memory' | 'no resources';
}

export interface RoleRecord {
  readonly field?: string;
  readonly values?: Readonly<Record<string, Role>>;
  /** Where the field is not there. */
  readonly absent?: Role;
  readonly else: Role;
}

/** How many replicas one primary has; the first record whose conditions hold. */
export interface CountRecord {
  readonly when?: readonly Condition[];
  readonly count?: number;
  /** The first field that is there. */
  readonly fields?: readonly string[];
  /** Value of the field where it is absent. */
  readonly default?: number;
  /** What to take away for the primary itself. */
  readonly less?: number;
  /** The number of primaries among which they are shared. */
  readonly per?: readonly string[];
}

export interface SettingRecord {
  /** The operator writes these lines itself. */
  readonly lines?: readonly string[];
  /** The operator writes maxmemory as this share of the memory limit. */
  readonly percent?: number;
  /** The field says which share. */
  readonly percentField?: string;
  /** A mapping from directive to value. */
  readonly map?: string;
  /** Several save points or output limits in one value become lines of their own. */
  readonly splits?: boolean;
  /** A list of directives that are applied with CONFIG SET. */
  readonly list?: string;
  /** What `""` at the end of an item does: switches off, or is not understood. */
  readonly emptyText?: 'clears' | 'refused';
  /** The name of a ConfigMap or Secret, the key that is read in it, and the path under which the server includes it. */
  readonly file?: string;
  readonly in?: 'ConfigMap' | 'Secret';
  readonly key?: string;
  readonly path?: string;
  /** A mapping from file name to text; other names are directives. */
  readonly inline?: string;
  /** A command in place of the operator's own, and what the operator's own is. */
  readonly command?: string;
  readonly after?: readonly string[];
  /** A list of options. */
  readonly flags?: string;
  /** A list of variables, of which one holds options. */
  readonly variables?: string;
  readonly name?: string;
  readonly when?: readonly Condition[];
  /** A value that gives way to these lines, although somebody wrote it. */
  readonly replaces?: string;
  /** Where somebody who wants it otherwise would write. */
  readonly overriddenAt?: readonly string[];
}

/** Where a directive can be written that nobody wrote so far. */
export interface WaysToWrite {
  readonly percent?: string;
  readonly map?: string;
  readonly list?: string;
  readonly flags?: string;
  readonly inline?: string;
  readonly key?: string;
  /** How an empty value is written in the mapping. */
  readonly emptyText?: string;
  /** The directive without which the operator turns snapshots on again. */
  readonly saveOffNeeds?: string;
}

type Common = Partial<ServerRecord>;

/** A kind of object; more specific records win over `common`. */
export interface KindRecord {
  /** Why nothing is said about objects of this kind; it then has no servers. */
  readonly silent?: string;
  readonly common?: Common;
  readonly reconfiguredBy?: string;
  readonly servers?: readonly Common[];
}

export interface OperatorRecord {
  readonly name: string;
  readonly source: string;
  readonly commit: string;
  readonly group: string;
  readonly versions: readonly string[];
  readonly common?: Common;
  readonly kinds: Readonly<Record<string, KindRecord>>;
}

/** The shape of data/operators.json. */
export interface OperatorsFile {
  readonly $schema?: string;
  readonly operators: readonly OperatorRecord[];
}

const OPERATORS = (data as unknown as OperatorsFile).operators;

/** @returns undefined for kinds that are no servers, that do not fork, and that nobody knows */
export function operatedKind(apiVersion: string, kind: string): OperatedKind | undefined {
  const [group, version] = apiVersion.split('/');
  const operator = OPERATORS.find((one) => one.group === group);
  if (!operator || version === undefined || !operator.versions.includes(version)) return undefined;
  const record = own(operator.kinds, kind);
  if (!record?.servers) return undefined;
  const servers = record.servers
    .map((server) => ({ ...operator.common, ...record.common, ...server }) as ServerRecord)
    .filter(({ versions }) => versions === undefined || versions.includes(version))
    .map(inBlock);
  const { reconfiguredBy } = record;
  return {
    operator: operator.name,
    source: operator.source,
    commit: operator.commit,
    ...(reconfiguredBy === undefined ? {} : { reconfiguredBy }),
    servers,
  };
}

/** `{block}` in a path is the block of the part. */
function inBlock(server: ServerRecord): ServerRecord {
  if (server.block === undefined) return server;
  return JSON.parse(JSON.stringify(server).replaceAll('{block}', server.block)) as ServerRecord;
}
