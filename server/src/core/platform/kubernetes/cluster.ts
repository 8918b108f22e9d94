/**
 * The Kubernetes objects that are deployed together, and the joins between them: which ConfigMap a name means, which
 * LimitRange holds, which pods run a server.
 */

import { turnsOffHugePages } from '../../container/host-signs';
import { type Dependencies, Memo } from '../../memo';
import type { Overlay } from '../../server/instance';
import type { FileId } from '../../text/span';
import {
  entriesAt,
  itemsAt,
  type MapTree,
  type ScalarTree,
  scalarAt,
  type Tree,
  textAt,
} from '../../yaml/tree';
import { type DataEntries, type DataEntry, dataOf, plainDataOf } from './read/config-data';
import type { DataLookup } from './read/environment';
import { type KubeObject, type PodTemplate, podTemplateOf } from './read/objects';
import type { PodUnits } from './read/pods';
import { podUnits } from './read/pods';

/** What a pod asked for: a kind and a name. */
type Asked = readonly ['ConfigMap' | 'Secret', string];

/** What was made of an object, and which other objects it asked for. */
export type ObjectMemo<T> = Memo<MapTree, { readonly asked: readonly Asked[]; readonly made: T }>;

/** What an object can see of others in its namespace. */
export interface Surroundings {
  readonly lookup: DataLookup;
  /** What a LimitRange gives to containers without a limit; a hole where that is not certain. */
  readonly limitDefault: Tree | undefined;
}

export interface ClusterBuild {
  /** The outermost overlay. */
  readonly file: FileId;
  /** Tells builds apart in which the same object appears; undefined where there is one. */
  readonly overlayOf: (object: KubeObject) => Overlay | undefined;
}

export class Cluster {
  readonly #own = new Map<object, object>();
  readonly #data = new Map<KubeObject, DataEntries>();

  /** @param build where the objects come from, when an overlay made them */
  constructor(
    readonly objects: readonly KubeObject[],
    readonly build?: ClusterBuild,
  ) {}

  /** The pods of all workloads, with what their containers can see. */
  pods(memo: ObjectMemo<PodUnits>): PodUnits[] {
    return this.objects.flatMap((object) => {
      const template = podTemplateOf(object);
      return template ? [this.made(object, memo, [], (around) => podUnits(template, around))] : [];
    });
  }

  /**
   * What is made of an object and of those that it asks for, memoised on the object.
   * @param dependencies everything else that it depends on
   */
  made<T>(
    object: KubeObject,
    memo: ObjectMemo<T>,
    dependencies: Dependencies,
    make: (around: Surroundings) => T,
  ): T {
    const limitDefault = this.#limitDefault(object);
    const read = ({ asked }: { readonly asked: readonly Asked[] }): Dependencies => [
      ...dependencies,
      limitDefault,
      ...asked.map(([kind, name]) => this.#find(kind, name, object)?.tree),
    ];
    const { made } = this.#ownMemo(memo).get(object.tree, read, () => {
      const asked: Asked[] = [];
      const lookup = (kind: Asked[0], name: string) => {
        asked.push([kind, name]);
        return this.#lookup(kind, name, object);
      };
      return { made: make({ lookup, limitDefault }), asked };
    });
    return made;
  }

  /** Builds share the documents of their bases, and make something else of each. */
  #ownMemo<T>(memo: ObjectMemo<T>): ObjectMemo<T> {
    if (!this.build) return memo;
    const own = (this.#own.get(memo) as ObjectMemo<T> | undefined) ?? new Memo();
    this.#own.set(memo, own);
    return own;
  }

  /** Whether any container of these objects turns transparent huge pages off on its node. */
  hostPrepared(pods: readonly PodUnits[]): boolean {
    return pods.some(({ scripts }) => scripts.some(turnsOffHugePages));
  }

  /** ConfigMaps and Secrets with what they show of their content. */
  dataObjects(): { object: KubeObject; entries: readonly DataEntry[] }[] {
    return this.objects
      .filter(({ kind }) => kind === 'ConfigMap' || kind === 'Secret')
      .map((object) => ({ object, entries: plainDataOf(object) }));
  }

  /** Whether a host name, in lower case, leads to the pods of a workload: through a Service or as a pod of a StatefulSet. */
  reaches(host: string, { object, template }: PodTemplate): boolean {
    const [first = ''] = host.split('.');
    const ordinal = first.startsWith(`${object.name}-`) ? first.slice(object.name.length + 1) : '';
    if (object.kind === 'StatefulSet' && /^\d+$/.test(ordinal)) return true;
    const labels = new Map(entriesAt(template, 'metadata', 'labels').map(({ key, value }) => [key, value]));
    return this.objects.some((service) => {
      if (service.kind !== 'Service' || service.name !== first || !sameNamespace(service, object))
        return false;
      const selector = entriesAt(service.tree, 'spec', 'selector');
      return selector.length > 0 && selector.every(({ key, value }) => sameText(value, labels.get(key)));
    });
  }

  /**
   * The object of that name in the namespace of the workload. Where several could be meant, the one in the same file, else
   * in the same folder; else nobody knows.
   */
  #find(kind: Asked[0], name: string, workload: KubeObject): KubeObject | undefined {
    const candidates = this.objects.filter(
      (object) => object.kind === kind && isCalled(object, name) && sameNamespace(object, workload),
    );
    return workload.build ? innermost(candidates, workload) : nearest(candidates, workload);
  }

  #lookup(kind: Asked[0], name: string, workload: KubeObject): DataEntries | undefined {
    const found = this.#find(kind, name, workload);
    if (!found) return undefined;
    const entries = this.#data.get(found) ?? dataOf(found);
    this.#data.set(found, entries);
    return entries;
  }

  /** Of several that may hold nobody knows which gives it. */
  #limitDefault(workload: KubeObject): Tree | undefined {
    const found = this.objects.flatMap((object) => {
      const given = object.kind === 'LimitRange' && sameNamespace(object, workload) && defaultLimit(object);
      return given ? [{ object, given }] : [];
    });
    const [first] = found;
    const isCertain =
      found.every(({ given }) => sameText(given, first?.given)) &&
      found.some(({ object }) => isBeside(object, workload));
    return isCertain || !first ? first?.given : { kind: 'hole', place: first.given.place };
  }
}

