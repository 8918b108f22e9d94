import { describe, expect, it } from 'vitest';
import {
  AT_ONCE,
  type Copies,
  copiedBytes,
  LEAST,
  SAFE,
  type Workload,
  writesToCopy,
} from '../../../server/src/core/memory/copy-on-write';
import { buildOf } from '../../../server/src/core/memory/heap/build';
import { PAGE } from '../../../server/src/core/memory/heap/jemalloc';
import type { Population } from '../../../server/src/core/memory/heap/population';
import { workloadOf } from '../../../server/src/core/memory/workload';
import { versionOf } from '../../support/config';
import fc from '../../support/fast-check';
import { GIB, MIB } from './inputs';
import { type Load, loadOf } from './loads';

const load: fc.Arbitrary<Load> = fc.record({
  version: fc.constantFrom('6.2', '7.0', '8.0', 'valkey-8.1', 'valkey-9.1'),
  used: fc.integer({ min: 16, max: 64 * 1024 }).map((mebibytes) => mebibytes * MIB),
  factor: fc.double({ min: 1, max: 1.6, noNaN: true }),
  value: fc.integer({ min: 1, max: MIB }),
  mean: fc.boolean(),
  skew: fc.constantFrom(0, 0, 0.5, 0.99, 1.3),
  release: fc.boolean(),
});

const margin = fc.constantFrom(SAFE, LEAST, AT_ONCE);
const writes = fc.oneof(fc.nat(10_000), fc.integer({ min: 1, max: 2 ** 31 }));

const copiesOf =
  (workload: Workload): Copies =>
  (count, safety) =>
    copiedBytes(workload, count, safety);

