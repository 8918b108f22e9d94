import { describe, expect, it } from 'vitest';
import { type Copies, copiedBytes } from '../../../server/src/core/memory/copy-on-write';
import { forecastFromPrevious, type SavedBefore } from '../../../server/src/core/memory/previous-save';
import fc from '../../support/fast-check';
import { MIB } from './inputs';
import { loadOf } from './loads';

/** Five saves of one server with 300,000 values of 1000 bytes at rates that change, as measured: writes, copied. */
const SAVES: readonly (readonly [writes: number, copied: number])[] = [
  [11_353, 65_786_880],
  [38_817, 149_478_400],
  [126_216, 273_121_280],
  [426_026, 331_712_512],
  [17_737, 89_259_008],
];

const load = loadOf({ used: 336_442_000, factor: 359_153_664 / 336_442_000, value: 1000 });
const copies: Copies = (writes, margin) => copiedBytes(load, writes, margin);
const server = { residentSet: 359_153_664, meanBytes: 319_326_688 / 300_000, copies };

const before: fc.Arbitrary<SavedBefore> = fc.record({
  residentSet: fc.integer({ min: 64, max: 8192 }).map((mebibytes) => mebibytes * MIB),
  meanBytes: fc.option(fc.integer({ min: 20, max: 10_000_000 }), { nil: undefined }),
  copies: fc.constantFrom(copies, undefined),
  lastCopied: fc.integer({ min: 1, max: 2 ** 34 }),
  lastWrites: fc.option(fc.integer({ min: 1, max: 10_000_000 }), { nil: undefined }),
  nextWrites: fc.option(fc.integer({ min: 0, max: 10_000_000 }), { nil: undefined }),
});

describe('a forecast from the previous save', () => {
  it.each(
    SAVES.flatMap(([lastWrites, lastCopied]) =>
      SAVES.filter(([writes]) => writes !== lastWrites).map(([nextWrites, copied]) => ({
        lastWrites,
        lastCopied,
        nextWrites,
        copied,
      })),
    ),
  )('of $nextWrites writes after $lastWrites holds what was measured', ({ copied, ...saved }) => {
    const forecast = forecastFromPrevious({ ...server, ...saved });
    expect(forecast?.expected).toBeGreaterThan(copied * 0.85);
    expect(forecast?.expected).toBeLessThan(copied * 1.15);
    expect(forecast?.low).toBeLessThan(copied);
    expect(forecast?.high).toBeGreaterThan(copied);
  });

  /** Measured one after the other: writes and copies of the previous save, writes and copies of the next. */
  it.each([
    [134_656, 279_658_496, 115_828, 265_462_784],
    [115_828, 265_867_264, 136_832, 280_781_824],
  ])('counts a load that is a little different, and stays as sure: %d writes', (...measured) => {
    const [lastWrites, lastCopied, nextWrites, copied] = measured;
    const larger = { ...server, residentSet: 400_000_000 };
    const same = forecastFromPrevious({ ...larger, lastCopied });
    const forecast = forecastFromPrevious({ ...larger, lastCopied, lastWrites, nextWrites });
    const error = (expected = 0) => Math.abs(expected / copied - 1);
    expect(error(forecast?.expected)).toBeLessThan(0.02);
    expect(error(forecast?.expected)).toBeLessThan(error(same?.expected));
    expect((forecast?.high ?? 0) / (forecast?.low ?? 0)).toBeCloseTo((same?.high ?? 0) / (same?.low ?? 0));
  });

  it('is the previous save where the load is the same or not known', () => {
    const saved = { ...server, lastCopied: 50 * MIB };
    expect(forecastFromPrevious(saved)?.expected).toBe(50 * MIB);
    expect(forecastFromPrevious({ ...saved, lastWrites: 1000, nextWrites: 1020 })?.expected).toBe(50 * MIB);
    expect(forecastFromPrevious(saved)?.reason).toContain('at the same load');
    expect(forecastFromPrevious({ ...saved, lastWrites: 1000, nextWrites: 4000 })?.reason).toBe(
      'from the previous save, at 4 times as many writes',
    );
    expect(forecastFromPrevious({ ...saved, lastWrites: 1000, nextWrites: 100 })?.reason).toBe(
      'from the previous save, at 10 times as few writes',
    );
  });

  it('is wider where values are large, of which the server reports too little', () => {
    const saved = { residentSet: 550 * MIB, meanBytes: 10 * 1024, lastCopied: 100 * MIB };
    const forecast = forecastFromPrevious(saved);
    expect(forecast?.high).toBeGreaterThan(200 * MIB);
    expect(forecast?.reason).toContain('above 4 KiB');
  });

  it('is none where nothing was saved yet', () => {
    expect(forecastFromPrevious({ ...server, lastCopied: 0 })).toBeUndefined();
    expect(
      forecastFromPrevious({ ...server, copies: undefined, lastCopied: MIB, lastWrites: 1, nextWrites: 100 }),
    ).toBeUndefined();
  });

  it('is ordered, never negative and never more than the resident set', () => {
    fc.assert(
      fc.property(before, (saved) => {
        const forecast = forecastFromPrevious(saved);
        if (!forecast) return;
        expect(forecast.low).toBeGreaterThanOrEqual(0);
        expect(forecast.low).toBeLessThanOrEqual(forecast.expected);
        expect(forecast.expected).toBeLessThanOrEqual(forecast.high);
        expect(forecast.high).toBeLessThanOrEqual(saved.residentSet);
      }),
    );
  });
});
