/** The containers of a pod that may run a server, with everything that the manifests say about them. */

import { ContainerFiles, type VirtualFile, type Volume } from '../../../container/files';
import { runsSentinel, watchedHosts } from '../../../container/image/sentinel-signs';
import { roleInName, roleWord } from '../../../container/role-names';
import type { ContainerUnit, WordList } from '../../../container/unit';
import { type Fact, known } from '../../../model/fact';
import type { Role } from '../../../model/stated';
import type { Place } from '../../../text/span';
import {
  at,
  entriesAt,
  itemsAt,
  type ListTree,
  type MapTree,
  type ScalarTree,
  scalarAt,
  type Tree,
  textAt,
} from '../../../yaml/tree';
import { KUBERNETES_CONTAINER } from '../dialect';
import { type BackupCall, backupCalls } from './backups';
import { type DataLookup, variablesOf } from './environment';
import { runInitContainer, scalarsIn } from './init-containers';
import { memoryLimitOf } from './memory-limit';
import { isFragment, type PodTemplate } from './objects';
import { runtimeSettings } from './runtime-settings';
import { memoryVolumes, mountsOf, volumesOf } from './volumes';

/** What a pod needs to know of other objects of its namespace. */
export interface PodContext {
  readonly lookup: DataLookup;
  /** What a LimitRange gives to containers without a limit; a hole where that is not certain. */
  readonly limitDefault: Tree | undefined;
}

export interface PodUnits {
  readonly template: PodTemplate;
  readonly units: readonly ContainerUnit[];
  /** Scripts of all containers, for signs that the host is prepared. */
  readonly scripts: readonly string[];
  readonly sysctls: readonly { readonly name: ScalarTree; readonly item: Tree; readonly list: ListTree }[];
  /** Volumes in memory, with the word that makes them so. */
  readonly inMemory: ReadonlyMap<string, ScalarTree>;
  /** Entries of ConfigMaps and Secrets that are files in its volumes. */
  readonly shown: readonly ScalarTree[];
  /** Where its containers tell a server to save. */
  readonly backups: readonly BackupCall[];
  /** Containers that run a Sentinel, or ask one. */
  readonly sentinels: readonly ContainerUnit[];
  /** Primaries that a Sentinel in it watches, by the host name in lower case. */
  readonly watched: readonly { readonly host: string; readonly place: Place }[];
}

export function podUnits(template: PodTemplate, context: PodContext): PodUnits {
  const { object, spec } = template;
  const volumes = volumesOf(spec, itemsAt(object.tree, 'spec', 'volumeClaimTemplates'), context.lookup);
  const shown = [...volumes.values()].flatMap((volume) => [...volume.files.values()].flatMap(scalarsOf));
  const init = mapsAt(spec, 'initContainers');
  const sidecars = init.filter((container) => textAt(container, 'restartPolicy') === 'Always');
  for (const container of init)
    if (!sidecars.includes(container)) runInitContainer(container, volumes, context.lookup);
  const containers = [...sidecars, ...mapsAt(spec, 'containers')];
  const units = withRuntime(
    containers.map((container) => unitOf(container, containers, template, volumes, context)),
  );
  return {
    template,
    units,
    backups: units.flatMap(backupCalls),
    sentinels: units.filter(({ image, tree }) => runsSentinel(image, scriptText(tree))),
    watched: [...shown, ...containers.flatMap(scalarsIn)].flatMap(watchedIn),
    scripts: [...init, ...mapsAt(spec, 'containers')].map(scriptText),
    sysctls: sysctlsOf(spec),
    inMemory: memoryVolumes(spec),
    shown,
  };
}

/** What one container sets while the server of another runs counts for each server of the pod. */
function withRuntime(units: readonly ContainerUnit[]): ContainerUnit[] {
  const runtime = units.flatMap(runtimeSettings);
  return units.map((unit) => (runtime.length === 0 ? unit : { ...unit, runtime }));
}

