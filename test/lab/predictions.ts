/** What is predicted for a case, three times: from INFO, from the previous save, and from what files can say. */

import { budgetOf, type Range } from '../../server/src/core/memory/budget';
import { copiedBytes } from '../../server/src/core/memory/copy-on-write';
import type { BudgetInput } from '../../server/src/core/memory/input';
import { type Forecast, forecastFromPrevious } from '../../server/src/core/memory/previous-save';
import { type Fact, known, unknown } from '../../server/src/core/model/fact';
import { operationOf, workloadOfRow } from './row-workload';
import { readServerLabel } from './server-label';
import type { Row } from './table';

const NOTHING = unknown('not stated');
const stated = <T>(value: T): Fact<T> => known(value, { layer: 'annotation' });

/** INFO before the save, and the number of writes: copied pages, and growth where new keys are written. */
export const forward = (row: Row): number => copiedBytes(workloadOfRow(row), row.writes);

/** The save before on the same server, where the same keys were written with the same distribution. */
export function fromPrevious(row: Row, previous: Row | undefined): Forecast | undefined {
  const same = previous && previous.distribution === row.distribution && previous.op === row.op;
  if (!same || row.op === 'insert' || previous.lastCow === undefined) return undefined;
  const workload = workloadOfRow(row);
  return forecastFromPrevious({
    residentSet: row.rss,
    lastCopied: previous.lastCow,
    lastWrites: previous.writes,
    nextWrites: row.writes,
    meanBytes: row.dataset / row.keys,
    copies: (writes, margin) => copiedBytes(workload, writes, margin),
  });
}

/** No live data at all: `maxmemory`, value size, commands, write rate and duration as somebody would state them. */
export function fromFiles(row: Row): Range | undefined {
  const seconds = row.seconds ?? 1;
  const { version } = readServerLabel(row.server);
  const operation = operationOf(row);
  if (!version || !operation) return undefined;
  const value = Number(row.valueBytes);
  const input: BudgetInput = {
    ...NOTHING_STATED,
    version,
    dataset: stated(row.usedMemory),
    maxmemory: stated(row.usedMemory * (operation === 'insert' ? 10 : 1)),
    valueSize: value > 0 ? stated(value) : NOTHING,
    elements: row.perKey && row.perKey > 1 ? stated(row.perKey) : NOTHING,
    keyLength: row.keyBytes ? stated(row.keyBytes) : NOTHING,
    mix: stated([{ operation, share: 1 }]),
    policy: row.policy ? stated(row.policy) : NOTHING,
    writesPerSecond: stated(row.writes / seconds),
    saveSeconds: stated(seconds),
    fragmentation: stated(Math.max(1, row.rss / row.usedMemory)),
    appendonly: stated(false),
    forks: true,
  };
  const terms = budgetOf(input)?.terms.filter(({ key }) => key === 'copied-pages' || key === 'growth') ?? [];
  return {
    low: terms.reduce((sum, { expected }) => sum + expected.low, 0),
    high: terms.reduce((sum, { expected }) => sum + (expected.high ?? 0), 0),
  };
}

const NOTHING_STATED = {
  limit: NOTHING,
  keys: NOTHING,
  skew: NOTHING,
  rewriteSeconds: NOTHING,
  diskSpeed: NOTHING,
  replicas: NOTHING,
  replicaOutputLimit: NOTHING,
  backlog: NOTHING,
  filesInMemory: NOTHING,
  kernel: NOTHING,
  hugePagesOff: NOTHING,
};
