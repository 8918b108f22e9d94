/**
 * What a kustomization builds from the files of the project, in the order of kustomize 5: resources, generators,
 * components, then patches, names, counts, images and replacements. What nobody can read leaves open what it may change.
 */

import type { FileId, Place } from '../../text/span';
import { WorkBudget } from '../../text/work-budget';
import { limitMessage, MOST_KUSTOMIZATIONS, MOST_OPERATIONS } from '../../work-limits';
import { changeAt, holeAt, mapScalars, withEntry } from '../../yaml/edit/build';
import { treesInside } from '../../yaml/parse/document';
import { type MapTree, type Tree, textAt } from '../../yaml/tree';
import { groupOf, objectsIn } from '../kubernetes/index';
import type { KustomizeFiles } from './files';
import { generatedResource, mergedData } from './generate';
import { type Generator, generatedEntries, isWhole } from './read/generators';
import { changeImages } from './read/images';
import { applyJsonPatch, readJsonPatch } from './read/json-patch';
import type { Kustomization, ReplicaCount } from './read/kustomization';
import type { Patch } from './read/patches';
import { applyReplacement } from './read/replacements';
import { isTarget } from './read/selector';
import { strategicMerge } from './read/strategic-merge';
import { nameOf, openedResource, type Resource, renamed, resourceOf } from './resource';

/** Kustomizations of kustomizations; more than anybody writes. */
const DEPTH_LIMIT = 32;

export interface Build {
  readonly resources: readonly Resource[];
  /** Patches whose text cannot be pointed into: nothing in them can be edited. */
  readonly readOnlyPlaces: readonly Place[];
  /** The message of the limit that it reached. */
  readonly limit: string | undefined;
}

export function buildKustomization(root: Kustomization, files: KustomizeFiles): Build {
  const builder = new Builder(files, files.references(root));
  const resources = builder.run(root, [], []);
  return { resources, readOnlyPlaces: builder.readOnlyPlaces, limit: builder.limit };
}

class Builder {
  readonly readOnlyPlaces: Place[] = [];
  /** A base that two overlays build, which two overlays build, doubles with every step. */
  readonly #kustomizations = new WorkBudget(MOST_KUSTOMIZATIONS, 0);
  readonly #operations = new WorkBudget(MOST_OPERATIONS, 0);
  limit: string | undefined;

  /** @param references names of the ConfigMaps and Secrets that are used somewhere in the build */
  constructor(
    readonly files: KustomizeFiles,
    readonly references: ReadonlySet<string>,
  ) {}

  /** @param before what a component is put on; empty for a kustomization */
  run(one: Kustomization, before: readonly Resource[], outer: readonly FileId[]): Resource[] {
    if (outer.includes(one.file) || outer.length >= DEPTH_LIMIT) return [...before];
    if (!this.#kustomizations.step()) {
      this.limit = limitMessage(`${MOST_KUSTOMIZATIONS} kustomizations`);
      return before.map(openedResource);
    }
    const layers = [...outer, one.file];
    let list = [...before, ...one.resources.flatMap(({ text }) => this.#resources(text, one, layers))];
    for (const generator of one.generators) list = this.#generate(generator, one, list, layers);
    for (const { text } of one.components) list = this.#component(text, one, list, layers);
    return this.#transform(one, list);
  }

  #resources(path: string, one: Kustomization, layers: readonly FileId[]): Resource[] {
    const referred = this.files.refer(path, one);
    if (referred.kind === 'kustomization') return this.run(referred.kustomization, [], layers);
    if (referred.kind === 'unknown') return [];
    const { yaml } = referred;
    const trees = [...yaml.relevantTrees(), ...yaml.referencedTrees(this.references)];
    return objectsIn(trees).map((object) => resourceOf(object, layers));
  }

  #component(path: string, one: Kustomization, list: Resource[], layers: readonly FileId[]): Resource[] {
    const referred = this.files.refer(path, one);
    if (referred.kind === 'kustomization') return this.run(referred.kustomization, list, layers);
    return list.map(openedResource);
  }

