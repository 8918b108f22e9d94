import { describe, expect, it } from 'vitest';
import { formatQuantity, parseQuantity } from '../../../server/src/core/units/quantity';
import fc from '../../support/fast-check';

const bytesOf = (text: string): number | undefined => {
  const read = parseQuantity(text);
  return read.ok ? read.bytes : undefined;
};

describe('reading', () => {
  it.each([
    ['512Mi', 536_870_912],
    ['1G', 1_000_000_000],
    ['1Gi', 1_073_741_824],
    ['1.5Gi', 1_610_612_736],
    ['1e9', 1e9],
    ['1E9', 1e9],
    ['1E', 1e18],
    ['1e-3', 1],
    ['536870912', 536_870_912],
    ['512m', 1],
    ['128974848000m', 128_974_848],
    ['.5Gi', 536_870_912],
    ['1.Gi', 1_073_741_824],
    ['+1Gi', 1_073_741_824],
    ['-1Gi', -1_073_741_824],
    ['0', 0],
    ['0.1k', 100],
    ['1n', 1],
    ['1500000000n', 2],
    ['1M', 1e6],
    ['1Ki', 1024],
    ['.25Gi', 268_435_456],
    ['1e12', 1e12],
    ['1e1000', Number(2n ** 63n - 1n)],
    ['3u', 1],
    ['1001m', 2],
    ['0.5', 1],
    ['1Ti', 1024 ** 4],
    ['1Pi', 1024 ** 5],
    ['1Ei', 1024 ** 6],
    ['1T', 1e12],
    ['1P', 1e15],
  ])('%s is %s bytes', (text, bytes) => {
    expect(bytesOf(text)).toBe(bytes);
  });

  it.each([
    '512MB',
    '1gb',
    '512K',
    '1 Gi',
    '1ki',
    '1kb',
    '1GiB',
    '',
    '.',
    '+',
    'Gi',
    '1e',
    '1e+',
    '1e1.5',
    '1e9Gi',
    '50%',
    '0x10',
    '1_000',
    '--1',
    ' 1',
    'inf',
  ])('"%s" is refused', (text) => {
    expect(parseQuantity(text)).toEqual({ ok: false });
  });

  it('is capped at what the API can hold', () => {
    expect(bytesOf('99999999Ei')).toBe(Number(2n ** 63n - 1n));
    expect(bytesOf('-99999999Ei')).toBe(-Number(2n ** 63n - 1n));
  });

  it('refuses an exponent that nobody could write out, without trying', () => {
    for (const text of ['1e1001', '1e999999999', '1e-999999999', `1e${'9'.repeat(400)}`])
      expect(parseQuantity(text)).toEqual({ ok: false });
  });

  it('names the suffix, which tells slips from intentions', () => {
    expect(parseQuantity('512m')).toMatchObject({ suffix: 'm' });
    expect(parseQuantity('1E9')).toMatchObject({ suffix: 'e' });
    expect(parseQuantity('64')).toMatchObject({ suffix: '' });
  });
});

describe('writing', () => {
  it('in the largest suffix that loses nothing', () => {
    expect([3 * 1024 ** 3, 1024 ** 3, 1536 * 1024 ** 2, 10 * 1024, 1000, 0].map(formatQuantity)).toEqual([
      '3Gi',
      '1Gi',
      '1536Mi',
      '10Ki',
      '1000',
      '0',
    ]);
  });

  it('is read back as the same number', () => {
    const bytes = fc.oneof(
      fc.nat(),
      fc.nat(4096).map((n) => n * 1024 ** 2),
    );
    fc.assert(
      fc.property(bytes, (number) => {
        expect(bytesOf(formatQuantity(number))).toBe(number);
      }),
    );
  });
});
