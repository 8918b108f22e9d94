import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  copiedBytes,
  keysOf,
  PAGE,
  type Workload,
  writesToCopy,
} from '../../../server/src/core/memory/copy-on-write';
import { GIB, MIB } from './inputs';

const workload: fc.Arbitrary<Workload> = fc
  .record({
    dataset: fc.integer({ min: 1, max: 512 * 1024 }).map((mebibytes) => mebibytes * MIB),
    factor: fc.double({ min: 1, max: 1.6, noNaN: true }),
    valueSize: fc.integer({ min: 1, max: MIB }),
  })
  .map(({ dataset, factor, valueSize }) => ({ dataset, residentSet: dataset * factor, valueSize }));

const writes = fc.oneof(fc.nat(10_000), fc.integer({ min: 1, max: 2 ** 31 }));

describe('copied bytes', () => {
  it('are none without a write, never more than the resident set, and grow with the writes', () => {
    fc.assert(
      fc.property(workload, writes, writes, (load, a, b) => {
        const [fewer, more] = [Math.min(a, b), Math.max(a, b)];
        expect(copiedBytes(load, 0)).toBe(0);
        expect(copiedBytes(load, fewer)).toBeGreaterThanOrEqual(0);
        expect(copiedBytes(load, more)).toBeGreaterThanOrEqual(copiedBytes(load, fewer));
        expect(copiedBytes(load, more)).toBeLessThanOrEqual(load.residentSet);
      }),
    );
  });

  it('of few writes are a few pages for each', () => {
    const load = { dataset: GIB, residentSet: 1.065 * GIB, valueSize: 1024 };
    const perWrite = copiedBytes(load, 100) / 100 / PAGE;
    expect(perWrite).toBeGreaterThan(3);
    expect(perWrite).toBeLessThan(3.5);
  });

  it('reach the whole data in the end', () => {
    const load = { dataset: GIB, residentSet: 2 * GIB, valueSize: 1024 };
    expect(copiedBytes(load, 1e12) / GIB).toBeGreaterThan(1);
    expect(copiedBytes(load, 1e12)).toBeCloseTo(copiedBytes(load, 1e13));
  });

  it('takes the smallest value that can be', () => {
    const load = { dataset: GIB, residentSet: GIB };
    expect(keysOf({ ...load, valueSize: 0 })).toBe(keysOf({ ...load, valueSize: 16 }));
    expect(keysOf({ ...load, valueSize: 984 })).toBe(GIB / 1024);
  });
});

describe('writes that fill what is left', () => {
  it('copy at most that much, and hardly more of them copy more', () => {
    fc.assert(
      fc.property(workload, fc.double({ min: 0.001, max: 1.5, noNaN: true }), (load, share) => {
        const room = load.residentSet * share;
        const count = writesToCopy(load, room);
        if (count === undefined) {
          expect(copiedBytes(load, Number.MAX_SAFE_INTEGER)).toBeLessThanOrEqual(room);
          return;
        }
        expect(copiedBytes(load, count)).toBeLessThanOrEqual(room);
        expect(copiedBytes(load, count * 1.002 + 2)).toBeGreaterThanOrEqual(room);
      }),
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
    );
  });

  it('are none where nothing is left', () => {
    const load = { dataset: GIB, residentSet: GIB, valueSize: 100 };
    expect(writesToCopy(load, 0)).toBe(0);
    expect(writesToCopy(load, -1)).toBe(0);
    expect(writesToCopy(load, 2 * GIB)).toBeUndefined();
  });
});