  #generate(
    generator: Generator,
    one: Kustomization,
    list: readonly Resource[],
    layers: readonly FileId[],
  ): Resource[] {
    const read = (path: string) => this.files.read(path, one);
    const entries = generatedEntries(generator, read);
    const made = generatedResource(generator, entries, !isWhole(generator, read), layers);
    if (generator.behavior === 'create') return [...list, made];
    const same = list.filter(({ kind, names }) => kind === made.kind && names.includes(nameOf(made)));
    if (same.length === 0) return [...list, generator.behavior === 'merge' ? openedResource(made) : made];
    return list.map((resource) => {
      if (!same.includes(resource)) return resource;
      const tree = generator.behavior === 'merge' ? mergedData(resource.tree, made.tree) : made.tree;
      return { ...resource, tree, patches: [...resource.patches, made.place] };
    });
  }

  #transform(one: Kustomization, before: readonly Resource[]): Resource[] {
    let list = one.changesUnknown ? before.map(openedResource) : [...before];
    for (const patch of one.patches) if (!patch.late) list = this.#patch(patch, one, list);
    list = list.map((resource) => named(resource, one));
    for (const patch of one.patches) if (patch.late) list = this.#patch(patch, one, list);
    const replacements = one.replacements.flatMap((item) => this.#replacement(item, one));
    return list.map((resource) => {
      let tree: Tree = withReplicas(resource, one.replicas);
      if (one.images.length > 0) tree = changeImages(tree, one.images);
      for (const replacement of replacements) tree = applyReplacement(tree, resource, replacement);
      if (one.variables.length > 0) tree = withVariables(tree, one.variables);
      return tree.kind === 'map' ? { ...resource, tree } : resource;
    });
  }

  #patch(patch: Patch, one: Kustomization, list: readonly Resource[]): Resource[] {
    const trees = this.#patchTrees(patch, one);
    const { target } = patch;
    if (!trees || trees.length === 0)
      return list.map((resource) =>
        target && !isTarget(target, resource) ? resource : openedResource(resource),
      );
    return trees.reduce<Resource[]>(
      (now, tree) =>
        now.flatMap((resource) => {
          const meant = target ? isTarget(target, resource) : isNamed(tree, resource);
          return meant ? (this.#patched(resource, tree) ?? []) : resource;
        }),
      [...list],
    );
  }

  /** @returns undefined for one that the patch deletes */
  #patched(resource: Resource, patch: Tree): Resource | undefined {
    const operations = readJsonPatch(patch);
    if (operations && !this.#operations.step(operations.length)) {
      this.limit = limitMessage(`${MOST_OPERATIONS} patch operations`);
      return openedResource(resource);
    }
    const tree = operations
      ? applyJsonPatch(resource.tree, operations)
      : strategicMerge(resource.tree, patch, { typed: isBuiltIn(resource.apiVersion) });
    if (!tree) return undefined;
    return tree.kind === 'map'
      ? { ...resource, tree, patches: [...resource.patches, patch.place] }
      : openedResource(resource);
  }

  #patchTrees({ from }: Patch, one: Kustomization): readonly Tree[] | undefined {
    if ('path' in from) {
      const referred = this.files.refer(from.path, one);
      return referred.kind === 'file' ? referred.yaml.allTrees() : undefined;
    }
    const { inline } = from;
    if (!inline.map.map({ start: 0, end: inline.text.length }).exact) this.readOnlyPlaces.push(inline.place);
    return treesInside(inline);
  }

  #replacement(item: Tree, one: Kustomization): readonly Tree[] {
    const path = textAt(item, 'path');
    if (path === undefined) return [item];
    const referred = this.files.refer(path, one);
    const trees = referred.kind === 'file' ? referred.yaml.allTrees() : [];
    return trees.flatMap((tree) => (tree.kind === 'list' ? tree.items : [tree]));
  }
}

/** A patch without a target names what it is for. */
function isNamed(tree: Tree, resource: Resource): boolean {
  const name = textAt(tree, 'metadata', 'name');
  const namespace = textAt(tree, 'metadata', 'namespace');
  return (
    textAt(tree, 'kind') === resource.kind &&
    groupOf(textAt(tree, 'apiVersion') ?? '') === groupOf(resource.apiVersion) &&
    name !== undefined &&
    resource.names.includes(name) &&
    (namespace === undefined || resource.namespaces.length === 0 || resource.namespaces.includes(namespace))
  );
}

/** Kinds of the API itself, whose lists have keys; of other kinds kustomize knows nothing. */
function isBuiltIn(apiVersion: string): boolean {
  const group = groupOf(apiVersion);
  return !group.includes('.') || group.endsWith('.k8s.io');
}

function named(resource: Resource, one: Kustomization): Resource {
  const change = (name: string): string => `${one.namePrefix}${name}${one.nameSuffix}`;
  const { namespace, labels } = one;
  return {
    ...renamed(resource, change),
    ...(namespace === undefined ? {} : { namespaces: [...resource.namespaces, namespace] }),
    ...(labels.size === 0 ? {} : { labels: new Map([...resource.labels, ...labels]) }),
  };
}

const COUNTED: ReadonlySet<string> = new Set([
  'Deployment',
  'StatefulSet',
  'ReplicaSet',
  'ReplicationController',
]);

function withReplicas({ kind, names, tree }: Resource, counts: readonly ReplicaCount[]): MapTree {
  const found = counts.findLast(({ name }) => names.includes(name));
  if (!found || !COUNTED.has(kind)) return tree;
  const { count } = found;
  const set = (holder: Tree): Tree | undefined =>
    holder.kind === 'map'
      ? withEntry(holder, { key: 'replicas', keyPlace: count.place, value: count })
      : undefined;
  const changed = changeAt(tree, ['spec', 'replicas'], set);
  return changed?.kind === 'map' ? changed : tree;
}

/** What `vars` put in is not known here. */
function withVariables(tree: Tree, names: readonly string[]): Tree {
  const uses = (text: string): boolean => names.some((name) => text.includes(`$(${name})`));
  return mapScalars(tree, (scalar) => (uses(scalar.text) ? holeAt(scalar) : scalar));
}
