/** `images` of a kustomization: other names, tags and digests for images of containers. */

import { SourceMap } from '../../../text/source-map';
import { withEntry, withItems } from '../../../yaml/edit/build';
import { itemsAt, type Tree, textAt } from '../../../yaml/tree';

export interface ImageChange {
  readonly name: string;
  readonly newName: string | undefined;
  readonly newTag: string | undefined;
  readonly digest: string | undefined;
  readonly tagSuffix: string | undefined;
}

export function readImages(tree: Tree): ImageChange[] {
  return itemsAt(tree, 'images').flatMap((item) => {
    const name = textAt(item, 'name');
    if (name === undefined) return [];
    return [
      {
        name,
        newName: textAt(item, 'newName'),
        newTag: textAt(item, 'newTag'),
        digest: textAt(item, 'digest'),
        tagSuffix: textAt(item, 'tagSuffix'),
      },
    ];
  });
}

const HOLDERS: ReadonlySet<string> = new Set(['containers', 'initContainers', 'ephemeralContainers']);

/** The images of all containers in a tree. They keep the place where the container names them. */
export function changeImages(tree: Tree, changes: readonly ImageChange[]): Tree {
  if (tree.kind === 'list')
    return withItems(
      tree,
      tree.items.map((item) => changeImages(item, changes)),
    );
  if (tree.kind !== 'map') return tree;
  let changed = tree;
  for (const entry of tree.entries.values()) {
    const value =
      HOLDERS.has(entry.key) && entry.value.kind === 'list'
        ? withItems(
            entry.value,
            entry.value.items.map((item) => inContainer(item, changes)),
          )
        : changeImages(entry.value, changes);
    if (value !== entry.value) changed = withEntry(changed, { ...entry, value });
  }
  return changed;
}

function inContainer(container: Tree, changes: readonly ImageChange[]): Tree {
  const entry = container.kind === 'map' ? container.entries.get('image') : undefined;
  if (container.kind !== 'map' || entry?.value.kind !== 'scalar') return container;
  const text = changeImage(entry.value.text, changes);
  if (text === entry.value.text) return container;
  const { place } = entry.value;
  const map = SourceMap.coarse(place.file, text.length, place.span);
  return withEntry(container, { ...entry, value: { ...entry.value, text, map } });
}

/** The image as it runs, by the rules of kustomize: a digest takes the place of a tag, and a new tag that of a digest. */
export function changeImage(image: string, changes: readonly ImageChange[]): string {
  return changes.reduce(changeOnce, image);
}

function changeOnce(image: string, { name, newName, newTag, digest, tagSuffix }: ImageChange): string {
  const { repository, tag, digest: oldDigest } = takeApart(image);
  if (repository !== name) return image;
  const [atTag, atDigest] =
    newTag !== undefined || digest !== undefined
      ? [newTag, digest]
      : tagSuffix !== undefined
        ? [`${tag ?? ''}${tagSuffix}`, undefined]
        : [tag, oldDigest];
  return `${newName ?? repository}${atTag ? `:${atTag}` : ''}${atDigest ? `@${atDigest}` : ''}`;
}

function takeApart(image: string): {
  repository: string;
  tag: string | undefined;
  digest: string | undefined;
} {
  const [named = '', digest] = image.split('@');
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  return colon === -1
    ? { repository: named, tag: undefined, digest }
    : { repository: named.slice(0, colon), tag: named.slice(colon + 1), digest };
}
