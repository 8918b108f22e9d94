import { describe, expect, it } from 'vitest';
import { fixedLayout, PAGE, sizeClass } from '../../../server/src/core/memory/slabs';
import fc from '../../support/fast-check';

describe('size classes', () => {
  it.each([
    [1, 16],
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

describe('a layout', () => {
  it.each([
    ['four to a page', 1000, 1, 0, 1024],
    ['straddling a page every fourth time', 3000, 1.5, 0, 3072],
    ['one page of its own', 4000, 1, 4096, 0],
    ['three pages, one of them shared by two', 10_000, 3, 8192, 2048],
  ])('%s: %d bytes', (_, bytes, pagesPerWrite, own, shared) => {
    expect(fixedLayout(bytes)).toMatchObject({ pagesPerWrite, own, shared });
  });

  it('of a large value begins anywhere in a page more: where it begins and where it ends is not given back', () => {
    const twenty = fixedLayout(20_000);
    expect(twenty.pagesPerWrite).toBeCloseTo(1 + 20_006 / PAGE);
    expect(twenty.own).toBe(4 * PAGE);
    expect(twenty.own + twenty.shared).toBe(20_006 + PAGE);
    // There the class is so much larger that the last page is not written.
    expect(fixedLayout(100_000)).toMatchObject({ own: 100_010, shared: PAGE });
  });

  it('touches the pages that a value spans, and owns no more than it has', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 22 }), (bytes) => {
        const { slot, pagesPerWrite, own, shared } = fixedLayout(bytes);
        expect(pagesPerWrite).toBeGreaterThanOrEqual(Math.max(1, bytes / PAGE));
        expect(pagesPerWrite).toBeLessThanOrEqual(2 + slot / PAGE);
        expect(own).toBeGreaterThanOrEqual(0);
        expect(own).toBeLessThanOrEqual(Math.min(slot, pagesPerWrite * PAGE));
        expect(own + shared).toBeGreaterThanOrEqual(bytes);
        expect(own + shared).toBeLessThanOrEqual(slot + PAGE);
      }),
    );
  });
});
