/** An instance of the files with what its running server measures: what replaces an assumption, and what does not. */

import { describe, expect, it } from 'vitest';
import { type Fact, factValue } from '../../../server/src/core/model/fact';
import type { HostFacts, Observation } from '../../../server/src/core/observations';
import type { RedisInstance } from '../../../server/src/core/server/instance';
import { measuredInstance } from '../../../server/src/core/server/measured-instance';
import { lintText } from '../../support/lint-text';
import { NOW, observationOf } from '../../support/reading';

const [MIB, GIB] = [1024 ** 2, 1024 ** 3];

function instanceOf(text: string): RedisInstance {
  const [instance] = lintText(text).instances;
  if (!instance) throw new Error('no instance');
  return instance;
}

const PLAIN = instanceOf('save ""\nappendonly no\n');
/** The user says everything that can be measured, too. */
const STATED = instanceOf(
  '# forkguard: dataset=6gb writes=2000/s value=100 save=90s replicas=2 limit=8gb\nsave ""\n',
);

const view = (...nodes: readonly (readonly [latest: Observation, ...earlier: Observation[]])[]) => ({
  now: NOW,
  connection: 'orders',
  nodes: nodes.map(([latest, ...earlier]) => ({ latest, earlier })),
});

type Info = Readonly<Record<string, string | number>>;
const measured = (info: Info, more: Partial<Observation> = {}, instance = PLAIN): RedisInstance =>
  measuredInstance(instance, view([{ ...observationOf({ info }), ...more }]));

const detailOf = (fact: Fact<unknown>): string | undefined =>
  fact.kind === 'known' ? `${fact.origin.layer}: ${fact.origin.detail}` : undefined;

describe('the dataset', () => {
  it('is the peak of the memory in use, with its field and its age', () => {
    const { dataset, budgetInput } = measured({ used_memory: GIB, used_memory_peak: 2 * GIB });
    expect(factValue(dataset)).toBe(2 * GIB);
    expect(detailOf(dataset)).toBe('running server: used_memory_peak, measured just now');
    expect(budgetInput.dataset).toBe(dataset);
  });

  it('is the peak also where a smaller or larger one was stated', () => {
    expect(factValue(measured({ used_memory_peak: GIB }, {}, STATED).dataset)).toBe(GIB);
    expect(factValue(measured({ used_memory_peak: 9 * GIB }, {}, STATED).dataset)).toBe(9 * GIB);
  });

  it('is what the files say while the server loads, when its peak is that of a part', () => {
    const loading = { loading: 1, used_memory_peak: 100 * MIB };
    expect(measured(loading, {}, STATED).dataset).toBe(STATED.dataset);
    expect(factValue(measured(loading).dataset)).toBe(factValue(PLAIN.dataset));
    expect(factValue(measured({ ...loading, loading: 0 }).dataset)).toBe(100 * MIB);
  });

  it('is what the files say where the server does not tell', () => {
    expect(measured({}, {}, STATED).dataset).toBe(STATED.dataset);
  });
});

describe('what nobody stated', () => {
  const host: HostFacts = {
    kernel: 5004,
    hugePages: 'madvise',
    overcommit: 1,
    process: {
      pid: 7,
      residentSet: GIB,
      proportionalSet: undefined,
      hugePagesAllowed: true,
      cgroup: { limit: 4 * GIB, usage: GIB, oomKills: 0 },
    },
  };
  const INFO = {
    redis_version: '6.2.14',
    used_memory: GIB,
    used_memory_peak: GIB,
    used_memory_rss: 1.5 * GIB,
    used_memory_dataset: 1_040_000,
    rdb_last_bgsave_time_sec: 41,
    rdb_changes_since_last_save: 9000,
    rdb_last_save_time: 5,
    connected_slaves: 3,
  };
  const latest: Observation = { ...observationOf({ info: INFO, host }), keys: 1000 };
  const before = observationOf({ info: { ...INFO, rdb_changes_since_last_save: 4000 }, at: NOW - 10_000 });
  const filled = (instance: RedisInstance) => measuredInstance(instance, view([latest, before]));

  it('is filled in from the server and its machine', () => {
    const { budgetInput, limit, live } = filled(PLAIN);
    expect(budgetInput.version).toMatchObject({ product: 'redis', major: 6, minor: 2 });
    expect(factValue(limit)).toBe(4 * GIB);
    expect(detailOf(limit)).toBe('running server: its control group, measured just now');
    expect(budgetInput.limit).toBe(limit);
    const { valueSize, writesPerSecond, saveSeconds, keys, fragmentation, kernel, replicas } = budgetInput;
    const facts = { valueSize, writesPerSecond, saveSeconds, keys, fragmentation, kernel, replicas };
    expect(Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, factValue(fact)]))).toEqual({
      valueSize: 1000,
      writesPerSecond: 500,
      saveSeconds: 42,
      keys: 1000,
      fragmentation: 1.5,
      kernel: 5004,
      replicas: 3,
    });
    expect(live?.connection).toBe('orders');
  });

  it('and only that: what is stated stays', () => {
    const { budgetInput, limit } = filled(STATED);
    expect(factValue(limit)).toBe(8 * GIB);
    expect(
      [budgetInput.valueSize, budgetInput.writesPerSecond, budgetInput.saveSeconds].map(factValue),
    ).toEqual([100, 2000, 90]);
    expect(factValue(budgetInput.replicas)).toBe(2);
  });

  it('counts in the budget', () => {
    expect(filled(PLAIN).budget).not.toEqual(PLAIN.budget);
    expect(PLAIN.budgetInput.forks).toBe(false);
    expect(filled(PLAIN).budgetInput.forks).toBe(true);
    expect(measured({ rdb_last_bgsave_time_sec: -1 }).budgetInput.forks).toBe(false);
  });
});