describe('copied bytes', () => {
  it('are at least those of an idle save, never more than the resident set, and grow with the writes', () => {
    fc.assert(
      fc.property(load.map(loadOf), writes, writes, margin, (workload, a, b, safety) => {
        const [fewer, more] = [Math.min(a, b), Math.max(a, b)];
        const idle = copiedBytes(workload, 0, safety);
        expect(idle).toBeGreaterThanOrEqual(Math.min(safety.idle, workload.residentSet));
        expect(copiedBytes(workload, fewer, safety)).toBeGreaterThanOrEqual(idle - 1);
        expect(copiedBytes(workload, more, safety)).toBeGreaterThanOrEqual(
          copiedBytes(workload, fewer, safety) - 1,
        );
        expect(copiedBytes(workload, more, safety)).toBeLessThanOrEqual(workload.residentSet);
      }),
      { numRuns: 60 },
    );
  });

  it('are fewer where some keys are written more often, and where the child gives pages back', () => {
    fc.assert(
      fc.property(load, writes, (one, count) => {
        const of = (more: Partial<Load>): number => copiedBytes(loadOf({ ...one, ...more }), count);
        expect(of({ skew: 0.99 })).toBeLessThanOrEqual(of({ skew: 0 }) * (1 + 1e-6));
        expect(of({ release: true })).toBeLessThanOrEqual(of({ release: false }) * (1 + 1e-6));
      }),
      { numRuns: 60 },
    );
  });

  it('are more with a margin', () => {
    fc.assert(
      fc.property(load.map(loadOf), writes, (workload, count) => {
        const least = copiedBytes(workload, count, LEAST);
        expect(copiedBytes(workload, count, SAFE)).toBeGreaterThanOrEqual(least - 1);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['100 bytes', 100, 3],
    ['1000 bytes', 1000, 3],
    ['10 KB', 10_000, 5],
  ])('of a few writes are a few pages for each: %s', (_, value, pages) => {
    const workload = loadOf({ used: 64 * GIB, value });
    expect((copiedBytes(workload, 1000, AT_ONCE) - AT_ONCE.idle) / 1000 / PAGE).toBeCloseTo(pages, 1);
  });

  it('are larger pages where the kernel has them', () => {
    const of = (page: number): number =>
      copiedBytes(loadOf({ used: 64 * GIB, value: 100, page }), 10_000, AT_ONCE) - AT_ONCE.idle;
    expect(of(64 * 1024) / of(4096)).toBeGreaterThan(14);
    expect(of(64 * 1024) / of(4096)).toBeLessThan(17);
  });

  const population = (kind: Population['kind'], perKey: number, value: number): Omit<Population, 'keys'> => ({
    kind,
    perKey,
    value,
    key: kind === 'string' ? 16 : 8,
    field: 10,
  });

  /** Measured saves of five servers: version, operation, keys, used and resident bytes, writes, bytes copied. */
  it.each([
    ['7.0', 'set', population('string', 1, 100), 2_520_615, 518_539_312, 543_006_720, 30_203, 0.418],
    ['7.0', 'set', population('string', 1, 1000), 932_068, 1_038_416_648, 1_091_674_112, 230_797, 0.618],
    ['7.0', 'set', population('string', 1, 20), 1_209_677, 161_677_352, 180_604_928, 6552, 0.248],
    ['7.0', 'hset', population('hash', 1000, 50), 1000, 121_398_192, 136_613_888, 9460, 0.383],
    ['7.0', 'zadd', population('sorted set', 100_000, 14), 10, 112_884_688, 126_939_136, 5928, 0.53],
    ['8.0', 'set', population('string', 1, 5000), 28_779, 150_734_168, 165_855_232, 8337, 0.251],
    ['6.0', 'set', population('string', 1, 10_000), 14_518, 150_893_544, 161_415_168, 18_281, 0.705],
    ['valkey-8.1', 'set', population('string', 1, 20), 1_209_677, 96_839_664, 117_243_904, 5612, 0.28],
    ['valkey-8.1', 'set', population('string', 1, 10_000), 14_518, 150_649_888, 165_732_352, 8247, 0.857],
    ['valkey-9.1', 'set', population('string', 1, 100), 735_294, 128_801_928, 143_781_888, 13_655, 0.564],
    ['valkey-9.1', 'set', population('string', 1, 1000), 135_000, 147_986_896, 166_903_808, 81_664, 0.785],
  ] as const)(
    'of a measured save: %s, %s of %o',
    (version, operation, shape, keys, used, residentSet, count, share) => {
      const workload = workloadOf({
        build: buildOf(versionOf(version)),
        residentSet,
        used,
        populations: [{ ...shape, keys }],
        mix: [{ operation, share: 1 }],
        skew: 0,
        child: {},
      });
      const copied = copiedBytes(workload, count) / residentSet;
      expect(copied).toBeGreaterThan(share - 0.005);
      expect(copied).toBeLessThan(share + 0.065);
    },
  );

  it('reach all that is written in the end, not the buckets and not what nobody writes', () => {
    const workload = loadOf({ used: GIB, factor: 1.065, value: 1000 });
    const share = copiedBytes(workload, 1e12, AT_ONCE) / GIB;
    expect(share).toBeGreaterThan(0.95);
    expect(share).toBeLessThan(1.02);
  });

  /** Used memory, resident set and copies of servers that deleted half of their keys, and of builds with libc. */
  it.each([
    ['100 B with holes', true, 52_000_000, 112_000_000, 100, 400_000, 95_500_000],
    ['1000 B with holes', true, 50_300_000, 112_000_000, 1000, 300_000, 88_600_000],
    ['100 B, libc', false, 57_200_000, 71_000_000, 100, 3_000_000, 61_800_000],
  ] as const)(
    'reach what lies further apart: %s',
    (_, jemalloc, used, residentSet, value, count, measured) => {
      const workload = loadOf({ used, factor: residentSet / used, value, jemalloc });
      expect(workload.spread).toBeGreaterThan(1.1);
      expect(copiedBytes(workload, count)).toBeGreaterThan(measured * 0.98);
      expect(copiedBytes({ ...workload, spread: 1 }, count)).toBeLessThan(measured * 0.99);
    },
  );

  it('touch more pages where entries lie among values: a save of an aged heap of libc, 1000 B', () => {
    const of = (jemalloc: boolean): number =>
      copiedBytes(loadOf({ used: 79_000_000, factor: 1.063, value: 1000, jemalloc }), 10_050);
    expect(of(false)).toBeGreaterThan(53_600_000);
    expect(of(true)).toBeLessThan(53_600_000);
  });

  it('of a heap without holes are not spread', () => {
    expect(loadOf({ used: GIB, factor: 1.05, value: 1000 }).spread).toBe(1);
    expect(loadOf({ used: GIB, factor: 1.5, value: 1000 }).spread).toBeGreaterThan(1.35);
  });
});

describe('writes that fill what is left', () => {
  it('copy at most that much, and hardly more of them copy more', () => {
    fc.assert(
      fc.property(load.map(loadOf), fc.double({ min: 0.001, max: 1.5, noNaN: true }), (workload, share) => {
        const room = workload.residentSet * share;
        const copies = copiesOf(workload);
        const count = writesToCopy(copies, room);
        if (count === undefined) {
          expect(copies(1e15, AT_ONCE)).toBeLessThanOrEqual(room);
          return;
        }
        if (count > 0) expect(copies(count, AT_ONCE)).toBeLessThanOrEqual(room);
        expect(copies(count * 1.002 + 2, AT_ONCE)).toBeGreaterThanOrEqual(room);
      }),
      { numRuns: 60 },
    );
  });

  it('are fewer where less is left', () => {
    const share = fc.double({ min: 0.001, max: 1.2, noNaN: true });
    fc.assert(
      fc.property(load.map(loadOf), share, share, (workload, a, b) => {
        const [less, more] = [a, b]
          .sort((x, y) => x - y)
          .map((one) => writesToCopy(copiesOf(workload), workload.residentSet * one));
        if (more === undefined) return;
        expect(less).toBeDefined();
        // The search stops at a thousandth.
        expect(less ?? 0).toBeLessThanOrEqual(more * 1.002 + 2);
      }),
      { numRuns: 60 },
    );
  });

  it('are none where nothing is left', () => {
    const copies = copiesOf(loadOf({ used: GIB, factor: 1, value: 100 }));
    expect(writesToCopy(copies, 0)).toBe(0);
    expect(writesToCopy(copies, -1)).toBe(0);
    expect(writesToCopy(copies, SAFE.idle / 2)).toBe(0);
    expect(writesToCopy(copies, 2 * GIB)).toBeUndefined();
  });

  /** Servers that were killed in a memory cgroup: used and resident bytes, keys, value, limit over maxmemory, writes. */
  it.each([
    [404_968_192, 427_659_264, 2_016_492, 100, 1.2, 6_592],
    [404_967_536, 427_741_184, 2_016_492, 100, 1.5, 25_664],
    [404_967_568, 427_663_360, 2_016_492, 100, 1.85, 84_288],
    [416_819_040, 445_935_616, 372_827, 1000, 1.2, 9_730],
    [416_819_216, 445_956_096, 372_827, 1000, 1.5, 50_086],
    [416_819_496, 445_943_808, 372_827, 1000, 2, 314_273],
  ])('of a killed server: within a fifth, and not late', (used, residentSet, keys, value, factor, killed) => {
    const workload = workloadOf({
      build: buildOf(versionOf('7.0')),
      residentSet,
      used,
      populations: [{ kind: 'string', keys, perKey: 1, value, key: 16, field: 0 }],
      mix: [{ operation: 'set', share: 1 }],
      skew: 0,
      child: {},
    });
    const room = factor * (used + 2 * MIB) - residentSet * (1 + 4.2 / 1024);
    const predicted = writesToCopy(copiesOf(workload), room) ?? Number.POSITIVE_INFINITY;
    expect(predicted / killed).toBeGreaterThan(0.75);
    expect(predicted / killed).toBeLessThanOrEqual(1);
  });
});
