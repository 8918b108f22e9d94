import { describe, expect, it } from 'vitest';
import {
  AT_ONCE,
  copiedBytes,
  keysOf,
  LEAST,
  layoutOf,
  poolOfInfo,
  SAFE,
  type Workload,
  writesToCopy,
} from '../../../server/src/core/memory/copy-on-write';
import { spreadOf } from '../../../server/src/core/memory/heap';
import { PAGE } from '../../../server/src/core/memory/slabs';
import fc from '../../support/fast-check';
import { GIB, MIB } from './inputs';

interface Given {
  readonly used: number;
  readonly factor?: number;
  readonly valueSize: number;
  readonly fixed?: boolean;
  readonly skew?: number;
  readonly release?: boolean;
}

function workloadOf({
  used,
  factor = 1.065,
  valueSize,
  fixed = true,
  skew = 0,
  release = false,
}: Given): Workload {
  const keys = keysOf(used, { valueSize, fixed });
  return {
    residentSet: used * factor,
    pools: [{ keys, layout: layoutOf(valueSize, fixed) }],
    skew,
    release,
    headers: 'slabs',
    spread: 1,
  };
}

const workload: fc.Arbitrary<Workload> = fc
  .record({
    used: fc.integer({ min: 16, max: 64 * 1024 }).map((mebibytes) => mebibytes * MIB),
    factor: fc.double({ min: 1, max: 1.6, noNaN: true }),
    valueSize: fc.integer({ min: 1, max: MIB }),
    fixed: fc.boolean(),
    skew: fc.constantFrom(0, 0, 0.5, 0.99, 1.3),
    release: fc.boolean(),
  })
  .map(workloadOf);

const margin = fc.constantFrom(SAFE, LEAST, AT_ONCE);
const writes = fc.oneof(fc.nat(10_000), fc.integer({ min: 1, max: 2 ** 31 }));

