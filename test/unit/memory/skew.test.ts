import { describe, expect, it } from 'vitest';
import { distinctKeys, exponentOf, uniformWrites } from '../../../server/src/core/memory/skew';
import fc from '../../support/fast-check';

const keys = fc.integer({ min: 1, max: 20_000_000 });
const writes = fc.integer({ min: 1, max: 50_000_000 });
const exponent = fc.constantFrom(0, 0.3, 0.7, 0.99, 1.2);

describe('different keys that are written', () => {
  it('are at most as many as there are keys and writes, and grow with the writes', () => {
    fc.assert(
      fc.property(keys, writes, writes, exponent, (count, a, b, skew) => {
        const distinct = distinctKeys(count, skew);
        const [few, many] = [distinct(Math.min(a, b)), distinct(Math.max(a, b))];
        expect(few).toBeGreaterThan(0);
        expect(many).toBeGreaterThanOrEqual(few * (1 - 1e-9));
        expect(many).toBeLessThanOrEqual(Math.min(count, Math.max(a, b)) * (1 + 1e-9));
      }),
      { numRuns: 60 },
    );
  });

  /** Counted while real servers were written to with Zipf's law, exponent 0.99. */
  it.each([
    [186_414, 37_281, 0.073],
    [932_068, 1_049_142, 0.243],
    [5_041_231, 2_589_818, 0.129],
    [20_262, 140_308, 0.757],
  ])('are as many as were counted: %d keys, %d writes', (count, written, share) => {
    expect(distinctKeys(count, 0.99)(written) / count / share).toBeCloseTo(1, 1);
  });

  it('tell the exponent', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10_000, max: 5_000_000 }),
        fc.constantFrom(0.7, 0.99, 1.2),
        (count, skew) => {
          const seen = distinctKeys(count, skew)(count);
          expect(exponentOf(count, count, seen)).toBeCloseTo(skew, 1);
        },
      ),
      { numRuns: 20 },
    );
    expect(exponentOf(1000, 500, distinctKeys(1000, 0)(500))).toBe(0);
  });

  it('count like fewer uniform writes', () => {
    fc.assert(
      fc.property(keys, writes, exponent, (count, written, skew) => {
        const uniform = uniformWrites(count, skew)(written);
        expect(uniform).toBeLessThanOrEqual(written);
        expect(uniform).toBeGreaterThanOrEqual(0);
        if (skew === 0) expect(uniform).toBe(written);
      }),
      { numRuns: 60 },
    );
  });
});
