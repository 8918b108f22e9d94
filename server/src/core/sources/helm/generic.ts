/**
 * Containers in the values of a chart that nobody knows: an image of a server with arguments or resources beside it. Only
 * what stands there is read; whatever the chart adds may stand beside it.
 */

import { readImage } from '../../containers/image';
import type { Place } from '../../text/span';
import { plainScalar } from '../../yaml/template-shape';
import { at, entriesAt, type MapEntry, type MapTree, scalarAt, type Tree, textAt } from '../../yaml/tree';
import { isDisabled } from './recognise';
import { isTemplated } from './values';

/** Levels of values that are looked into: `controllers.main.containers.app` and a little more. */
const DEPTH = 6;

/** Pods as their charts may render them, one for each container found. */
export function podsInValues(tree: Tree): MapTree[] {
  return containersIn(tree, 'values', 0).map(({ name, container }) => podOf(name, container));
}

interface Found {
  readonly name: string;
  readonly container: MapTree;
}

function containersIn(tree: Tree, name: string, depth: number): Found[] {
  if (tree.kind !== 'map' || depth > DEPTH || isDisabled(tree)) return [];
  const image = imageOf(tree);
  const isServer = image !== undefined && readImage(image.text)?.kind === 'server';
  const speaks = ['args', 'command', 'resources'].some((key) => at(tree, key) !== undefined);
  if (isServer && speaks) return [{ name, container: containerOf(name, tree, image) }];
  return entriesAt(tree).flatMap(({ key, value }) => containersIn(value, key, depth + 1));
}

/** `image: redis:7`, or its parts. */
function imageOf(block: MapTree): { text: string; place: Place } | undefined {
  const written = at(block, 'image');
  if (written?.kind === 'scalar')
    return isTemplated(written.text) ? undefined : { text: written.text, place: written.place };
  const repository = scalarAt(written, 'repository');
  if (!repository || isTemplated(repository.text)) return undefined;
  const tag = textAt(written, 'tag');
  const text = tag && !isTemplated(tag) ? `${repository.text}:${tag}` : repository.text;
  return { text, place: repository.place };
}

const entry = (key: string, value: Tree): readonly [string, MapEntry] => [
  key,
  { key, keyPlace: value.place, value },
];

/** Everything is open: nothing may be called missing. */
const openMap = (entries: readonly (readonly [string, MapEntry])[], place: Place): MapTree => ({
  kind: 'map',
  entries: new Map(entries),
  place,
  flow: false,
  open: true,
});

function containerOf(name: string, block: MapTree, image: { text: string; place: Place }): MapTree {
  const own = ['args', 'command', 'resources'].flatMap((key) => {
    const value = at(block, key);
    return value?.kind === 'list' || value?.kind === 'map' ? [entry(key, value)] : [];
  });
  const { place } = image;
  const head = [entry('name', plainScalar(name, place)), entry('image', plainScalar(image.text, place))];
  return openMap([...head, ...own], block.place);
}

function podOf(name: string, container: MapTree): MapTree {
  const { place } = container;
  const containers: Tree = { kind: 'list', items: [container], place, flow: false, open: false };
  const spec = openMap([entry('containers', containers)], place);
  const metadata = openMap([entry('name', plainScalar(name, place))], place);
  const head = [entry('apiVersion', plainScalar('v1', place)), entry('kind', plainScalar('Pod', place))];
  return openMap([...head, entry('metadata', metadata), entry('spec', spec)], place);
}
