/**
 * Strategic merge patches as kustomize applies them (kyaml merge2, kustomize 5.5): maps merge, null removes, lists
 * merge by a key where the API has one and are replaced elsewhere, `$patch` says otherwise. What comes out is made of
 * the nodes of both sides, so that every value keeps the place where somebody wrote it.
 */

import { wordMap } from '../../../word-map';
import { withItems } from '../../../yaml/edit/build';
import { type ListTree, type MapEntry, type MapTree, type Tree, textAt } from '../../../yaml/tree';

/** Keys by which items of a list are the same one, by the field that holds the list. */
const MERGE_KEYS = wordMap<readonly string[]>({
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  volumes: ['name'],
  env: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  ports: ['containerPort', 'port'],
  imagePullSecrets: ['name'],
  hostAliases: ['ip'],
  topologySpreadConstraints: ['topologyKey'],
});

/** Items with the same port are different ones when their protocols are. */
const SECOND_KEYS = wordMap<string>({ ports: 'protocol' });

export interface MergeOptions {
  /** The API is known, and with it the keys of lists; lists of other kinds are replaced. */
  readonly typed: boolean;
}

/** @returns undefined when the patch deletes what it is for */
export function strategicMerge(base: Tree, patch: Tree, options: MergeOptions, field = ''): Tree | undefined {
  if (base.kind === 'map' && patch.kind === 'map') return mergeMaps(base, patch, options);
  if (base.kind === 'list' && patch.kind === 'list') return mergeLists(base, patch, options, field);
  // Into what a template makes nobody can merge.
  if (base.kind === 'hole' && patch.kind !== 'scalar') return base;
  return added(patch);
}

function mergeMaps(base: MapTree, patch: MapTree, options: MergeOptions): MapTree | undefined {
  const directive = textAt(patch, '$patch');
  if (directive === 'delete') return undefined;
  if (directive === 'replace') return alone(patch) as MapTree;
  const entries = new Map(base.entries);
  let readOnly = base.readOnly ?? false;
  for (const [key, entry] of patch.entries) {
    if (key.startsWith('$')) continue;
    const before = entries.get(key);
    const value = before ? valueOver(before, entry, options) : added(entry.value);
    if (!value || isNull(value)) {
      entries.delete(key);
      readOnly ||= before !== undefined;
    } else
      entries.set(
        key,
        before && value.place === before.value.place ? { ...before, value } : { ...entry, value },
      );
  }
  const open = base.open || patch.open;
  return { ...base, entries, open, ...(readOnly ? { readOnly } : {}) };
}

const valueOver = (before: MapEntry, { key, value }: MapEntry, options: MergeOptions): Tree | undefined =>
  strategicMerge(before.value, value, options, key);

const isNull = (tree: Tree): boolean => tree.kind === 'scalar' && tree.null;

function mergeLists(base: ListTree, patch: ListTree, options: MergeOptions, field: string): ListTree {
  const replaces = patch.items.some(
    (item) => textAt(item, '$patch') === 'replace' && keyOf(item, field) === undefined,
  );
  const keyed = options.typed && !replaces && base.items.every((item) => keyOf(item, field) !== undefined);
  if (!keyed) return alone(patch) as ListTree;
  const rest = [...base.items];
  const first: Tree[] = [];
  for (const item of patch.items) {
    const index = rest.findIndex((other) => isSame(other, item, field));
    const before = rest[index];
    if (index !== -1) rest.splice(index, 1);
    const merged = before ? strategicMerge(before, item, options) : added(item);
    if (merged) first.push(merged);
  }
  // Those of the patch come first, as kustomize has them.
  return { ...withItems(base, [...first, ...rest]), open: base.open || patch.open };
}

const deletes = (item: Tree): boolean => textAt(item, '$patch') === 'delete';

function keyOf(item: Tree, field: string): string | undefined {
  for (const key of MERGE_KEYS.get(field) ?? []) {
    const value = textAt(item, key);
    if (value !== undefined) return `${key}=${value}`;
  }
  return undefined;
}

function isSame(a: Tree, b: Tree, field: string): boolean {
  const key = keyOf(a, field);
  if (key === undefined || key !== keyOf(b, field)) return false;
  const second = SECOND_KEYS.get(field);
  const [one, other] = second === undefined ? [] : [textAt(a, second), textAt(b, second)];
  return one === undefined || other === undefined || one === other;
}

const added = (tree: Tree): Tree | undefined => (deletes(tree) ? undefined : alone(tree));

/** What a patch adds: without its directives and without what it wanted to be absent. */
function alone(tree: Tree): Tree {
  if (tree.kind === 'list')
    return withItems(tree, tree.items.filter((item) => !isDirective(item)).map(alone));
  if (tree.kind !== 'map') return tree;
  const entries = new Map<string, MapEntry>();
  for (const [key, entry] of tree.entries)
    if (!key.startsWith('$') && !isNull(entry.value) && !deletes(entry.value))
      entries.set(key, { ...entry, value: alone(entry.value) });
  return { ...tree, entries };
}

/** `- $patch: replace` speaks of the list that it stands in. */
const isDirective = (item: Tree): boolean =>
  item.kind === 'map' && (deletes(item) || (item.entries.size === 1 && item.entries.has('$patch')));
