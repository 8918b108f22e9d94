/** Which YAML is a compose file, and which files of a folder go together: by name, and by what stands in them. */

import { baseName } from '../../../text/paths';
import type { FileId } from '../../../text/span';
import { at, entriesAt, type MapTree, type Tree } from '../../../yaml/tree';

/**
 * - `base`: what `docker compose up` reads by itself
 * - `override`: read with the base by itself
 * - `variant`: `docker-compose.prod.yml`, named on the command line, over the base or alone
 */
export type ComposeName = 'base' | 'override' | 'variant';

const TEMPLATE = '(?:\\.(?:j2|jinja2?|erb|tpl|tmpl|template|example|sample|dist))?';
const BASE = new RegExp(`^(?:docker-)?compose\\.ya?ml${TEMPLATE}$`, 'i');
const OVERRIDE = new RegExp(`^(?:docker-)?compose\\.override\\.ya?ml${TEMPLATE}$`, 'i');
const VARIANT = new RegExp(`^(?:docker-)?compose[-_.][^/]*\\.ya?ml${TEMPLATE}$`, 'i');

/** `.j2` of `compose.yml.j2`; empty for what is no template. */
export const templateEnding = (file: FileId): string => /(?<=\.ya?ml)\.[^./]+$/i.exec(file)?.[0] ?? '';

/** By name alone. */
export function composeName(file: FileId): ComposeName | undefined {
  const name = baseName(file);
  if (BASE.test(name)) return 'base';
  if (OVERRIDE.test(name)) return 'override';
  return VARIANT.test(name) ? 'variant' : undefined;
}

/** Of several, Compose reads the first (compose-go cli.DefaultFileNames). */
export const BASE_ORDER = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];

/** Keys at the top of a compose file; pipelines of CI systems have services too, and other keys beside them. */
const TOP_LEVEL = /^(?:version|name|include|services|networks|volumes|configs|secrets|models|x-.*)$/;

/** @param named the file has the name of a compose file */
export function isComposeTree(tree: Tree, named: boolean): tree is MapTree {
  if (tree.kind !== 'map' || tree.entries.has('apiVersion')) return false;
  if (named) return at(tree, 'services')?.kind === 'map' || at(tree, 'include') !== undefined;
  const services = entriesAt(tree, 'services');
  return (
    services.some(({ value }) => ['image', 'build'].some((key) => at(value, key) !== undefined)) &&
    [...tree.entries.keys()].every((key) => TOP_LEVEL.test(key))
  );
}

/** Every service says what it runs, so that the file can stand alone. */
export const isComplete = (tree: MapTree): boolean =>
  entriesAt(tree, 'services').every(({ value }) => value.kind !== 'map' || saysWhatRuns(value));

const saysWhatRuns = (service: MapTree): boolean =>
  ['image', 'build', 'extends'].some((key) => service.entries.has(key));