describe('a number that says nothing', () => {
  const valueSize = (info: Info, keys: number) => factValue(measured(info, { keys }).budgetInput.valueSize);

  it('is the size of values of few keys; a small one is at least 16 bytes', () => {
    expect(valueSize({ used_memory_dataset: 140_000 }, 999)).toBeUndefined();
    expect(valueSize({ used_memory_dataset: 140_000 }, 1000)).toBe(100);
    expect(valueSize({ used_memory_dataset: 41_000 }, 1000)).toBe(16);
    expect(valueSize({}, 1000)).toBeUndefined();
  });

  const fragmentation = (used: number, resident: number) =>
    factValue(measured({ used_memory: used, used_memory_rss: resident }).budgetInput.fragmentation);

  it('is the fragmentation of little data; one below 1 is swap, not a gain', () => {
    expect(fragmentation(100 * MIB - 1, 300 * MIB)).toBeUndefined();
    expect(fragmentation(100 * MIB, 123 * MIB)).toBe(1.23);
    expect(fragmentation(200 * MIB, 100 * MIB)).toBe(1);
    expect(factValue(measured({ used_memory: GIB }).budgetInput.fragmentation)).toBeUndefined();
  });

  const saveSeconds = (info: Info) => factValue(measured(info).budgetInput.saveSeconds);

  it('is the time of a save that never was; one of less than a second counts as one', () => {
    expect(saveSeconds({ rdb_last_bgsave_time_sec: -1 })).toBeUndefined();
    expect(saveSeconds({})).toBeUndefined();
    expect(saveSeconds({ rdb_last_bgsave_time_sec: 0 })).toBe(1);
  });

  it('is a version that is none', () => {
    expect(measured({ redis_version: 'dev' }).budgetInput.version).toBe(PLAIN.budgetInput.version);
  });
});

describe('several nodes', () => {
  const node = (memory: number) => observationOf({ info: { used_memory: memory, used_memory_peak: memory } });

  it('are as the one with the most memory', () => {
    for (const sizes of [
      [GIB, 3 * GIB, 2 * GIB],
      [3 * GIB, GIB],
      [GIB, 3 * GIB],
    ]) {
      const { dataset, live } = measuredInstance(PLAIN, view(...sizes.map((size) => [node(size)] as const)));
      expect(factValue(dataset)).toBe(3 * GIB);
      expect(live?.nodes).toHaveLength(sizes.length);
    }
  });

  it('that do not exist leave the instance as it was', () => {
    expect(measuredInstance(PLAIN, view())).toEqual({ ...PLAIN, live: view() });
  });
});

it('a sentinel has no memory to be measured', () => {
  const [sentinel] = lintText('sentinel monitor orders 10.0.0.1 6379 2\n', 'sentinel.conf').instances;
  if (!sentinel) throw new Error('no instance');
  expect(sentinel.kind).toBe('sentinel');
  const live = view([observationOf({ info: { used_memory_peak: GIB } })]);
  expect(measuredInstance(sentinel, live)).toEqual({ ...sentinel, live });
});
