/** Builds an instance from configuration texts and stated facts, for a file, a block scalar or a command line alike. */

import { type ConfigInput, loadConfig, loadSave } from '../directives/load';
import { Directives } from '../directives/view';
import { type BudgetInput, budgetOf } from '../memory/budget';
import { byDefault, type Fact, factValue, known, unknown } from '../model/fact';
import type { Role, StatedFacts } from '../model/stated';
import { compareVersions, formatVersion, type ServerVersion } from '../model/version';
import type { FileId, Place } from '../text/span';
import type { ChartFacts } from './chart-facts';
import { forkTriggersOf } from './fork-triggers';
import type { Form } from './form';
import type { ForkTrigger, Overlay, RedisInstance, VersionChoice } from './instance';
import type { Placement } from './placement';

const NOT_STATED = unknown('not stated');

export interface InstanceSource {
  readonly name: string;
  readonly file: FileId;
  readonly kind: RedisInstance['kind'];
  readonly anchor: Place;
  readonly input: ConfigInput;
  readonly version: VersionChoice;
  readonly stated: StatedFacts;
  readonly form: Form;
  /** Limit of the container; a stated limit takes precedence. */
  readonly limit?: Fact<number>;
  /** Role according to labels and names, used if the configuration sets none. */
  readonly fallbackRole?: Fact<Role> | undefined;
  readonly followers?: Fact<number> | undefined;
  /** Number of pods or containers with this configuration. */
  readonly pods?: Fact<number>;
  /** Whether other servers reach it under a host name, given in lower case. */
  readonly answersTo?: (host: string) => boolean;
  /** The server that it follows. */
  readonly primary?: RedisInstance;
  /** The servers that follow it. */
  readonly followedBy?: readonly RedisInstance[];
  readonly withoutWorkload?: boolean;
  readonly notLoaded?: boolean;
  /** Places of jobs that trigger a save or an AOF rewrite. */
  readonly backups?: readonly Place[];
  readonly overlay?: Overlay;
  readonly placement?: Placement;
  readonly downgraded?: boolean;
  readonly chart?: ChartFacts;
}

function oncePerVersion<T>(load: (version: ServerVersion) => T): (version: ServerVersion) => T {
  const loads = new Map<string, T>();
  return (version) => {
    const key = formatVersion(version);
    const loaded = loads.get(key) ?? load(version);
    loads.set(key, loaded);
    return loaded;
  };
}

export function buildInstance(source: InstanceSource): RedisInstance {
  const { input, version, stated } = source;
  const loadAs = oncePerVersion((which) => loadConfig(input, which));
  const directives = new Directives(loadAs(version.chosen));
  const followers = stated.replicas ?? source.followers;
  const forkTriggers =
    source.kind === 'server' ? forkTriggersOf(directives, version.candidates, followers, source.backups) : [];
  const limit = stated.limit ?? source.limit ?? NOT_STATED;
  const maxmemory = boundOf(directives, source.primary);
  const dataset = stated.dataset ?? datasetFrom(maxmemory);
  const budgetInput: BudgetInput = {
    version: version.chosen,
    dataset,
    maxmemory,
    limit,
    valueSize: stated.value ?? NOT_STATED,
    keys: stated.keys ?? NOT_STATED,
    writesPerSecond: stated.writes ?? NOT_STATED,
    skew: stated.skew ?? NOT_STATED,
    saveSeconds: stated.save ?? NOT_STATED,
    rewriteSeconds: stated.rewrite ?? NOT_STATED,
    diskSpeed: stated.disk ?? NOT_STATED,
    fragmentation: stated.fragmentation ?? NOT_STATED,
    kernel: stated.kernel ?? NOT_STATED,
    replicas: followers ?? NOT_STATED,
    replicaOutputLimit: hardLimitOf(directives),
    backlog: directives.memory('repl-backlog-size'),
    hugePagesOff: directives.bool('disable-thp'),
    filesInMemory: filesInMemory(source.placement, forkTriggers),
    appendonly: directives.bool('appendonly'),
    policy: directives.word('maxmemory-policy'),
    compression: directives.bool('rdbcompression'),
    forks: forkTriggers.some((trigger) => trigger.certain),
    otherVersions: source.version.stated ? [] : newestValkey(version.candidates),
    undecided: source.kind === 'server' ? undecidedSetting(directives, forkTriggers) : undefined,
  };
  return {
    name: source.name,
    file: source.file,
    kind: source.kind,
    anchor: source.anchor,
    version,
    role: stated.role ?? roleOf(directives, source.fallbackRole),
    directives,
    loadAs,
    saveAs: oncePerVersion((which) => loadSave(input, which)),
    stated,
    limit,
    dataset,
    forkTriggers,
    budgetInput,
    budget: budgetOf(budgetInput),
    form: source.form,
    withoutWorkload: source.withoutWorkload ?? false,
    notLoaded: source.notLoaded ?? false,
    ...surroundingsOf(source),
  };
}

