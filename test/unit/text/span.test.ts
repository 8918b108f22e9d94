import { describe, expect, it } from 'vitest';
import { lastAtOrBefore, startsOf } from '../../../server/src/core/text/sorted';
import {
  advance,
  contains,
  cover,
  overlaps,
  placeKey,
  presentSpan,
  samePlace,
  shift,
  spanOf,
  stableSpan,
} from '../../../server/src/core/text/span';
import fc from '../../support/fast-check';

describe('spans', () => {
  const span = spanOf(4, 8);

  it('contain both of their ends: an editor asks at the place behind a word, too', () => {
    expect([3, 4, 6, 8, 9].map((offset) => contains(span, offset))).toEqual([false, true, true, true, false]);
  });

  it.each([
    [0, 4, false],
    [0, 5, true],
    [5, 6, true],
    [0, 99, true],
    [7, 12, true],
    [8, 12, false],
  ])('overlap where they share a character: %d to %d', (start, end, expected) => {
    expect(overlaps(span, spanOf(start, end))).toBe(expected);
    expect(overlaps(spanOf(start, end), span)).toBe(expected);
  });

  it('are moved, and covered', () => {
    expect(shift(span, 3)).toEqual(spanOf(7, 11));
    expect(shift(span, -4)).toEqual(spanOf(0, 4));
    expect(advance(4, 3)).toBe(7);
    expect(cover(span, spanOf(6, 12))).toEqual(spanOf(4, 12));
    expect(cover(span, spanOf(0, 2))).toEqual(spanOf(0, 8));
    expect([stableSpan(1, 2), presentSpan(1, 2)]).toEqual([spanOf(1, 2), spanOf(1, 2)]);
  });
});

describe('places', () => {
  const place = { file: 'file:///a', span: stableSpan(4, 8) };

  it('are the same where file, start and end are', () => {
    expect(samePlace(place, { file: 'file:///a', span: stableSpan(4, 8) })).toBe(true);
    expect(samePlace(place, { ...place, file: 'file:///b' })).toBe(false);
    expect(samePlace(place, { ...place, span: stableSpan(5, 8) })).toBe(false);
    expect(samePlace(place, { ...place, span: stableSpan(4, 9) })).toBe(false);
  });

  it('have one key where they begin at one character', () => {
    expect(placeKey({ ...place, span: stableSpan(4, 9) })).toBe(placeKey(place));
    expect(placeKey({ ...place, span: stableSpan(5, 8) })).not.toBe(placeKey(place));
    expect(placeKey({ ...place, file: 'file:///b' })).not.toBe(placeKey(place));
  });
});

describe('numbers that ascend', () => {
  it('the last one at or before another is found as by looking at each', () => {
    const numbers = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 12 });
    fc.assert(
      fc.property(numbers, fc.integer({ min: -2, max: 42 }), (unsorted, wanted) => {
        const ascending = [...new Set(unsorted)].sort((a, b) => a - b);
        const expected = Math.max(0, ascending.filter((number) => number <= wanted).length - 1);
        expect(lastAtOrBefore(ascending, wanted)).toBe(expected);
      }),
    );
  });

  it('of equal ones it is the last', () => {
    expect(lastAtOrBefore([0, 3, 3, 3, 9], 3)).toBe(3);
  });

  it('are the starts of lengths that follow one another', () => {
    expect(startsOf([3, 0, 4])).toEqual([0, 3, 3]);
    expect(startsOf([])).toEqual([]);
  });
});
