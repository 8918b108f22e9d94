import { describe, expect, it } from 'vitest';
import { formatRedisMemory, parseRedisMemory, UINT64_MAX } from '../../../server/src/core/units/redis-memory';
import fc from '../../support/fast-check';

describe('reading', () => {
  it.each<[string, bigint]>([
    ['0', 0n],
    ['1', 1n],
    ['010', 10n],
    ['7b', 7n],
    ['1k', 1000n],
    ['1kb', 1024n],
    ['1m', 1_000_000n],
    ['1mb', 1_048_576n],
    ['1g', 1_000_000_000n],
    ['1gb', 1_073_741_824n],
    ['2GB', 2_147_483_648n],
    ['2gB', 2_147_483_648n],
    ['18446744073709551615', UINT64_MAX],
  ])('%s is %s bytes', (text, bytes) => {
    expect(parseRedisMemory(text)).toEqual({ ok: true, bytes });
  });

  it.each([
    '2Gi',
    '512Mi',
    '1.5gb',
    '50%',
    '1t',
    '1tb',
    '-1',
    '+1',
    '1 gb',
    ' 1',
    '1gb ',
    'gbb',
    '0x10',
    '١',
  ])('%s is refused', (text) => {
    expect(parseRedisMemory(text)).toEqual({ ok: false });
  });

  it.each(['gb', 'mb', 'B', ''])('"%s" has no digits and is 0', (text) => {
    expect(parseRedisMemory(text)).toEqual({ ok: true, bytes: 0n, note: 'no-digits' });
  });

  it('saturates digits that do not fit, before the unit is applied', () => {
    expect(parseRedisMemory('18446744073709551616')).toEqual({
      ok: true,
      bytes: UINT64_MAX,
      note: 'saturated',
    });
    expect(parseRedisMemory('99999999999999999999kb')).toEqual({
      ok: true,
      bytes: (UINT64_MAX * 1024n) & UINT64_MAX,
      note: 'saturated',
    });
  });

  it('wraps a product that does not fit', () => {
    expect(parseRedisMemory('17179869184gb')).toEqual({ ok: true, bytes: 0n, note: 'overflow' });
    expect(parseRedisMemory('17179869183gb')).toEqual({ ok: true, bytes: 17179869183n << 30n });
  });

  it('refuses what does not fit its buffer of 128 bytes', () => {
    expect(parseRedisMemory('1'.padStart(127, '0'))).toEqual({ ok: true, bytes: 1n });
    expect(parseRedisMemory('1'.padStart(128, '0'))).toEqual({ ok: false });
  });
});

describe('writing', () => {
  it.each([
    [0, '0'],
    [1000, '1000'],
    [1024, '1kb'],
    [1_610_612_736, '1536mb'],
    [2 ** 31, '2gb'],
    [2 ** 40, '1024gb'],
  ])('%i as %s', (bytes, text) => {
    expect(formatRedisMemory(bytes)).toBe(text);
  });

  it('is read back as the same number', () => {
    const bytes = fc.oneof(
      fc.nat(),
      fc.nat(4096).map((n) => n * 1024 ** 2),
      fc.maxSafeNat(),
    );
    fc.assert(
      fc.property(bytes, (number) => {
        expect(parseRedisMemory(formatRedisMemory(number))).toEqual({ ok: true, bytes: BigInt(number) });
      }),
    );
  });
});
