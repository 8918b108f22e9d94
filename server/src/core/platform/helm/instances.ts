/** The servers of a release of a known chart, as its templates would render them. */

import { type Fact, factValue, known, unknown } from '../../model/fact';
import type { RedisInstance } from '../../server/instance';
import { linkedInstances } from '../../server/replication';
import type { InstanceSource } from '../../server/server-instance';
import { statedFacts } from '../../server/stated-facts';
import type { Place } from '../../text/span';
import { formatQuantity } from '../../units/quantity';
import { replaceScalar, type TextOf } from '../../yaml/edit/edit';
import { itemsAt, type ScalarTree, scalarAt, type Tree } from '../../yaml/tree';
import { labelled, type ManifestContext } from '../kubernetes/index';

/** What is stated about releases, and the texts around their values. */
type ReleaseContext = Pick<ManifestContext, 'configuration' | 'text' | 'factsAt'>;

import type { ChartServer } from './catalogue/charts';
import { chartFacts, mentionsIn } from './facts';
import { ChartForm } from './form';
import { ignoredValues, requestsOnly } from './ignored';
import { type ChartLimit, chartLimit } from './limit';
import { allHold, applies } from './read/conditions';
import { configOfServer, type StepConfig } from './read/config-steps';
import type { Release } from './read/release';
import { setValue } from './read/value-edits';
import { ChartValues } from './read/values';
import { assumedVersion, type ChartImage, chartImage, chartVersionChoice } from './version';

export function releaseInstances(release: Release, context: ReleaseContext): RedisInstance[] {
  const { chart, layers, partial } = release;
  const values = new ChartValues(partial ? { ...chart, defaults: {} } : chart, layers);
  const image = chartImage(values);
  if (
    chart.record.forkless ||
    chart.tooOld ||
    image.info?.kind === 'forkless' ||
    image.info?.kind === 'other'
  )
    return [];
  const facts = chartFacts(values);
  const servers = chart.record.servers.filter((server) => applies(server, values) === true);
  return linkedInstances(
    servers.flatMap((server) => {
      const only = servers.length === 1 ? server : undefined;
      const source = new ServerReader(server, values, image, release, context, only).source();
      return runs(source, server, values) ? [{ ...source, chart: facts }] : [];
    }),
  );
}

/** A set of no pods is no server, unless an autoscaler sets their number. */
function runs({ pods }: InstanceSource, { block }: ChartServer, values: ChartValues): boolean {
  const scaler = [block, 'autoscaling', 'enabled'].filter((key) => key !== '').join('.');
  return !(pods && factValue(pods) === 0) || allHold([scaler], values) !== false;
}

class ServerReader {
  readonly #text: TextOf;
  readonly #limit: ChartLimit;

  constructor(
    readonly server: ChartServer,
    readonly values: ChartValues,
    readonly image: ChartImage,
    readonly release: Release,
    readonly context: ReleaseContext,
    /** The same, where the release runs no other. */
    readonly only: ChartServer | undefined,
  ) {
    this.#text = context.text;
    this.#limit = chartLimit(server, values, release);
  }

  source(): InstanceSource {
    const { server, values, image, release, context } = this;
    const anchor = this.#anchor();
    const { file } = anchor;
    const stated = statedFacts(file, context.configuration, context.factsAt(anchor));
    const version = assumedVersion(values, stated);
    const config = configOfServer(server, values, {
      image: this.#imageInfo(),
      version,
      limit: this.#limit.info.bytes,
    });
    // What nobody sees, or what every environment writes for itself, may set anything.
    const left = server.config.some(
      ({ path }) =>
        path !== undefined && release.elsewhere?.has(path) && values.writtenAt(path) === undefined,
    );
    const unknownSources = release.partial || left ? [{ why: 'unresolved' as const, place: anchor }] : [];
    const texts = config.input.parts.map(({ text }) => text);
    const { record, version: chartVersion } = values.chart;
    return {
      ...labelled(`${release.name} › ${server.id}`, release.overlay),
      file,
      kind: 'server',
      anchor,
      input: { ...config.input, unknownSources: [...(config.input.unknownSources ?? []), ...unknownSources] },
      version: chartVersionChoice(values, image, stated, [...texts, ...config.texts.keys()], file),
      stated,
      limit: this.#limit.info.bytes,
      fallbackRole: known(server.role, {
        layer: 'chart default',
        place: values.placeOf(server.block),
        detail: `${record.id} ${chartVersion}`,
      }),
      followers: this.#followers(),
      pods: this.#pods(),
      answersTo: (host) => host === server.id,
      form: new ChartForm(values, server, config, this.#text),
      placement: this.#placement(config),
      ...(release.downgraded ? { downgraded: true } : {}),
    };
  }

  /** Where somebody wrote configuration, else where one would. */
  #anchor(): Place {
    const { server, values } = this;
    const paths = [server.writeFirst?.save, ...server.write.map(({ path }) => path)];
    const written = paths.find((path) => path !== undefined && values.writtenAt(path) !== undefined);
    return values.placeOf(written ?? server.block);
  }

