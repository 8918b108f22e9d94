/**
 * Which chart a values file belongs to where no Chart.yaml and no release says it: a schema modeline, else a telling name
 * together with keys that few other charts have. Never by a key called redis alone.
 */

import { readImage } from '../../../container/image/image';
import type { FileId } from '../../../text/span';
import { wordMap } from '../../../word-map';
import { at, entriesAt, type Tree, textAt } from '../../../yaml/tree';
import { CHARTS, type ChartRecord, chartAtSource, findChart, newestDefault } from '../catalogue/charts';
import type { ChartReference } from './release-source';

const VALUES_NAME =
  /(?:^|\/)(?:values[^/]*|[^/]+[.\-_]values(?:[.\-_][^/]*)?|(?:[^/]+[.\-_])?values\/[^/]+)\.ya?ml(?:\.gotmpl)?$/i;

export const folderOf = (file: FileId): string => file.slice(0, file.lastIndexOf('/'));
export const nameOf = (file: FileId): string => file.slice(file.lastIndexOf('/') + 1);

/** `values.yaml`, `values-prod.yaml`, `redis-values.yaml`, `prod.values.yml`, `values/redis.yaml`. */
export const isValuesName = (file: FileId): boolean => VALUES_NAME.test(file);

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
const COMMON: ReadonlySet<string> = new Set([
  'architecture',
  'auth.enabled',
  'auth.existingSecretPasswordKey',
]);

const TELLING = /redis|valkey|keydb/i;

/**
 * The whole file where its name or folder says redis or valkey, or its image is the chart's own, else a block of such a
 * name.
 * @param tree the values
 * @param text all of the file
 */
export function recogniseBySignature(file: FileId, tree: Tree, text: string): Recognised | undefined {
  const hint = file.split('/').slice(-2).join('/');
  const telling = TELLING.test(hint);
  const whole = bestMatch(tree, hint, !telling);
  if (whole) return { record: whole, prefix: [] };
  const [block] = recogniseBlocks(tree);
  if (block) return block;
  const said = telling ? chartOfComment(text) : undefined;
  if (!said) return undefined;
  const [only, ...more] = entriesAt(tree);
  const wrapped = more.length === 0 && only?.value.kind === 'map' && only.key === said.name;
  return { record: said, prefix: wrapped ? [only.key] : [] };
}

/** Blocks of a telling name that have the signs of a chart. */
export const recogniseBlocks = (tree: Tree): Recognised[] =>
  blocksNamed(tree).flatMap(({ path, block, key }) => {
    const record = bestMatch(block, key);
    return record && !isDisabled(block) ? [{ record, prefix: path }] : [];
  });

