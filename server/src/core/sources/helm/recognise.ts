/**
 * Which chart a values file belongs to where no Chart.yaml and no release says it: a schema modeline, else a telling name
 * together with keys that few other charts have. Never by a key called redis alone.
 */

import { CHARTS, type ChartRecord, findChart } from '../../catalogue/charts';
import { readImage } from '../../containers/image';
import type { FileId } from '../../text/span';
import { at, entriesAt, type Tree, textAt } from '../../yaml/tree';
import type { ChartReference } from './release-source';

const VALUES_NAME = /^(?:values[^/]*|[^/]+[.\-_]values(?:[.\-_][^/]*)?)\.ya?ml$/i;

export const folderOf = (file: FileId): string => file.slice(0, file.lastIndexOf('/'));
export const nameOf = (file: FileId): string => file.slice(file.lastIndexOf('/') + 1);

/** `values.yaml`, `values-prod.yaml`, `redis-values.yaml`, `prod.values.yml`. */
export const isValuesName = (file: FileId): boolean => VALUES_NAME.test(nameOf(file));

/** Values for the tests of a chart. */
export const isForTests = (file: FileId): boolean => /\/(?:ci|tests?|testdata)\//.test(file);

const MODELINE = /^#\s*yaml-language-server:\s*\$schema=(\S+)/m;

/** A schema at an address that names a chart. */
export function chartOfModeline(text: string): ChartRecord | undefined {
  const address = MODELINE.exec(text.slice(0, 2000))?.[1];
  if (address === undefined) return undefined;
  const parts = address.split('/').map((part) => part.toLowerCase());
  const found = CHARTS.filter(({ id, name }) => {
    const [maker = ''] = id.split('/');
    return parts.includes(name) && (parts.includes(maker) || parts.some((part) => part.startsWith(maker)));
  });
  return found.length === 1 ? found[0] : undefined;
}

export interface Recognised {
  readonly record: ChartRecord;
  /** Keys that lead to its values. */
  readonly prefix: readonly string[];
}

/** Keys that many charts of this kind share: they count, but never alone. */
const COMMON: ReadonlySet<string> = new Set(['architecture', 'auth.enabled']);

/**
 * The whole file where its name or folder says redis or valkey, else a block of such a name.
 * @param tree the values
 */
export function recogniseBySignature(file: FileId, tree: Tree): Recognised | undefined {
  const hint = file.split('/').slice(-2).join('/');
  const whole = /redis|valkey/i.test(hint) ? bestMatch(tree, hint) : undefined;
  if (whole) return { record: whole, prefix: [] };
  for (const { path, block, key } of blocksNamed(tree)) {
    const record = bestMatch(block, key);
    if (record && !isDisabled(block)) return { record, prefix: path };
  }
  return undefined;
}

/** `enabled: false` and its relatives. */
export const isDisabled = (block: Tree): boolean =>
  ['enabled', 'deploy', 'create', 'install'].some((key) =>
    /^(?:false|no|off)$/i.test(textAt(block, key) ?? ''),
  );

const BLOCK_NAME = /^(?!external).*(?:redis|valkey)/i;

/** Blocks of a telling name at the top, or one level below. */
function blocksNamed(tree: Tree): { path: string[]; block: Tree; key: string }[] {
  return entriesAt(tree).flatMap((entry) => {
    if (entry.written !== undefined && !/redis|valkey/i.test(entry.written)) return [];
    const { key, value } = entry;
    if (value.kind !== 'map') return [];
    if (BLOCK_NAME.test(key)) return [{ path: [key], block: value, key }];
    return entriesAt(value)
      .filter((inner) => inner.value.kind === 'map' && BLOCK_NAME.test(inner.key))
      .map((inner) => ({ path: [key, inner.key], block: inner.value, key: inner.key }));
  });
}

function bestMatch(tree: Tree, hint: string): ChartRecord | undefined {
  const scores = CHARTS.map((record) => ({ record, score: scoreOf(record, tree) })).filter(
    ({ score }) => score >= 2,
  );
  const best = Math.max(0, ...scores.map(({ score }) => score));
  const top = scores.filter(({ score }) => score === best).map(({ record }) => record);
  if (top.length < 2) return top[0];
  const product = /valkey/i.test(hint) ? 'valkey' : 'redis';
  const fitting = top.filter((record) => record.product === product);
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** Distinct signs for a chart; 0 where its image speaks against it. */
function scoreOf({ signature, image, id, product }: ChartRecord, tree: Tree): number {
  const found = signature.filter((path) => at(tree, ...path.split('.')) !== undefined);
  const repository = textAt(tree, ...image.repository.split('.'));
  const [maker = ''] = id.split('/');
  const named = repository !== undefined && new RegExp(`(?:^|/)${maker}\\w*/${product}`).test(repository);
  if (repository !== undefined && !named && contradicts(repository, product)) return 0;
  const strong = found.filter((path) => !COMMON.has(path)).length + (named ? 1 : 0);
  return strong === 0 ? 0 : strong + found.filter((path) => COMMON.has(path)).length;
}

function contradicts(repository: string, product: string): boolean {
  const image = readImage(repository);
  return (
    image?.kind === 'forkless' ||
    /keydb/i.test(repository) ||
    (image?.product !== undefined && image.product !== product)
  );
}

/**
 * A chart whose repository is not known, by its name and the signs of its values.
 * @param values as the release gives them
 */
export function recogniseNamed(
  chart: ChartReference,
  values: readonly { readonly root: Tree | undefined; readonly path: readonly string[] }[],
): ChartRecord | undefined {
  const name = chart.kind === 'repository' ? chart.name : undefined;
  const fitting = values.flatMap(({ root, path }) => {
    const tree = at(root, ...path);
    const record = tree && name !== undefined ? bestMatch(tree, name) : undefined;
    return record && record.name === name ? [record] : [];
  });
  return fitting[0];
}

/** Names under which repositories are usually added. */
const USUAL_NAMES: Readonly<Record<string, string>> = {
  bitnami: 'charts.bitnami.com/bitnami',
  stable: 'charts.helm.sh/stable',
  dandydeveloper: 'dandydeveloper.github.io/charts',
  dandydev: 'dandydeveloper.github.io/charts',
  groundhog2k: 'groundhog2k.github.io/helm-charts',
  valkey: 'valkey.io/valkey-helm',
  'ot-helm': 'ot-container-kit.github.io/helm-charts',
  pascaliske: 'charts.pascaliske.dev',
  enapter: 'enapter.github.io/charts',
  cloudpirates: 'registry-1.docker.io/cloudpirates',
};

/** `@bitnami`, `alias:bitnami`, `bitnami`, or an address. */
export function chartOf(name: string, repository: string | undefined): ChartRecord | undefined {
  const alias = repository?.replace(/^(?:@|alias:)/, '');
  return findChart(name, alias === undefined ? undefined : (USUAL_NAMES[alias.toLowerCase()] ?? repository));
}
