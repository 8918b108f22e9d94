/**
 * Containers in the values of a chart that nobody knows: an image of a server with arguments or resources beside it. Only
 * what stands there is read; whatever the chart adds may stand beside it.
 */

import { readImage } from '../../../container/image/image';
import { assembledList, assembledMap, assembledObject } from '../../../yaml/edit/assemble';
import { plainScalar } from '../../../yaml/template/shape';
import { at, entriesAt, type MapTree, type Tree } from '../../../yaml/tree';
import { type ImageValue, imageIn } from './image-value';
import { isDisabled } from './recognise';

/** Levels of values that are looked into: `controllers.main.containers.app` and a little more. */
const DEPTH = 6;

/**
 * Pods as their charts may render them, one for each container found.
 * @param name of one that stands at the top
 */
export function podsInValues(tree: Tree, name: string): MapTree[] {
  return containersIn(tree, name, 0).map((found) => podOf(found.name, found.container));
}

interface Found {
  readonly name: string;
  readonly container: MapTree;
}

function containersIn(tree: Tree, name: string, depth: number): Found[] {
  if (tree.kind !== 'map' || depth > DEPTH || isDisabled(tree)) return [];
  const image = imageIn(tree);
  const isServer = image !== undefined && readImage(image.text)?.kind === 'server';
  const speaks = ['args', 'command', 'resources'].some((key) => at(tree, key) !== undefined);
  if (isServer && speaks) return [{ name, container: containerOf(name, tree, image) }];
  return entriesAt(tree).flatMap(({ key, value }) => containersIn(value, key, depth + 1));
}

function containerOf(name: string, block: MapTree, { text, place }: ImageValue): MapTree {
  const own = ['args', 'command', 'resources'].flatMap((key) => {
    const value = at(block, key);
    return value?.kind === 'list' || value?.kind === 'map' ? [[key, value] as const] : [];
  });
  const head = [
    ['name', plainScalar(name, place)],
    ['image', plainScalar(text, place)],
  ] as const;
  return assembledMap([...head, ...own], block.place, true);
}

/** Everything is open: nothing may be called missing. */
function podOf(name: string, container: MapTree): MapTree {
  const { place } = container;
  const spec = assembledMap([['containers', assembledList([container], place)]], place, true);
  return assembledObject(['v1', 'Pod', name], [['spec', spec]], place, true);
}
