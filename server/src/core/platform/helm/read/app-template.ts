/**
 * What the charts of the bjw-s and k8s-at-home libraries render: the containers that the values describe, with the volumes
 * and ConfigMaps beside them, and nothing of their own (kubernetes.md C.1).
 */

import { wordMap } from '../../../word-map';
import { assembledList, assembledMap, assembledObject } from '../../../yaml/edit/assemble';
import { plainScalar } from '../../../yaml/template/shape';
import {
  at,
  entriesAt,
  entryOf,
  itemsAt,
  type MapEntry,
  type MapTree,
  type Tree,
  textAt,
} from '../../../yaml/tree';
import { imageIn } from './image-value';
import { isNull } from './merge';
import { isDisabled } from './recognise';

type Entries = readonly (readonly [key: string, value: Tree])[];

/** Values that only these charts have: containers by name below controllers by name. */
export const isAppTemplate = (values: Tree | undefined): boolean =>
  entriesAt(values, 'controllers').some(({ value }) =>
    entriesAt(value, 'containers').some((container) => at(container.value, 'image') !== undefined),
  );

/**
 * @param release names what the values do not
 * @param partial values that nobody sees may say more
 */
export function objectsOfAppTemplate(values: MapTree, release: string, partial: boolean): MapTree[] {
  const controllers = controllersOf(values);
  const pods = controllers.flatMap((controller) => workloadOf(controller, values, release, partial));
  return pods.length === 0 ? [] : [...pods, ...configMapsOf(values)];
}

interface Controller {
  readonly name: string;
  readonly block: MapTree;
  /** By name; of the first generation the values themselves. */
  readonly containers: readonly (readonly [name: string, block: MapTree])[];
  readonly initial: readonly (readonly [name: string, block: MapTree])[];
}

const mapsIn = (tree: Tree | undefined, key: string): (readonly [string, MapTree])[] =>
  entriesAt(tree, key).flatMap(({ key: name, value }) =>
    value.kind === 'map' && !isDisabled(value) ? [[name, value] as const] : [],
  );

function controllersOf(values: MapTree): Controller[] {
  if (!at(values, 'controllers') && at(values, 'image'))
    return [
      {
        name: 'main',
        block: values,
        containers: [['main', values]],
        initial: mapsIn(values, 'initContainers'),
      },
    ];
  return mapsIn(values, 'controllers').map(([name, block]) => ({
    name,
    block,
    containers: mapsIn(block, 'containers'),
    initial: mapsIn(block, 'initContainers'),
  }));
}

const KINDS = wordMap<string>({
  statefulset: 'StatefulSet',
  daemonset: 'DaemonSet',
});

function workloadOf(controller: Controller, values: MapTree, release: string, partial: boolean): MapTree[] {
  const { name, block, containers, initial } = controller;
  const type = textAt(block, 'type')?.toLowerCase() ?? 'deployment';
  if (type === 'cronjob' || type === 'job' || containers.length === 0) return [];
  const open = partial || values.open || setsForAll(block) || setsForAll(values);
  const { place } = block;
  const rendered = (list: Controller['containers']): Tree =>
    assembledList(
      list.map(([own, container]) => containerOf(own, container, name, values, open)),
      place,
    );
  const spec: Entries = [
    ['initContainers', rendered(initial)],
    ['containers', rendered(containers)],
    ['volumes', assembledList(volumesOf(values), place)],
  ];
  const template = assembledMap([['spec', assembledMap(spec, place, open)]], place, open);
  const kind = KINDS.get(type) ?? 'Deployment';
  const full = name === 'main' || name === release ? release : `${release}-${name}`;
  return [
    assembledObject(
      ['apps/v1', kind, full],
      [['spec', assembledMap([['template', template]], place, open)]],
      place,
    ),
  ];
}

/** What all containers get is not merged into each of them here. */
const setsForAll = (tree: Tree): boolean =>
  ['image', 'command', 'args', 'env', 'envFrom', 'resources'].some(
    (key) => at(tree, 'defaultContainerOptions', key) !== undefined,
  );

