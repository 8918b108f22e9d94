import { describe, expect, it } from 'vitest';
import { formatBytes, formatRatio, groupDigits, roundCount } from '../../../server/src/core/units/bytes';
import fc from '../../support/fast-check';

const UNITS = ['byte', 'bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

describe('bytes', () => {
  it.each<[number | bigint, string]>([
    [0, '0 bytes'],
    [1, '1 byte'],
    [2, '2 bytes'],
    [1023, '1023 bytes'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [768 * 1024 ** 2, '768 MiB'],
    [1024 ** 3, '1 GiB'],
    [1024 ** 3 - 1, '1 GiB'],
    [1.6 * 1024 ** 3, '1.6 GiB'],
    [2.129 * 1024 ** 3, '2.13 GiB'],
    [1023.5 * 1024, '1 MiB'],
    [Math.round(1023.4 * 1024), '1023 KiB'],
    [123.4 * 1024, '123 KiB'],
    [2n ** 31n, '2 GiB'],
    [2n ** 70n, '1024 EiB'],
    [2n ** 64n - 1n, '16 EiB'],
    [-1536, '-1.5 KiB'],
  ])('%s is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it('never shows 1024 of a unit, nor less than 1, and is off by at most half a percent', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 2 ** 62, noNaN: true }), (bytes) => {
        const [number = '', unit = ''] = formatBytes(bytes).split(' ');
        expect(Number(number)).toBeGreaterThanOrEqual(1);
        expect(Number(number)).toBeLessThan(1024);
        const factor = 1024 ** Math.max(0, UNITS.indexOf(unit) - 1);
        expect(Math.abs(Number(number) * factor - bytes) / bytes).toBeLessThanOrEqual(0.005);
      }),
      { examples: [[1023.4], [1023.6 * 1024], [999.99 * 1024 ** 2]] },
    );
  });
});

describe('digits', () => {
  it('in groups of three', () => {
    expect([0, 999, 1000, 2147483648].map(groupDigits)).toEqual(['0', '999', '1,000', '2,147,483,648']);
    expect(groupDigits(2n ** 64n - 1n)).toBe('18,446,744,073,709,551,615');
    expect(groupDigits(-1234567)).toBe('-1,234,567');
  });

  it('of an estimate are two', () => {
    expect([0, 7.4, 99.4, 100, 123, 33_499, 1_254_000].map(roundCount)).toEqual([
      0, 7, 99, 100, 120, 33_000, 1_300_000,
    ]);
  });
});

describe('ratios', () => {
  it.each([
    [2, '2×'],
    [1.996, '1.99×'],
    [1.3333, '1.33×'],
    [1.5, '1.5×'],
    [0.75, '0.75×'],
    [0.999, '0.99×'],
    [12.34, '12.3×'],
    [12.3, '12.3×'],
    [10, '10×'],
    [1.1, '1.1×'],
  ])('%s is %s', (ratio, text) => {
    expect(formatRatio(ratio)).toBe(text);
  });

  it('never rounds up to a threshold that was not reached', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 20, noNaN: true }), (ratio) => {
        expect(Number.parseFloat(formatRatio(ratio))).toBeLessThanOrEqual(ratio + 1e-6);
      }),
    );
  });
});