  /** Environment variables are read as the chart's image reads them, whatever registry it comes from. */
  #imageInfo(): ChartImage['info'] {
    const { record } = this.values.chart;
    if (this.image.info || !record.id.startsWith('bitnami/')) return this.image.info;
    return {
      name: record.product,
      kind: 'server',
      family: 'bitnami',
      product: record.product,
      version: undefined,
      clustered: false,
    };
  }

  #pods(): Fact<number> {
    const { count, more = 0 } = this.server;
    if (typeof count === 'number') return known(count + more, { layer: 'chart default' });
    return this.#number(count, more);
  }

  #followers(): Fact<number> | undefined {
    const { followers } = this.server;
    return followers && this.#number(followers.path, -(followers.less ?? 0));
  }

  #number(path: string, add: number): Fact<number> {
    const found = this.values.get(path);
    if (found.kind === 'absent' || found.kind === 'unknown') return unknown('template');
    const number =
      found.tree.kind === 'scalar' && /^\d+$/.test(found.tree.text) ? Number(found.tree.text) : undefined;
    if (number === undefined) return unknown('template', { layer: 'Helm values', place: found.place });
    const value = Math.max(0, number + add);
    if (found.kind === 'written') return known(value, { layer: 'Helm values', place: found.tree.place });
    return { kind: 'default', value, origin: { layer: 'chart default', place: found.place } };
  }

  #placement(config: StepConfig): NonNullable<InstanceSource['placement']> {
    const { server, values, release } = this;
    const { resources } = server;
    const limit = this.#limit;
    return {
      machine: 'node',
      together: 'owner',
      argumentsKey: 'args',
      completeness: release.partial ? 'fragment' : 'whole',
      anchor: resources === undefined ? values.placeOf(server.block) : values.placeOf(resources),
      limit: limit.info,
      setLimit: (bytes) => this.#setLimit(bytes),
      showLimit: formatQuantity,
      overcommits: true,
      image: this.image.info,
      ignoredVariables: config.ignored,
      ignoredValues: release.partial
        ? []
        : [...ignoredValues(values, this.only, this.#text), ...requestsOnly(limit)],
      unreadMounts: [],
      mentions: mentionsIn(values, server),
      dataInMemory: this.#dataInMemory(),
      sysctls: this.#sysctls(),
      hostPrepared: this.#hostPrepared(),
      ...(config.computed ? { computedMaxmemory: config.computed } : {}),
    };
  }

  #setLimit(bytes: number) {
    const { resources } = this.server;
    const layer = this.values.editable;
    if (resources === undefined || !layer) return [];
    const written = this.values.writtenAt(`${resources}.limits.memory`);
    const quantity = formatQuantity(bytes);
    if (written?.kind === 'scalar') return replaceScalar(written, quantity, false);
    const keys = this.values.keysOf(`${resources}.limits.memory`);
    return setValue(layer, keys, { kind: 'scalar', value: quantity, string: false }, this.#text);
  }

  /** The emptyDir that takes the place of a claim. */
  #dataInMemory(): ScalarTree[] {
    const { persistence, medium } = this.server;
    if (medium === undefined || persistence === undefined) return [];
    const found = this.values.writtenAt(medium);
    const claimed = allHold([persistence], this.values);
    return claimed === false && found?.kind === 'scalar' && found.text === 'Memory' ? [found] : [];
  }

  #sysctls(): NonNullable<InstanceSource['placement']>['sysctls'] {
    const list = this.server.sysctls === undefined ? undefined : this.values.writtenAt(this.server.sysctls);
    return itemsAt(list).flatMap((item) => {
      const name = scalarAt(item, 'name');
      return name ? [{ name, remove: () => [] }] : [];
    });
  }

  #hostPrepared(): boolean {
    const { hostPrepared } = this.values.chart.record;
    if (!hostPrepared || allHold(hostPrepared.when, this.values) !== true) return false;
    const command = this.values.writtenAt(hostPrepared.command);
    return command !== undefined && textsIn(command).some((text) => /transparent_hugepage/.test(text));
  }
}

const textsIn = (tree: Tree): string[] =>
  tree.kind === 'scalar' ? [tree.text] : tree.kind === 'list' ? tree.items.flatMap(textsIn) : [];