/** `default.memory`, which is `max.memory` where only that is set (SetDefaults_LimitRangeItem). */
function defaultLimit({ tree }: KubeObject): ScalarTree | undefined {
  const items = itemsAt(tree, 'spec', 'limits').filter((one) => textAt(one, 'type') === 'Container');
  const given = (key: string) => items.map((item) => scalarAt(item, key, 'memory')).find(Boolean);
  return given('default') ?? given('max');
}

/** Of the same namespace for sure, or applied together, as far as files can tell. */
const isBeside = (range: KubeObject, workload: KubeObject): boolean =>
  (range.namespace !== undefined && range.namespace === workload.namespace) ||
  workload.build !== undefined ||
  folderOf(range) === folderOf(workload);

const folderOf = ({ place: { file } }: KubeObject): string => file.slice(0, file.lastIndexOf('/'));

const sameText = (a: Tree, b: Tree | undefined): boolean =>
  a.kind === 'scalar' && b?.kind === 'scalar' && a.text === b.text;

const sameNamespace = (a: KubeObject, b: KubeObject): boolean =>
  a.namespace === undefined || b.namespace === undefined || a.namespace === b.namespace;

/** An overlay that changes a name changes it in every reference, too. */
const isCalled = ({ name, build }: KubeObject, wanted: string): boolean =>
  name === wanted || build?.formerNames.includes(wanted) === true;

/** The one that shares the most layers with the workload: what an overlay names is what it has taken. */
function innermost(candidates: readonly KubeObject[], workload: KubeObject): KubeObject | undefined {
  const shared = ({ build }: KubeObject): number => {
    const [own, other] = [workload.build?.layers ?? [], build?.layers ?? []];
    const different = own.findIndex((layer, index) => layer !== other[index]);
    return different === -1 ? own.length : different;
  };
  const most = Math.max(...candidates.map(shared));
  const closest = candidates.filter((candidate) => shared(candidate) === most);
  return closest.length === 1 ? closest[0] : undefined;
}

function nearest(candidates: readonly KubeObject[], to: KubeObject): KubeObject | undefined {
  if (candidates.length < 2) return candidates[0];
  const inFile = candidates.filter(({ place }) => place.file === to.place.file);
  if (inFile.length > 0)
    return inFile.length === 1 ? inFile[0] : inFile.find(({ namespace }) => namespace === to.namespace);
  const inFolder = candidates.filter((candidate) => folderOf(candidate) === folderOf(to));
  return inFolder.length === 1 ? inFolder[0] : undefined;
}