/** The block itself, so that fixes write into it, with the parts that are written otherwise there. */
function containerOf(
  name: string,
  block: MapTree,
  controller: string,
  values: MapTree,
  open: boolean,
): MapTree {
  const image = imageIn(block);
  const changed: Entries = [
    ['name', plainScalar(name, block.place)],
    ...(image ? ([['image', plainScalar(image.text, image.place)]] as const) : []),
    ...wordsOf(block, 'command'),
    ...wordsOf(block, 'args'),
    ...environmentOf(block),
    ['volumeMounts', assembledList(mountsOf(values, controller, name), block.place)],
  ];
  const entries = new Map<string, MapEntry>(
    [...block.entries].filter(([key, { value }]) => key !== 'image' && !isNull(value)),
  );
  for (const [key, value] of changed) {
    const own = block.entries.get(key);
    entries.set(key, { key, keyPlace: own?.keyPlace ?? value.place, value });
  }
  return { ...block, entries, open: block.open || open };
}

/** One text is a list of one word. */
function wordsOf(block: MapTree, key: string): Entries {
  const value = at(block, key);
  return value?.kind === 'scalar' && !value.null ? [[key, assembledList([value], value.place)]] : [];
}

/** `NAME: value`, or `NAME: { value: … }`. */
function environmentOf(block: MapTree): Entries {
  const written = at(block, 'env');
  if (written?.kind !== 'map') return [];
  const items = entriesAt(written).map(({ key, keyPlace, value }) => {
    const name = ['name', plainScalar(key, keyPlace)] as const;
    if (value.kind !== 'map') return assembledMap([name, ['value', value]], keyPlace, false);
    return assembledMap(
      [name, ...[...value.entries].map(([inner, one]) => [inner, one.value] as const)],
      keyPlace,
      value.open,
    );
  });
  return [['env', assembledList(items, written.place)]];
}

function volumesOf(values: MapTree): MapTree[] {
  return mapsIn(values, 'persistence').map(([name, block]) => {
    const { place } = block;
    return assembledMap([['name', plainScalar(name, place)], ...sourceOf(block)], place, false);
  });
}

/** Claims and anything else that holds no configuration stay what they are by default. */
function sourceOf(block: MapTree): Entries {
  const type = textAt(block, 'type')?.toLowerCase();
  const { place } = block;
  const items = at(block, 'items');
  const named = (key: string, nameKey: string): Entries => {
    const name = entryOf(block, 'name')?.value ?? entryOf(block, 'identifier')?.value;
    const parts: Entries = [
      ...(name ? ([[nameKey, name]] as const) : []),
      ...(items ? ([['items', items]] as const) : []),
    ];
    return [[key, assembledMap(parts, place, name === undefined)]];
  };
  if (type === 'configmap') return named('configMap', 'name');
  if (type === 'secret') return named('secret', 'secretName');
  if (type !== 'emptydir') return [['persistentVolumeClaim', assembledMap([], place, false)]];
  const medium = at(block, 'medium');
  return [['emptyDir', assembledMap(medium ? [['medium', medium]] : [], place, false)]];
}

/** Where a container sees them: everywhere at the same path, or as the values say for each. */
function mountsOf(values: MapTree, controller: string, container: string): MapTree[] {
  return mapsIn(values, 'persistence').flatMap(([name, block]) => {
    const advanced = at(block, 'advancedMounts');
    const own = [...itemsAt(block, 'globalMounts'), ...itemsAt(advanced, controller, container)];
    const alone = !advanced && !at(block, 'globalMounts');
    const said = textAt(block, 'mountPath');
    const paths = alone
      ? [
          assembledMap(
            [['path', plainScalar(said ?? `/${name}`, block.place)], ...subPathOf(block)],
            block.place,
            false,
          ),
        ]
      : own;
    return paths.flatMap((mount) => {
      const path = at(mount, 'path');
      if (path?.kind !== 'scalar') return [];
      return [
        assembledMap(
          [['name', plainScalar(name, mount.place)], ['mountPath', path], ...subPathOf(mount)],
          mount.place,
          false,
        ),
      ];
    });
  });
}

function subPathOf(mount: Tree): Entries {
  const path = at(mount, 'subPath');
  return path?.kind === 'scalar' ? [['subPath', path]] : [];
}

/** By the name under which volumes of the same values know them. */
function configMapsOf(values: MapTree): MapTree[] {
  return [...mapsIn(values, 'configMaps'), ...mapsIn(values, 'configmap')].map(([name, block]) => {
    const data = at(block, 'data');
    return assembledObject(['v1', 'ConfigMap', name], data ? [['data', data]] : [], block.place);
  });
}
