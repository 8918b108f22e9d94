/** Which compose files are read together: a base with its override, a base with a variant, a file alone. */

import type { Project } from '../../project/project';
import { baseName, folderOf } from '../../text/paths';
import type { FileId } from '../../text/span';
import type { YamlFile } from '../../yaml/incremental/yaml-file';
import { at, entriesAt, itemsAt, type MapTree, scalarAt, type Tree } from '../../yaml/tree';
import { isValuesName } from '../helm/index';
import { BASE_ORDER, composeName, isComplete, isComposeTree } from './read/recognise';
import { projectPath } from './read/service';

export interface ComposeStack {
  /** From the lowest to the highest; at least one. */
  readonly files: readonly [FileId, ...FileId[]];
  /** Files over which these may be meant; nobody knows. */
  readonly perhaps: readonly FileId[] | 'anything';
  /** What tells it from other stacks with the same base, for names. */
  readonly variant: string | undefined;
}

export const composeTrees = (yaml: YamlFile): MapTree[] =>
  mayBeCompose(yaml.file)
    ? yaml.allTrees().filter((tree) => isComposeTree(tree, composeName(yaml.file) !== undefined))
    : [];

/** Values of a chart may have services, too. */
const mayBeCompose = (file: FileId): boolean => composeName(file) !== undefined || !isValuesName(file);

export function composeStacks(project: Project): ComposeStack[] {
  const concerned = project.yamls().filter((yaml) => {
    const named = composeName(yaml.file) !== undefined;
    return mayBeCompose(yaml.file) && yaml.relevantTrees().some((tree) => isComposeTree(tree, named));
  });
  if (concerned.length === 0) return [];
  const folders = new Set(concerned.map(({ file }) => folderOf(file)));
  const beside = project.yamls().filter(({ file }) => composeName(file) && folders.has(folderOf(file)));
  const all = [...new Set([...concerned, ...beside])].filter((yaml) => composeTrees(yaml).length > 0);
  const parts = new Set(all.flatMap(partsOf));
  return [...folders].flatMap((folder) => {
    const here = all.filter(({ file }) => folderOf(file) === folder);
    return stacksOf(here.filter(({ file }) => composeName(file) === 'base' || !parts.has(file)));
  });
}

/** Files that another one takes in: they are no projects of their own. */
function partsOf(yaml: YamlFile): FileId[] {
  return composeTrees(yaml).flatMap((tree) => {
    const included = includesOf(tree).flatMap(({ paths }) => paths);
    const extended = entriesAt(tree, 'services').flatMap(
      ({ value }) => scalarAt(value, 'extends', 'file')?.text ?? [],
    );
    return [...included, ...extended].flatMap((path) => projectPath(path, yaml.file) ?? []);
  });
}

/** `include`: paths, or mappings with one or several of them. */
export function includesOf(tree: Tree): { readonly paths: readonly string[] }[] {
  return itemsAt(tree, 'include').map((item) => {
    const path = item.kind === 'map' ? at(item, 'path') : item;
    const items = path?.kind === 'list' ? path.items : path ? [path] : [];
    return { paths: items.flatMap((one) => (one.kind === 'scalar' && !one.null ? [one.text] : [])) };
  });
}

function stacksOf(files: readonly YamlFile[]): ComposeStack[] {
  const order = ({ file }: YamlFile): number => (BASE_ORDER.indexOf(baseName(file)) + 5) % 5 || 5;
  const bases = files.filter(({ file }) => composeName(file) === 'base').sort((a, b) => order(a) - order(b));
  const overrides = files.filter(({ file }) => composeName(file) === 'override');
  const [base] = bases;
  const [override] = overrides;
  const stacks = bases.map((one): ComposeStack => {
    const over = one === base && override ? [override.file] : [];
    return { files: [one.file, ...over], perhaps: [], variant: undefined };
  });
  for (const one of base ? overrides.slice(1) : overrides)
    stacks.push({ files: [one.file], perhaps: 'anything', variant: undefined });
  for (const one of files)
    if (!bases.includes(one) && !overrides.includes(one)) stacks.push(variantStack(one, base));
  return stacks;
}

/**
 * A file with a service that does not say what it runs must be meant over another one. Where every service says it,
 * the file may be meant alone as well: what it says holds in both cases, what it does not say is open.
 */
function variantStack(one: YamlFile, base: YamlFile | undefined): ComposeStack {
  const complete = composeTrees(one).every(isComplete);
  if (!base) return { files: [one.file], perhaps: complete ? [] : 'anything', variant: undefined };
  const variant = baseName(one.file);
  return complete
    ? { files: [one.file], perhaps: [base.file], variant }
    : { files: [base.file, one.file], perhaps: [], variant };
}
