/** The environment of a service, as far as the project shows it. */

import type { Variable } from '../../../container/environment';
import { at } from '../../../yaml/tree';
import { readEnvFile } from './env-file';
import {
  type ComposeFiles,
  type Found,
  itemsOf,
  pairsOf,
  projectPath,
  type Service,
  textOf,
  valuesAt,
} from './service';

/** What stands in the service counts more than what stands in its files. */
export function variablesOf(
  service: Service,
  files: ComposeFiles,
): { variables: Variable[]; known: boolean } {
  const named = valuesAt(service, ['env_file'], files.text)
    .flatMap(itemsOf)
    .map((item) => fromFile(item, files));
  const written = valuesAt(service, ['environment'], files.text);
  const variables = written.flatMap((found) =>
    pairsOf(found).map(({ name, value, tree }) => ({ name, value, place: tree.place })),
  );
  const closed = written.every(
    ({ tree }) => tree.kind === 'list' || (tree.kind === 'map' && !tree.open) || tree.kind === 'scalar',
  );
  return {
    variables: [...named.flatMap((one) => one ?? []), ...variables],
    known: closed && named.every((one) => one !== undefined),
  };
}

function fromFile(item: Found, { content }: ComposeFiles): Variable[] | undefined {
  const { tree, layer } = item;
  const path = textOf(tree.kind === 'map' ? { tree: at(tree, 'path') ?? tree, layer } : item);
  const file = path === undefined ? undefined : projectPath(path, layer.from);
  const text = file === undefined ? undefined : content(file);
  return file === undefined || text === undefined ? undefined : readEnvFile(file, text);
}

/** What Compose puts in for variables: `.env` beside the file, and the folder itself. */
export function projectVariables(from: string, files: ComposeFiles): (name: string) => string | undefined {
  const file = projectPath('.env', from);
  const text = file === undefined ? undefined : files.content(file);
  const entries = file === undefined || text === undefined ? [] : readEnvFile(file, text);
  const values = new Map(entries.map(({ name, value }) => [name, value]));
  return (name) => values.get(name) ?? (name === 'PWD' ? '.' : undefined);
}
