import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedLayout, PAGE, sizeClass } from '../../../server/src/core/memory/slabs';

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
    ['four to a page', 1000, 1, 0],
    ['straddling a page every fourth time', 3000, 1.5, 0],
    ['one page of its own', 4000, 1, 1],
    ['three pages, one of them shared by two', 10_000, 3, 0.8],
    ['pages of its own', 100_000, 25, 1],
  ])('%s: %d bytes', (_, bytes, pagesPerWrite, ownPages) => {
    expect(fixedLayout(bytes)).toMatchObject({ pagesPerWrite, ownPages });
  });

  it('touches the pages that a value spans, and owns no more than it has', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 22 }), (bytes) => {
        const { slot, pagesPerWrite, ownPages } = fixedLayout(bytes);
        expect(pagesPerWrite).toBeGreaterThanOrEqual(Math.max(1, bytes / PAGE));
        expect(pagesPerWrite).toBeLessThanOrEqual(2 + slot / PAGE);
        expect(ownPages).toBeGreaterThanOrEqual(0);
        expect(ownPages).toBeLessThanOrEqual(1);
        expect((ownPages * slot) / PAGE).toBeLessThanOrEqual(
          pagesPerWrite + slot / PAGE - bytes / PAGE + 1e-9,
        );
      }),
    );
  });
});
