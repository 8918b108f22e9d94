import { describe, expect, it } from 'vitest';
import { formatComposeMemory, parseComposeMemory } from '../../../server/src/core/units/compose-memory';
import fc from '../../support/fast-check';

const [KIB, MIB, GIB] = [1024, 1024 ** 2, 1024 ** 3];

describe('reading', () => {
  it.each([
    ['1073741824', GIB],
    ['0', 0],
    ['100b', 100],
    ['100B', 100],
    ['64k', 64 * KIB],
    ['64kb', 64 * KIB],
    ['64KiB', 64 * KIB],
    ['512m', 512 * MIB],
    ['512M', 512 * MIB],
    ['2g', 2 * GIB],
    ['2 g', 2 * GIB],
    ['2 ', 2],
    ['1t', 1024 ** 4],
    ['1p', 1024 ** 5],
    ['1.5g', 1.5 * GIB],
    ['1.g', GIB],
    ['.25g', GIB / 4],
    ['10.25m', 10.25 * MIB],
    ['1e3', 1000],
    ['1e+3k', 1000 * KIB],
    ['25e-2g', GIB / 4],
    ['1e10', 1e10],
    ['1.0001k', 1024],
  ])('"%s" is %s bytes', (text, bytes) => {
    expect(parseComposeMemory(text)).toBe(bytes);
  });

  it.each([
    '',
    'g',
    '512Mi',
    '1gi',
    '1gbb',
    '1ib',
    '1x',
    '-1g',
    '+1g',
    ' 1g',
    '1g ',
    '1  g',
    '1g2',
    'x1g',
    '1e',
    '.',
    '50%',
  ])('"%s" is refused', (text) => {
    expect(parseComposeMemory(text)).toBeUndefined();
  });
});

describe('writing', () => {
  it.each([
    [5 * GIB, '1g', '5g'],
    [4608 * MIB, '1g', '4608m'],
    [3 * GIB, '512m', '3072m'],
    [GIB + KIB, '1g', `${MIB + 1}k`],
    [1000, '1g', '1000'],
    [2 * GIB, '1G', '2G'],
    [1536 * MIB, '1GB', '1536MB'],
    [2 * GIB, '1gib', '2gib'],
    [2 * GIB, '1073741824', '2147483648'],
    [2 * GIB, '100b', '2147483648'],
    [2 * 1024 ** 5, '1p', '2p'],
  ])('%s in the way of %s is %s', (bytes, like, text) => {
    expect(formatComposeMemory(bytes, like)).toBe(text);
  });

  it('is in the largest unit up to g where nothing is to be followed', () => {
    expect([3 * GIB, 1024 ** 4, 5 * KIB].map((bytes) => formatComposeMemory(bytes))).toEqual([
      '3g',
      '1024g',
      '5k',
    ]);
  });

  it('is read back as the same number', () => {
    const like = fc.constantFrom('1', '1b', '1k', '1m', '1GB', '1TiB', '1p');
    fc.assert(
      fc.property(fc.nat(), like, (bytes, written) => {
        expect(parseComposeMemory(formatComposeMemory(bytes, written))).toBe(bytes);
      }),
    );
  });
});