const watchedIn = ({ text, map }: ScalarTree): PodUnits['watched'] =>
  watchedHosts(text).map(({ host, ...span }) => ({ host, place: map.place(span) }));

const scalarsOf = ({ parts }: VirtualFile): ScalarTree[] =>
  parts.flatMap((part) => (part.kind === 'text' && part.scalar ? [part.scalar] : []));

function sysctlsOf(spec: MapTree): PodUnits['sysctls'] {
  const list = at(spec, 'securityContext', 'sysctls');
  if (list?.kind !== 'list') return [];
  return list.items.flatMap((item) => {
    const name = scalarAt(item, 'name');
    return name ? [{ name, item, list }] : [];
  });
}

const mapsAt = (tree: Tree, key: string): MapTree[] =>
  itemsAt(tree, key).filter((item): item is MapTree => item.kind === 'map');

function unitOf(
  container: MapTree,
  all: readonly MapTree[],
  template: PodTemplate,
  volumes: ReadonlyMap<string, Volume>,
  context: PodContext,
): ContainerUnit {
  const { object, spec } = template;
  const fragment = isFragment(template);
  const limit = memoryLimitOf(
    container,
    { resources: at(spec, 'resources'), others: all.filter((other) => other !== container) },
    context.limitDefault,
    !fragment && !spec.open,
  );
  const { variables, known: variablesKnown } = variablesOf(container, limit, context.lookup, all);
  const image = scalarAt(container, 'image');
  const name = scalarAt(container, 'name');
  return {
    owner: `${object.kind}/${object.name}`,
    container: name?.text ?? object.name,
    dialect: KUBERNETES_CONTAINER,
    tree: container,
    image: image?.text,
    anchor: image?.place ?? name?.place ?? object.place,
    command: commandList(container),
    args: wordList(container, 'args'),
    variables,
    variablesKnown,
    files: new ContainerFiles(mountsOf(container, volumes)),
    workingDirectory: textAt(container, 'workingDir'),
    limit,
    role: roleOf(template, name?.text ?? ''),
    followers: undefined,
    completeness: fragment ? (image ? 'fragment' : 'patch') : 'whole',
  };
}

/** An empty one leaves the start to the image. */
function commandList(container: MapTree): WordList {
  const list = wordList(container, 'command');
  return list.kind === 'words' && list.words.length === 0 ? { kind: 'absent' } : list;
}

function wordList(container: MapTree, key: string): WordList {
  const list = at(container, key);
  if (list === undefined || (list.kind === 'scalar' && list.null))
    return container.open ? { kind: 'unknown', place: container.place } : { kind: 'absent' };
  if (list.kind !== 'list') return { kind: 'unknown', place: list.place };
  const words = list.items.filter((item): item is ScalarTree => item.kind === 'scalar');
  return words.length === list.items.length && !list.open
    ? { kind: 'words', list, words }
    : { kind: 'unknown', place: list.place };
}

const scriptText = (container: MapTree): string =>
  scalarsIn(container)
    .map(({ text }) => text)
    .join(' ');

/** Labels and names say which role a pod starts with; what the configuration says counts more (kubernetes.md A.9). */
function roleOf({ object, template }: PodTemplate, container: string): Fact<Role> | undefined {
  const labels = [
    ...entriesAt(template, 'metadata', 'labels'),
    ...entriesAt(object.tree, 'metadata', 'labels'),
  ];
  for (const key of ['role', 'redis-role', 'app.kubernetes.io/component', 'redisfailovers-role', 'tier']) {
    const label = labels.find((entry) => entry.key === key)?.value;
    if (label?.kind !== 'scalar') continue;
    const role = roleWord(label.text);
    if (role) return known(role, { layer: 'manifest', place: label.place });
  }
  const names = [object.name, ...(object.build?.formerNames ?? []), container];
  const role = names.map(roleInName).find((one) => one !== undefined);
  return role && known(role, { layer: 'manifest', place: object.place });
}
