import { describe, expect, it } from 'vitest';
import { layoutOf, PAGE, padOf, sizeClass } from '../../../server/src/core/memory/heap/jemalloc';
import { sdsBytes } from '../../../server/src/core/memory/heap/population';
import fc from '../../support/fast-check';

describe('size classes', () => {
  it.each([
    [1, 8],
    [9, 16],
    [24, 32],
    [104, 112],
    [128, 128],
    [129, 160],
    [1006, 1024],
    [1025, 1280],
    [5006, 5120],
    [10_006, 10_240],
    [14_337, 16_384],
    [100_010, 114_688],
  ])('%d bytes take %d', (bytes, slot) => {
    expect(sizeClass(bytes)).toBe(slot);
  });

  it.each([
    [24, 24],
    [33, 40],
    [64, 64],
    [65, 80],
    [104, 112],
    [1006, 1024],
  ])('of the jemalloc that comes with the server are closer at first: %d bytes take %d', (bytes, slot) => {
    expect(sizeClass(bytes, 8)).toBe(slot);
  });

  it('hold what is asked for and waste at most a fifth', () => {
    fc.assert(
      fc.property(fc.integer({ min: 129, max: 2 ** 30 }), (bytes) => {
        expect(sizeClass(bytes)).toBeGreaterThanOrEqual(bytes);
        expect(sizeClass(bytes)).toBeLessThan(bytes * 1.25 + 1);
        expect(sizeClass(sizeClass(bytes))).toBe(sizeClass(bytes));
      }),
    );
  });
});

/** Of a string value. */
function layoutOfValue(bytes: number) {
  const used = sdsBytes(bytes, true);
  return layoutOf(sizeClass(used), used);
}

describe('a layout', () => {
  it.each([
    ['four to a page', 1000, 1, 0, 1024],
    ['straddling a page every fourth time', 3000, 1.5, 0, 3072],
    ['one page of its own', 4000, 1, 4096, 0],
    ['three pages, one of them shared by two', 10_000, 3, 8192, 2048],
  ])('%s: %d bytes', (_, bytes, pages, own, shared) => {
    expect(layoutOfValue(bytes)).toMatchObject({ pages, own, shared });
  });

  it('of a large value begins anywhere in a page more: where it begins and where it ends is not given back', () => {
    const twenty = layoutOfValue(20_000);
    expect(twenty.pages).toBeCloseTo(1 + 20_006 / PAGE);
    expect(twenty.own).toBe(4 * PAGE);
    expect(twenty.own + twenty.shared).toBe(20_006 + PAGE);
    // There the class is so much larger that the last page is not written.
    expect(layoutOfValue(100_000)).toMatchObject({ own: 100_010, shared: PAGE });
  });

  it('on larger pages has fewer of its own, and takes a larger one beside it', () => {
    expect(layoutOf(10_240, 10_006, 16_384)).toMatchObject({ own: 0, shared: 10_240 });
    expect(layoutOf(10_240, 10_006, 16_384).pages).toBeLessThan(2);
    expect([padOf(16_384, 4096), padOf(16_384, 16_384), padOf(65_536, 16_384)]).toEqual([4096, 0, 16_384]);
  });

  it('touches the pages that a value spans, and owns no more than it has', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 22 }), (bytes) => {
        const { slot, pages, own, shared } = layoutOfValue(bytes);
        expect(pages).toBeGreaterThanOrEqual(Math.max(1, bytes / PAGE));
        expect(pages).toBeLessThanOrEqual(2 + slot / PAGE);
        expect(own).toBeGreaterThanOrEqual(0);
        expect(own).toBeLessThanOrEqual(Math.min(slot, pages * PAGE));
        expect(own + shared).toBeGreaterThanOrEqual(bytes);
        expect(own + shared).toBeLessThanOrEqual(slot + PAGE);
      }),
    );
  });
});
