/** Replaces the assumptions about an instance with measurements of the running server. */

import { measuredText } from '../live/age';
import { isPersistent } from '../live/forks';
import { largestNode } from '../live/measures';
import { runningVersion, writesPerSecond } from '../live/readings';
import { type BudgetInput, budgetOf } from '../memory/budget';
import { type Fact, factValue, known } from '../model/fact';
import { infoNumber, type LiveView, type ObservedNode } from '../observations';
import type { RedisInstance } from './instance';

/** With fewer keys the mean value size is meaningless. */
const ENOUGH_KEYS = 1000;
/** Overhead per key that INFO counts as part of the dataset, in bytes (docs/memory-model.md). */
const OVERHEAD_PER_KEY = 40;

/**
 * A measured peak replaces an assumed dataset; other measurements only fill in unknown facts. For a cluster, uses the
 * node with the most memory.
 */
export function measuredInstance(instance: RedisInstance, live: LiveView): RedisInstance {
  const node = largestNode(live.nodes);
  if (instance.kind !== 'server' || !node) return { ...instance, live };
  const { latest } = node;
  const fact = <T>(value: T | undefined, field: string): Fact<T> | undefined =>
    value === undefined
      ? undefined
      : known(value, { layer: 'running server', detail: `${field}, ${measuredText(live.now, latest)}` });
  const fill = <T>(before: Fact<T>, found: Fact<T> | undefined): Fact<T> =>
    factValue(before) === undefined && found ? found : before;
  // While loading, the memory in use is that of a part of the data.
  const peak = infoNumber(latest, 'loading') === 1 ? undefined : infoNumber(latest, 'used_memory_peak');
  const { budgetInput } = instance;
  const dataset = fact(peak, 'used_memory_peak') ?? instance.dataset;
  const limit = fill(instance.limit, fact(latest.host?.process?.cgroup?.limit, 'its control group'));
  const input: BudgetInput = {
    ...budgetInput,
    version: runningVersion(latest) ?? budgetInput.version,
    dataset,
    limit,
    valueSize: fill(budgetInput.valueSize, fact(valueSize(node), 'used_memory_dataset ÷ keys')),
    writesPerSecond: fill(
      budgetInput.writesPerSecond,
      fact(writesPerSecond(node), 'rdb_changes_since_last_save'),
    ),
    saveSeconds: fill(budgetInput.saveSeconds, fact(saveSeconds(node), 'rdb_last_bgsave_time_sec')),
    keys: fill(budgetInput.keys, fact(latest.keys, 'keys')),
    fragmentation: fill(
      budgetInput.fragmentation,
      fact(fragmentation(node), 'used_memory_rss ÷ used_memory'),
    ),
    kernel: fill(budgetInput.kernel, fact(latest.host?.kernel, 'its machine')),
    replicas: fill(budgetInput.replicas, fact(infoNumber(latest, 'connected_slaves'), 'connected_slaves')),
    forks: budgetInput.forks || isPersistent(latest),
  };
  return { ...instance, live, limit, dataset, budgetInput: input, budget: budgetOf(input) };
}

function valueSize({ latest }: ObservedNode): number | undefined {
  const dataset = infoNumber(latest, 'used_memory_dataset');
  const { keys } = latest;
  if (dataset === undefined || keys === undefined || keys < ENOUGH_KEYS) return undefined;
  return Math.max(16, Math.round(dataset / keys - OVERHEAD_PER_KEY));
}

/** The server truncates to whole seconds. */
function saveSeconds({ latest }: ObservedNode): number | undefined {
  const seconds = infoNumber(latest, 'rdb_last_bgsave_time_sec');
  return seconds === undefined || seconds < 0 ? undefined : seconds + 1;
}

/** Below this size the memory of the process itself outweighs fragmentation. Bytes. */
const ENOUGH_DATA = 100 * 1024 ** 2;

function fragmentation({ latest }: ObservedNode): number | undefined {
  const used = infoNumber(latest, 'used_memory');
  const resident = infoNumber(latest, 'used_memory_rss');
  if (used === undefined || resident === undefined || used < ENOUGH_DATA) return undefined;
  return Math.max(1, Number((resident / used).toFixed(3)));
}
