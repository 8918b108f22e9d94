/** What keys and elements take, against what servers said (`used_memory` beside its 1 MB of an empty server). */

import { describe, expect, it } from 'vitest';
import { type Build, buildOf } from '../../../server/src/core/memory/heap/build';
import { Heap } from '../../../server/src/core/memory/heap/heap';
import { type Operation, place } from '../../../server/src/core/memory/heap/operations';
import type { Population } from '../../../server/src/core/memory/heap/population';
import { bytesPerKey } from '../../../server/src/core/memory/workload';
import { versionOf } from '../../support/config';

const build = (version: string): Build => buildOf(versionOf(version));

const strings = (value: Population['value'], key = 16): Omit<Population, 'keys'> => ({
  kind: 'string',
  perKey: 1,
  value,
  key,
  field: 0,
});

const collections = (kind: Population['kind'], perKey: number, value: number): Omit<Population, 'keys'> => ({
  kind,
  perKey,
  value,
  key: 8,
  field: 10,
});

describe('a key with what it holds', () => {
  /** Measured: version, what, keys, used_memory. */
  it.each([
    ['7.0', strings(200), 474_683, 149_523_816],
    ['7.0', strings(600), 204_918, 150_662_232],
    ['7.0', strings(2000), 70_093, 151_230_240],
    ['7.0', strings(8000), 18_107, 151_095_648],
    ['7.0', strings(60_000), 2285, 151_034_144],
    ['7.0', strings(100, 56), 560_000, 139_047_176],
    ['7.0', collections('hash', 1000, 50), 1000, 121_398_192],
    ['7.0', collections('sorted set', 1000, 14), 1000, 111_368_936],
    ['7.0', collections('list', 1000, 100), 1200, 127_287_856],
    ['8.0', strings(20), 1_209_677, 161_458_712],
    ['6.0', strings(10_000), 14_518, 150_893_544],
    ['valkey-8.1', strings(20), 1_209_677, 96_839_664],
    ['valkey-8.1', strings(100), 735_294, 128_787_936],
    ['valkey-8.1', strings(1000), 134_408, 147_326_528],
    ['valkey-9.1', strings(20), 1_400_000, 110_307_392],
    ['valkey-9.1', strings(100), 735_294, 128_801_928],
    ['valkey-9.1', collections('sorted set', 1000, 14), 1000, 88_335_008],
    ['valkey-9.1', collections('list', 1000, 100), 1200, 127_247_936],
  ])('takes what %s says it does: %o', (version, population, keys, used) => {
    const counted = keys * bytesPerKey(build(version), population) + 1_000_000;
    // Tables are counted as full as they are on average.
    expect(counted / used).toBeGreaterThan(0.9);
    expect(counted / used).toBeLessThan(1.06);
  });
});

/** Pages of pools that an operation touches, by what they are. */
function touched(version: string, population: Omit<Population, 'keys'>, operation: Operation) {
  const placed = place(new Heap(build(version)), { ...population, keys: 1_000_000 });
  const { touches } = placed.effect(operation);
  return {
    pages: touches.reduce((sum, { pages }) => sum + pages, 0),
    pools: new Set(touches.map(({ pool }) => pool)),
  };
}

describe('a write', () => {
  it.each([
    ['7.0', strings(100), 'set', 3],
    ['7.0', strings(1000), 'set', 3],
    ['7.0', strings(10_000), 'set', 5],
    ['7.0', strings(20), 'set', 2],
    ['7.0', strings('integer'), 'incr', 1],
    ['7.0', strings(1000), 'setrange', 2],
    ['7.0', collections('hash', 1000, 50), 'hset', 2],
    // A new header goes into the bucket; where both are long, only pointers are swapped.
    ['valkey-8.1', strings(20), 'set', 2],
    ['valkey-8.1', strings(100), 'set', 2],
    ['valkey-9.1', strings(100), 'set', 3],
    ['valkey-9.1', strings(1000), 'set', 2],
    ['valkey-9.1', collections('hash', 1000, 50), 'hset', 1],
    ['valkey-9.1', collections('hash', 1000, 300), 'hset', 2],
  ] as const)('of %s to %o with %s touches %d pages', (version, population, operation, pages) => {
    expect(touched(version, population, operation).pages).toBeCloseTo(pages, 0);
  });

  it('into a sorted set touches more than any other, and more in larger ones', () => {
    const of = (perKey: number) => touched('7.0', collections('sorted set', perKey, 14), 'zadd').pages;
    expect(of(1000)).toBeGreaterThan(6);
    expect(of(100_000)).toBeGreaterThan(of(1000));
    expect(of(100)).toBeLessThan(3);
  });

  it('of a value in its header leaves the buckets of Redis alone and not those of Valkey', () => {
    expect(touched('7.0', strings(20), 'set').pools).not.toContain('buckets');
    expect(touched('valkey-9.1', strings(20), 'set').pools).toContain('buckets');
  });
});

describe('what a child gives back', () => {
  const own = (version: string, population: Omit<Population, 'keys'>, jemalloc = true): boolean => {
    const heap = new Heap(buildOf(versionOf(version), { jemalloc }));
    place(heap, { ...population, keys: 1000 });
    return heap.pools.some((pool) => pool.own);
  };

  it.each([
    ['7.0', strings(10_000), true],
    ['7.0', strings(1000), false],
    ['6.2', strings(10_000), false],
    ['7.0', collections('list', 1000, 100), true],
    ['valkey-9.1', strings(10_000), false],
    ['valkey-9.1', collections('list', 1000, 100), false],
    ['valkey-9.1', collections('sorted set', 1000, 14), true],
  ] as const)('by %s of %o: %s', (version, population, given) => {
    expect(own(version, population)).toBe(given);
    expect(own(version, population, false)).toBe(false);
  });
});
