/** What is predicted for a case, three times: from INFO, from the previous save, and from what files can say. */

import { budgetOf, type Range } from '../../server/src/core/memory/budget';
import { copiedBytes, insertedBytes } from '../../server/src/core/memory/copy-on-write';
import type { BudgetInput } from '../../server/src/core/memory/input';
import { type Forecast, forecastFromPrevious } from '../../server/src/core/memory/previous-save';
import { type Fact, known, unknown } from '../../server/src/core/model/fact';
import { parseVersion } from '../../server/src/core/model/version';
import { type Row, workloadOf } from './table';

const NOTHING = unknown('not stated');
const stated = <T>(value: T): Fact<T> => known(value, { layer: 'annotation' });

/** INFO before the save, and the number of writes: copied pages, and growth where new keys are written. */
export function forward(row: Row): number {
  const workload = workloadOf(row);
  return row.op === 'insert' ? insertedBytes(workload, row.writes) : copiedBytes(workload, row.writes);
}

/** The save before on the same server, where the same keys were written with the same distribution. */
export function fromPrevious(row: Row, previous: Row | undefined): Forecast | undefined {
  const same = previous && previous.distribution === row.distribution && previous.op === row.op;
  if (!same || row.op === 'insert' || previous.lastCow === undefined) return undefined;
  const valueSize = Number(row.valueBytes);
  return forecastFromPrevious({
    residentSet: row.rss,
    dataset: row.dataset,
    keys: row.keys,
    lastCopied: previous.lastCow,
    lastWrites: previous.writes,
    nextWrites: row.writes,
    ...(valueSize > 0 ? { valueSize } : {}),
    givesBack: workloadOf(row).release,
  });
}

/** No live data at all: `maxmemory`, value size, write rate and duration as somebody would state them. */
export function fromFiles(row: Row): Range | undefined {
  const seconds = row.seconds ?? 1;
  const version = parseVersion(row.server);
  if (!version) return undefined;
  const inserting = row.op === 'insert';
  const input: BudgetInput = {
    version,
    dataset: stated(row.usedMemory),
    maxmemory: stated(row.usedMemory * (inserting ? 10 : 1)),
    limit: NOTHING,
    valueSize: Number(row.valueBytes) > 0 ? stated(Number(row.valueBytes)) : NOTHING,
    keys: NOTHING,
    writesPerSecond: stated(row.writes / seconds),
    skew: NOTHING,
    saveSeconds: stated(seconds),
    rewriteSeconds: NOTHING,
    diskSpeed: NOTHING,
    fragmentation: stated(Math.max(1, row.rss / row.usedMemory)),
    replicas: NOTHING,
    replicaOutputLimit: NOTHING,
    backlog: NOTHING,
    appendonly: stated(false),
    filesInMemory: NOTHING,
    kernel: NOTHING,
    hugePagesOff: NOTHING,
    forks: true,
  };
  const terms = budgetOf(input)?.terms.filter(({ key }) => key === 'copied-pages' || key === 'growth') ?? [];
  return {
    low: terms.reduce((sum, { expected }) => sum + expected.low, 0),
    high: terms.reduce((sum, { expected }) => sum + (expected.high ?? 0), 0),
  };
}