/** Its child does what that of no other does, so a file that may be one of its own is judged for it too. */
function newestValkey(versions: readonly ServerVersion[]): ServerVersion[] {
  const valkey = versions.filter(({ product }) => product === 'valkey');
  return valkey.length === 0 ? [] : [valkey.reduce((a, b) => (compareVersions(a, b) >= 0 ? a : b))];
}

/** Completes "… is not known": what may make it fork although nothing surely does, and whether it has an AOF. */
function undecidedSetting(directives: Directives, triggers: readonly ForkTrigger[]): string | undefined {
  if (factValue(directives.bool('appendonly')) === undefined) return 'appendonly';
  if (triggers.some(({ certain }) => certain)) return undefined;
  const [first] = triggers;
  return first && WHAT_FORKS[first.kind];
}

const WHAT_FORKS: Readonly<Record<ForkTrigger['kind'], string>> = {
  'save-points': 'what its save points are',
  'aof-rewrite': 'whether it rewrites its AOF',
  replication: 'whether it has replicas',
  'slot-migration': 'whether its slots migrate by a fork',
  modules: 'what its modules do',
  backup: 'whether something asks it for snapshots',
};

/** Optional parts of a source. */
function surroundingsOf({
  primary,
  followedBy,
  placement,
  overlay,
  downgraded,
  chart,
}: InstanceSource): Partial<RedisInstance> {
  return {
    ...(primary ? { primary } : {}),
    ...(followedBy ? { followedBy } : {}),
    ...(placement ? { placement } : {}),
    ...(overlay ? { overlay } : {}),
    ...(downgraded ? { downgraded } : {}),
    ...(chart ? { chart } : {}),
  };
}

/** Only for servers that write files. */
function filesInMemory(placement: Placement | undefined, triggers: readonly ForkTrigger[]): Fact<boolean> {
  const medium = placement?.dataInMemory[0];
  const writes = triggers.some(({ kind }) => kind === 'save-points' || kind === 'aof-rewrite');
  return medium && writes ? known(true, { layer: 'manifest', place: medium.place }) : NOT_STATED;
}

/**
 * A replica holds the data of its primary regardless of its own `maxmemory`, unless `replica-ignore-maxmemory` is off.
 */
function boundOf(directives: Directives, primary: RedisInstance | undefined): Fact<number> {
  const ignores = factValue(directives.bool('replica-ignore-maxmemory')) !== false;
  return primary && ignores ? primary.budgetInput.maxmemory : directives.memory('maxmemory');
}

/** Data can grow up to maxmemory; without that bound its size is unknown. */
function datasetFrom(maxmemory: Fact<number>): Fact<number> {
  const bytes = factValue(maxmemory);
  if (bytes === undefined) return maxmemory;
  return bytes > 0 ? maxmemory : unknown('not stated');
}

function hardLimitOf(directives: Directives): Fact<number> {
  const limit = directives.outputLimit('replica');
  if (limit.kind === 'known' || limit.kind === 'default')
    return { ...limit, value: Number(limit.value.hard) };
  return limit.kind === 'unknown' ? limit : unknown('template');
}

/** `replicaof` makes a replica, or possibly one if it is conditional; without it a server starts as a primary. */
function roleOf(directives: Directives, fallback: Fact<Role> | undefined): Fact<Role> {
  const entry = directives.last('replicaof');
  if (!entry) {
    if (factValue(directives.bool('cluster-enabled')) === true)
      return byDefault('any', 'a node of a cluster');
    return fallback ?? byDefault('primary', 'no replicaof');
  }
  const place = { layer: entry.layer, place: entry.source.map.place(entry.line.span) };
  if (entry.line.conditional) return known('any', { ...place, detail: 'replicaof is conditional' });
  const { verdict } = entry;
  if (verdict.outcome === 'refuses') return unknown('invalid', place);
  const makesPrimary = entry.line.args.map((arg) => arg.value.toLowerCase()).join(' ') === 'no one';
  return known(makesPrimary ? 'primary' : 'replica', place);
}
