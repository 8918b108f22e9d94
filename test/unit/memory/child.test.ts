/** What a save copies without a single write, against what was measured. */

import { describe, expect, it } from 'vitest';
import { isRehashing } from '../../../server/src/core/memory/child';
import { copiedBytes } from '../../../server/src/core/memory/copy-on-write';
import { versionOf } from '../../support/config';
import { type Load, loadOf } from './loads';

const idle = (load: Load): number => copiedBytes(loadOf(load), 0);

describe('an idle save', () => {
  it.each([
    ['headers of Valkey 9.1 under LFU, 20 B', { version: 'valkey-9.1', used: 110.3e6, value: 20 }, 93.3e6],
    ['headers of Valkey 9.1 under LFU, 100 B', { version: 'valkey-9.1', used: 126.2e6, value: 100 }, 36.7e6],
  ] as const)('copies %s', (_, load, measured) => {
    const copied = idle({ ...load, child: { policy: 'allkeys-lfu' } });
    expect(copied).toBeGreaterThan(measured * 0.97);
    expect(copied).toBeLessThan(measured * 1.12);
    expect(idle({ ...load, child: { policy: 'volatile-lfu' } })).toBe(copied);
    expect(idle({ ...load, child: { policy: 'allkeys-lru' } })).toBeLessThan(5e6);
    expect(idle({ ...load, child: {} })).toBeLessThan(5e6);
    expect(idle({ ...load, version: 'valkey-8.1', child: { policy: 'allkeys-lfu' } })).toBeLessThan(5e6);
    expect(idle({ ...load, version: '8.0', child: { policy: 'allkeys-lfu' } })).toBeLessThan(5e6);
  });

  it.each([
    ['8.1.1, 10 KB', 'valkey-8.1', 150.4e6, 10_000, 132.4e6],
    ['9.1.2, 10 KB', 'valkey-9.1', 62.2e6, 10_000, 44e6],
    ['9.1.2, 20 KB', 'valkey-9.1', 62.4e6, 20_000, 73.1e6],
  ] as const)('copies what Valkey frees: %s', (_, version, used, value, measured) => {
    const load = { version, used, value, factor: 1.3 };
    const copied = idle(load);
    expect(copied).toBeGreaterThan(measured * 0.98);
    expect(copied).toBeLessThan(measured * 1.6);
    expect(idle({ ...load, child: { compression: false } })).toBeLessThan(5e6);
    expect(idle({ ...load, version: '7.0' })).toBeLessThan(5e6);
    expect(idle({ ...load, value: 40_000 })).toBeLessThan(5e6);
    expect(idle({ ...load, value: 5000 })).toBeLessThan(5e6);
  });
});

describe('a table that is still on its way into a larger one', () => {
  it.each([
    ['6.0', 1_048_700, true],
    ['6.2', 1_048_700, true],
    ['6.0', 1_000_000, false],
    ['6.0', 1_048_576, false],
    ['6.0', 2_000_000, false],
    ['7.0', 1_048_700, false],
    ['valkey-8.1', 1_048_700, false],
    ['6.0', 1030, false],
  ] as const)('%s with %d keys: %s', (version, keys, is) => {
    expect(isRehashing(versionOf(version), keys)).toBe(is);
  });

  it('copies all entries and buckets', () => {
    const load = (keys: number) => ({ version: '6.0', used: keys * 122.7, factor: 1.1, value: 20 });
    expect(idle(load(1_060_000))).toBeGreaterThan(75e6);
    expect(idle(load(900_000))).toBeLessThan(5e6);
  });
});