/** What the comment above the first value says: `helm install cache bitnami/redis -f …`, `values of bitnami/redis`. */
function chartOfComment(text: string): ChartRecord | undefined {
  const [head = ''] = /^(?:[ \t]*(?:#.*|---)?\r?\n)*/.exec(text.slice(0, 4000)) ?? [];
  const named = [...head.matchAll(/(?<![\w./-])(?:oci:\/\/)?((?:[\w.-]+\/)*[\w-]+)\/([\w-]+)(?![\w/-])/g)];
  const shown = head.match(/https:\/\/github\.com\/[\w./-]+/g) ?? [];
  const found = new Set([
    ...named.flatMap(([, repository, name = '']) => chartOf(name, repository) ?? []),
    ...shown.flatMap((address) => chartAtSource(address) ?? []),
  ]);
  return found.size === 1 ? [...found][0] : undefined;
}

/** `enabled: false` and its relatives. */
export const isDisabled = (block: Tree): boolean =>
  ['enabled', 'deploy', 'create', 'install'].some((key) =>
    /^(?:false|no|off)$/i.test(textAt(block, key) ?? ''),
  );

const BLOCK_NAME = /^(?!external).*(?:redis|valkey|keydb)/i;

/** Blocks of a telling name at the top, or one level below. */
function blocksNamed(tree: Tree): { path: string[]; block: Tree; key: string }[] {
  return entriesAt(tree).flatMap((entry) => {
    if (entry.written !== undefined && !TELLING.test(entry.written)) return [];
    const { key, value } = entry;
    if (value.kind !== 'map') return [];
    if (BLOCK_NAME.test(key)) return [{ path: [key], block: value, key }];
    return entriesAt(value)
      .filter((inner) => inner.value.kind === 'map' && BLOCK_NAME.test(inner.key))
      .map((inner) => ({ path: [key, inner.key], block: inner.value, key: inner.key }));
  });
}

/** @param own only charts whose own image the values name */
function bestMatch(tree: Tree, hint: string, own = false): ChartRecord | undefined {
  const scores = CHARTS.filter((record) => !own || namesImage(record, tree))
    .map((record) => ({ record, score: scoreOf(record, tree) }))
    .filter(({ score }) => score >= 2);
  const best = Math.max(0, ...scores.map(({ score }) => score));
  const top = scores.filter(({ score }) => score === best).map(({ record }) => record);
  if (top.length < 2) return top[0];
  const product = /valkey/i.test(hint) ? 'valkey' : 'redis';
  const fitting = top.filter((record) => record.product === product);
  // The same chart under two roofs: the one that is kept up comes first.
  return fitting.every(({ name }) => name === fitting[0]?.name && name === 'redis-ha') || fitting.length === 1
    ? fitting[0]
    : undefined;
}

/** Distinct signs for a chart; 0 where its image speaks against it. */
function scoreOf(record: ChartRecord, tree: Tree): number {
  const { signature, image, product } = record;
  const found = signature.filter((path) => at(tree, ...path.split('.')) !== undefined);
  const repository = textAt(tree, ...image.repository.split('.'));
  const named = namesImage(record, tree);
  if (repository !== undefined && !named && contradicts(repository, product)) return 0;
  const strong = found.filter((path) => !COMMON.has(path)).length + (named ? 1 : 0);
  return strong === 0 ? 0 : strong + found.filter((path) => COMMON.has(path)).length;
}

/** The image that the chart brings, from any registry; `redis` alone is everybody's. */
function namesImage(record: ChartRecord, tree: Tree): boolean {
  const repository = textAt(tree, ...record.image.repository.split('.'));
  const defaultRepository = newestDefault(record, record.image.repository);
  if (repository === undefined || typeof defaultRepository !== 'string') return false;
  const [, maker, name] = /([^/]+)\/([^/]+)$/.exec(defaultRepository) ?? [];
  const [, own, ownName] = /([^/]+)\/([^/:@]+)(?:[:@].*)?$/.exec(repository) ?? [];
  return maker !== undefined && maker !== 'library' && ownName === name && (own?.startsWith(maker) ?? false);
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

/** Names under which repositories are usually added, without what says that they are charts. */
const USUAL_NAMES = wordMap<string>({
  bitnami: 'charts.bitnami.com/bitnami',
  bitnamicharts: 'charts.bitnami.com/bitnami',
  stable: 'charts.helm.sh/stable',
  dandydeveloper: 'dandydeveloper.github.io/charts',
  dandydev: 'dandydeveloper.github.io/charts',
  groundhog2k: 'groundhog2k.github.io/helm-charts',
  valkey: 'valkey.io/valkey-helm',
  'valkey-io': 'valkey.io/valkey-helm',
  ot: 'ot-container-kit.github.io/helm-charts',
  'ot-container': 'ot-container-kit.github.io/helm-charts',
  'ot-container-kit': 'ot-container-kit.github.io/helm-charts',
  pascaliske: 'charts.pascaliske.dev',
  enapter: 'enapter.github.io/charts',
  cloudpirates: 'registry-1.docker.io/cloudpirates',
  'cloudpirates-io': 'registry-1.docker.io/cloudpirates',
});

export const plainAlias = (alias: string): string =>
  alias.toLowerCase().replace(/[-_](?:(?:helm-)?charts?|helm|oci|repo(?:sitory)?)$/, '');

/** `@bitnami`, `alias:bitnami`, `bitnami-charts`, or an address. */
export function chartOf(name: string, repository: string | undefined): ChartRecord | undefined {
  const alias = repository?.replace(/^(?:@|alias:)/, '');
  return findChart(
    name,
    alias === undefined ? undefined : (USUAL_NAMES.get(plainAlias(alias)) ?? repository),
  );
}

/** Whether a chart renders containers as its values describe them, and nothing of its own (C.1). */
export function isLibraryChart(chart: ChartReference): boolean {
  if (chart.kind === 'repository')
    return chart.name === 'app-template' || /k8s-at-home|bjw-s/i.test(chart.repository ?? '');
  return chart.kind === 'address' && /\/app-template(?:[:@][^/]*)?$/.test(chart.address);
}

/** A chart's own values, as their comments show: those that tools turn into its documentation. */
export const isOwnValues = (file: FileId, text: string): boolean =>
  /^values\.ya?ml$/i.test(nameOf(file)) && (text.match(/^[ ]*#{1,2} (?:@param |-- )/gm)?.length ?? 0) >= 3;
