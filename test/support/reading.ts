/** Observations that exist only in a test. */

import type { Observation, Observations } from '../../server/src/core/observations';
import type { ExampleReading } from '../../server/src/core/rules/rule';
import { FOLDER } from './lint-text';

export const NOW = 1_800_000_000_000;
const MINUTE = 60_000;

/** One server for every file of the test, as it was four and nine minutes ago. */
export function readingOf(reading: ExampleReading): Observations {
  const { info = {}, before = {} } = reading;
  const latest = observationOf({ ...reading, at: NOW - 4 * MINUTE });
  const earlier = observationOf({ ...reading, info: { ...info, ...before }, at: NOW - 9 * MINUTE });
  return {
    now: NOW,
    connections: [
      { name: 'test', root: FOLDER, files: ['**'], workloads: [], nodes: [{ latest, earlier: [earlier] }] },
    ],
  };
}

export function observationOf(reading: ExampleReading & { readonly at?: number }): Observation {
  const { info = {}, config = {}, clients, host, at = NOW } = reading;
  const fields = { redis_version: '7.0.15', role: 'master', ...info };
  return {
    at,
    address: '127.0.0.1:6379',
    info: new Map(Object.entries(fields).map(([field, value]) => [field, String(value)])),
    keys: undefined,
    config: new Map(Object.entries(config)),
    gaps: [],
    ...(clients ? { clients } : {}),
    ...(host ? { host } : {}),
  };
}
