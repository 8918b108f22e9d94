/** A kustomization.yaml as written: what it takes, generates and changes, each with its place. Knows nothing of other files. */

import type { FileId } from '../../../text/span';
import {
  at,
  entriesAt,
  itemsAt,
  type MapTree,
  type ScalarTree,
  scalarAt,
  type Tree,
  textAt,
} from '../../../yaml/tree';
import { type Generator, readGenerators } from './generators';
import { type ImageChange, readImages } from './images';
import { type Patch, readPatches } from './patches';

/** Under these names, exactly. */
const NAME = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;

/** In the order in which kustomize looks for one in a folder. */
export const KUSTOMIZATION_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

export const isKustomizationName = (file: FileId): boolean => NAME.test(file);

export interface ReplicaCount {
  readonly name: string;
  readonly count: ScalarTree;
}

export interface Kustomization {
  readonly file: FileId;
  /** The whole document. */
  readonly tree: MapTree;
  /** Files, folders and addresses; `bases` count among them. */
  readonly resources: readonly ScalarTree[];
  readonly components: readonly ScalarTree[];
  readonly generators: readonly Generator[];
  /** In the order in which they are applied; those of `patchesJson6902` come after names are changed. */
  readonly patches: readonly Patch[];
  readonly namePrefix: string;
  readonly nameSuffix: string;
  readonly namespace: string | undefined;
  /** Labels put on every object. */
  readonly labels: ReadonlyMap<string, string>;
  readonly images: readonly ImageChange[];
  readonly replicas: readonly ReplicaCount[];
  /** Each with its own `source` and `targets`, or with the path of a file that has them. */
  readonly replacements: readonly Tree[];
  /** Names that stand as `$(NAME)` in what is built. */
  readonly variables: readonly string[];
  /** Programs, or parts that a template writes, which may change any object. */
  readonly changesUnknown: boolean;
}

/** @returns undefined for a document of another kind, such as the one that Flux calls Kustomization too */
export function readKustomization(file: FileId, tree: Tree | undefined): Kustomization | undefined {
  if (tree?.kind !== 'map') return undefined;
  const apiVersion = textAt(tree, 'apiVersion');
  const kind = textAt(tree, 'kind');
  if (apiVersion !== undefined && !apiVersion.startsWith('kustomize.config.k8s.io/')) return undefined;
  if (kind !== undefined && kind !== 'Kustomization' && kind !== 'Component') return undefined;
  return {
    file,
    tree,
    resources: [...scalarsAt(tree, 'resources'), ...scalarsAt(tree, 'bases')],
    components: scalarsAt(tree, 'components'),
    generators: [
      ...readGenerators(tree, 'configMapGenerator', 'ConfigMap'),
      ...readGenerators(tree, 'secretGenerator', 'Secret'),
    ],
    patches: readPatches(tree),
    namePrefix: textAt(tree, 'namePrefix') ?? '',
    nameSuffix: textAt(tree, 'nameSuffix') ?? '',
    namespace: textAt(tree, 'namespace'),
    labels: labelsOf(tree),
    images: readImages(tree),
    replicas: itemsAt(tree, 'replicas').flatMap((item) => {
      const [name, count] = [textAt(item, 'name'), scalarAt(item, 'count')];
      return name !== undefined && count ? [{ name, count }] : [];
    }),
    replacements: itemsAt(tree, 'replacements'),
    variables: itemsAt(tree, 'vars').flatMap((item) => textAt(item, 'name') ?? []),
    changesUnknown: tree.open || holds(tree, 'transformers') || CHANGING.some((key) => isHole(tree, key)),
  };
}

/** Fields of which a template would leave open what is changed. */
const CHANGING = [
  'components',
  'patches',
  'patchesStrategicMerge',
  'patchesJson6902',
  'images',
  'replacements',
];

const isHole = (tree: Tree, key: string): boolean => {
  const value = at(tree, key);
  return value?.kind === 'hole' || itemsAt(tree, key).some((item) => item.kind === 'hole');
};

const holds = (tree: Tree, key: string): boolean =>
  itemsAt(tree, key).length > 0 || at(tree, key)?.kind === 'hole';

const scalarsAt = (tree: Tree, key: string): ScalarTree[] =>
  itemsAt(tree, key).filter((item): item is ScalarTree => item.kind === 'scalar' && !item.null);

/** `commonLabels`, and `labels` that are put on more than selectors. */
function labelsOf(tree: Tree): Map<string, string> {
  const labels = new Map<string, string>();
  const add = (holder: Tree, key: string): void => {
    for (const entry of entriesAt(holder, key))
      if (entry.value.kind === 'scalar') labels.set(entry.key, entry.value.text);
  };
  add(tree, 'commonLabels');
  for (const item of itemsAt(tree, 'labels')) add(item, 'pairs');
  return labels;
}