describe('copied bytes', () => {
  it('are those of an idle save without a write, never more than the resident set, and grow with the writes', () => {
    fc.assert(
      fc.property(workload, writes, writes, margin, (load, a, b, safety) => {
        const [fewer, more] = [Math.min(a, b), Math.max(a, b)];
        expect(copiedBytes(load, 0, safety)).toBe(Math.min(safety.idle, load.residentSet));
        expect(copiedBytes(load, fewer, safety)).toBeGreaterThanOrEqual(0);
        expect(copiedBytes(load, more, safety)).toBeGreaterThanOrEqual(copiedBytes(load, fewer, safety) - 1);
        expect(copiedBytes(load, more, safety)).toBeLessThanOrEqual(load.residentSet);
      }),
      { numRuns: 60 },
    );
  });

  it('are fewer where some keys are written more often, and where the child gives pages back', () => {
    fc.assert(
      fc.property(workload, writes, (load, count) => {
        const uniform = copiedBytes({ ...load, skew: 0 }, count);
        expect(copiedBytes({ ...load, skew: 0.99 }, count)).toBeLessThanOrEqual(uniform * (1 + 1e-9));
        const kept = copiedBytes({ ...load, release: false }, count);
        expect(copiedBytes({ ...load, release: true }, count)).toBeLessThanOrEqual(kept * (1 + 1e-9));
      }),
      { numRuns: 60 },
    );
  });

  it('are more with a margin', () => {
    fc.assert(
      fc.property(workload, writes, (load, count) => {
        expect(copiedBytes(load, count, SAFE)).toBeGreaterThanOrEqual(copiedBytes(load, count, LEAST));
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['100 bytes', 100, 3.02],
    ['1000 bytes', 1000, 3],
    ['10 KB', 10_000, 4.99],
  ])('of a few writes are a few pages for each: %s', (_, valueSize, pages) => {
    const load = workloadOf({ used: 64 * GIB, valueSize });
    expect(copiedBytes(load, 1000, AT_ONCE) / 1000 / PAGE).toBeCloseTo(pages, 1);
  });

  /** Measured (copy-on-write measurements): used bytes, value, writes, part of the resident set copied. */
  it.each([
    [518_539_312, 543_006_720, 383_238_104, 2_520_615, 100, 30_203, 0.418],
    [519_720_056, 552_255_488, 495_962_248, 466_034, 1000, 25_888, 0.238],
    [1_038_416_648, 1_091_674_112, 991_823_240, 932_068, 1000, 230_797, 0.618],
    [524_317_904, 540_278_784, 520_845_296, 50_656, 10_000, 24_190, 0.168],
  ])('of a measured save: %d bytes, %d', (_used, residentSet, dataset, keys, valueSize, count, share) => {
    const load: Workload = {
      residentSet,
      pools: [poolOfInfo(dataset, keys, valueSize)],
      skew: 0,
      headers: 'slabs',
      spread: 1,
      release: true,
    };
    const copied = copiedBytes(load, count) / residentSet;
    expect(copied).toBeGreaterThan(share - 0.005);
    expect(copied).toBeLessThan(share + 0.04);
  });

  it('reach all that is written in the end, not the buckets and not what nobody writes', () => {
    const load = workloadOf({ used: GIB, factor: 2, valueSize: 1000 });
    const share = copiedBytes(load, 1e12, AT_ONCE) / GIB;
    expect(share).toBeGreaterThan(0.98);
    expect(share).toBeLessThan(1);
  });

  /** Used memory, resident set and copies of servers that deleted half of their keys, and of builds with libc. */
  it.each([
    ['100 B with holes', 'slabs', 52_000_000, 112_000_000, 100, 400_000, 95_500_000],
    ['1000 B with holes', 'slabs', 50_300_000, 112_000_000, 1000, 300_000, 88_600_000],
    ['100 B, libc', 'beside values', 57_200_000, 71_000_000, 100, 3_000_000, 61_800_000],
  ] as const)('reach what lies further apart: %s', (_, headers, used, residentSet, size, count, measured) => {
    const pools = [{ keys: keysOf(used, { valueSize: size, fixed: true }), layout: layoutOf(size, true) }];
    const load = { residentSet, pools, skew: 0, release: false, headers, spread: 1 };
    const spread = spreadOf(residentSet, pools, headers);
    expect(copiedBytes({ ...load, spread }, count)).toBeGreaterThan(measured * 0.99);
    expect(copiedBytes(load, count)).toBeLessThan(measured * 0.99);
  });

  it('touch more pages where entries lie among values: a save of an aged heap of libc, 1000 B', () => {
    const pools = [{ keys: 69_000, layout: layoutOf(1000, false) }];
    const load = { residentSet: 84_000_000, pools, skew: 0, release: false, spread: 1.06 };
    const measured = 53_600_000;
    expect(copiedBytes({ ...load, headers: 'beside values' }, 10_050)).toBeGreaterThan(measured);
    expect(copiedBytes({ ...load, headers: 'slabs' }, 10_050)).toBeLessThan(measured);
    const [among, beside] = (['among values', 'beside values'] as const).map((headers) =>
      copiedBytes({ ...load, headers }, 10_050),
    );
    expect(among).toBeGreaterThan(beside ?? 0);
  });

  it('of a heap without holes are not spread', () => {
    const pools = [{ keys: 1_000_000, layout: layoutOf(1000, true) }];
    const used = keysOf(1, { valueSize: 1000, fixed: true }) ** -1 * 1_000_000;
    expect(spreadOf(used * 1.065, pools, 'slabs')).toBe(1);
    expect(spreadOf(used * 1.5, pools, 'slabs')).toBeGreaterThan(1.35);
  });

  it('believes a stated size only where the dataset agrees', () => {
    const keys = 1_000_000;
    expect(poolOfInfo(keys * 1064, keys, 1000).layout.pagesPerWrite).toBe(1);
    expect(poolOfInfo(keys * 1064, keys, 100).layout.pagesPerWrite).toBe(1.25);
    expect(poolOfInfo(keys * 1064, keys).layout.pagesPerWrite).toBe(1.25);
    expect(poolOfInfo(keys * 30, keys).layout.slot).toBe(0);
  });
});

describe('writes that fill what is left', () => {
  it('copy at most that much, and hardly more of them copy more', () => {
    fc.assert(
      fc.property(workload, fc.double({ min: 0.001, max: 1.5, noNaN: true }), (load, share) => {
        const room = load.residentSet * share;
        const count = writesToCopy(load, room);
        if (count === undefined) {
          expect(copiedBytes(load, Number.MAX_SAFE_INTEGER, AT_ONCE)).toBeLessThanOrEqual(room);
          return;
        }
        expect(copiedBytes(load, count, AT_ONCE)).toBeLessThanOrEqual(room);
        expect(copiedBytes(load, count * 1.002 + 2, AT_ONCE)).toBeGreaterThanOrEqual(room);
      }),
      { numRuns: 60 },
    );
  });

  it('are fewer where less is left', () => {
    const share = fc.double({ min: 0.001, max: 1.2, noNaN: true });
    fc.assert(
      fc.property(workload, share, share, (load, a, b) => {
        const [less, more] = [a, b]
          .sort((x, y) => x - y)
          .map((one) => writesToCopy(load, load.residentSet * one));
        if (more === undefined) return;
        expect(less).toBeDefined();
        // The search stops at a thousandth.
        expect(less ?? 0).toBeLessThanOrEqual(more * 1.002 + 2);
      }),
      { numRuns: 60 },
    );
  });

  it('are none where nothing is left', () => {
    const load = workloadOf({ used: GIB, factor: 1, valueSize: 100 });
    expect(writesToCopy(load, 0)).toBe(0);
    expect(writesToCopy(load, -1)).toBe(0);
    expect(writesToCopy(load, 2 * GIB)).toBeUndefined();
  });

  /** Servers that were killed in a memory cgroup: used bytes, value, limit over maxmemory, writes at the kill. */
  it.each([
    [404_968_192, 427_659_264, 306_609_152, 2_016_492, 100, 1.2, 6_592],
    [404_967_536, 427_741_184, 306_608_368, 2_016_492, 100, 1.5, 25_664],
    [404_967_568, 427_663_360, 306_608_400, 2_016_492, 100, 1.85, 84_288],
    [416_819_040, 445_935_616, 396_789_509, 372_827, 1000, 1.2, 9_730],
    [416_819_216, 445_956_096, 396_789_653, 372_827, 1000, 1.5, 50_086],
    [416_819_496, 445_943_808, 396_789_933, 372_827, 1000, 2, 314_273],
  ])(
    'of a killed server: within a fifth, and not late',
    (used, residentSet, dataset, keys, size, factor, killed) => {
      const load: Workload = {
        residentSet,
        pools: [poolOfInfo(dataset, keys, size)],
        skew: 0,
        headers: 'slabs',
        spread: 1,
        release: true,
      };
      const room = factor * (used + 2 * MIB) - residentSet * (1 + 4.2 / 1024);
      const predicted = writesToCopy(load, room) ?? Number.POSITIVE_INFINITY;
      expect(predicted / killed).toBeGreaterThan(0.8);
      expect(predicted / killed).toBeLessThanOrEqual(1);
    },
  );
});
