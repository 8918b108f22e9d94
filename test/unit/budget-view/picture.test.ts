/** The numbers of the memory budget picture: what is supposed, the curve, the layout, the sliders. */

import { describe, expect, it } from 'vitest';
import { crossing, curveOf } from '../../../client/webview/curve';
import { expectedBar, extentOf, marksOf, worstBar } from '../../../client/webview/layout';
import {
  CONTROLS,
  type Control,
  changesOf,
  inputOf,
  ranked,
  verdictOf,
  verdictText,
} from '../../../client/webview/scenario';
import { parsed, positionOf, STEPS, scaleOf, textOf, valueAt } from '../../../client/webview/sliders';
import { type Budget, type BudgetInput, budgetOf } from '../../../server/src/core/memory/budget';
import fc from '../../support/fast-check';
import { dataset, GIB, input, MIB, stated, surroundings } from '../memory/inputs';

const orders = input(3 * GIB, { maxmemory: stated(3 * GIB), limit: stated(4 * GIB) });

function budget(of: BudgetInput): Budget {
  const found = budgetOf(of);
  if (!found) throw new Error('no budget');
  return found;
}

const entry = (name: string, of: BudgetInput, writable = { limit: true, maxmemory: true }) => {
  const start = { line: 0, character: 0 };
  return {
    id: name,
    name,
    file: 'a.yaml',
    uri: 'file:///a.yaml',
    range: { start, end: start },
    input: of,
    writable,
  };
};

describe('what is supposed', () => {
  it('gives other verdicts', () => {
    const verdict = (moved: Parameters<typeof inputOf>[1]) => verdictOf(budgetOf(inputOf(orders, moved)));
    expect(verdict({})).toBe('may not fit');
    expect(verdict({ limit: 3 * GIB })).toBe('does not fit');
    expect(verdict({ writes: 10 })).toBe('fits as expected');
    expect(verdict({ limit: 8 * GIB })).toBe('fits');
    expect(verdict({ maxmemory: GIB })).toBe('fits');
  });

  it('is said with its numbers', () => {
    const fits = inputOf(orders, { limit: 8 * GIB });
    expect(verdictText(budgetOf(fits))).toMatch(/^Fits the limit of 8 GiB, also at worst\. .* needs 6\.4/);
    expect(verdictText(undefined)).toContain('nothing bounds the data');
  });

  it('leaves data that is stated by itself as it is, within maxmemory', () => {
    const own = input(GIB, { maxmemory: stated(3 * GIB) });
    expect(budget(inputOf(own, { maxmemory: 2 * GIB })).dataset).toBe(GIB);
    expect(budget(inputOf(own, { maxmemory: 512 * MIB })).dataset).toBe(512 * MIB);
    expect(budget(inputOf(orders, { maxmemory: 2 * GIB })).dataset).toBe(2 * GIB);
  });

  it('is written only where it differs and where an edit reaches it', () => {
    expect(changesOf(entry('a', orders), { limit: 4 * GIB, maxmemory: GIB, writes: 3 })).toEqual({
      maxmemory: GIB,
    });
    const fixed = entry('a', orders, { limit: false, maxmemory: true });
    expect(changesOf(fixed, { limit: 8 * GIB })).toEqual({});
  });
});

it('servers stand with the worst first', () => {
  const over = (limit: number) => input(GIB, { limit: stated(limit) });
  const unbounded = input(GIB, {
    replicas: stated(1),
    replicaOutputLimit: stated(0),
    limit: stated(64 * GIB),
  });
  const names = ranked([
    entry('unknown', { ...orders, dataset: { kind: 'unknown', why: 'secret' } }),
    entry('no limit', input(GIB)),
    entry('roomy', over(16 * GIB)),
    entry('tight', over(2.2 * GIB)),
    entry('unbounded', unbounded),
    entry('over', over(2 * GIB)),
    entry('far over', over(GIB)),
  ]).map((one) => one.entry.name);
  expect(names).toEqual(['far over', 'over', 'unbounded', 'tight', 'roomy', 'no limit', 'unknown']);
});

describe('the curve', () => {
  it('begins at the resident set, rises, and ends at what the budget expects', () => {
    fc.assert(
      fc.property(dataset, surroundings, fc.integer({ min: 0, max: 100_000 }), (bytes, more, rate) => {
        const of = { ...input(bytes, more), writesPerSecond: stated(rate), saveSeconds: stated(30) };
        const points = curveOf(of, rate, 30);
        const last = points.at(-1);
        const whole = budget({ ...of, rewriteSeconds: stated(30) }).expected;
        expect(last).toEqual({ seconds: 30, ...whole });
        for (const [index, point] of points.entries()) {
          const before = points[index - 1] ?? point;
          expect(
            (point.high ?? Infinity) - (before.high ?? Infinity) >= -1 || before.high === point.high,
          ).toBe(true);
          expect(point.low).toBeLessThanOrEqual(point.high ?? Infinity);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('passes the limit earlier with more writes', () => {
    const at = (rate: number) => crossing(curveOf(orders, rate, 30), 4 * GIB);
    expect(at(1)).toBeUndefined();
    expect(at(50_000) ?? 99).toBeLessThan(at(5000) ?? 0);
    expect(crossing(curveOf(orders, 5000, 30), undefined)).toBeUndefined();
  });
});

describe('the bars', () => {
  it('are as long as the sums, without holes', () => {
    const of = budget(input(GIB, { limit: stated(8 * GIB), writesPerSecond: stated(100) }));
    for (const { segments } of [expectedBar(of), worstBar(of)])
      for (const [index, { from }] of segments.entries()) expect(from).toBe(segments[index - 1]?.to ?? 0);
    expect(worstBar(of).segments.at(-1)?.to).toBeCloseTo(of.worst ?? 0);
    expect(expectedBar(of).segments.at(-1)?.to).toBeCloseTo(of.expected.high ?? 0);
    expect(extentOf(of, [worstBar(of)])).toBeGreaterThan(8 * GIB);
  });

  it('are open where something has no bound', () => {
    const of = budget(input(GIB, { replicas: stated(1), replicaOutputLimit: stated(0) }));
    expect(worstBar(of).open).toBe(true);
    expect(extentOf(of, [worstBar(of)])).toBeGreaterThan(worstBar(of).segments.at(-1)?.to ?? 0);
  });

  it('stand on round marks', () => {
    expect(marksOf(4.2 * GIB, 1024)).toEqual([0, 1, 2, 3, 4].map((one) => one * GIB));
    expect(marksOf(30, 10)).toEqual([0, 10, 20, 30]);
  });
});

describe('the sliders', () => {
  it.each(CONTROLS)('of %s reach every position, and what they say can be typed', (control: Control) => {
    const scale = scaleOf(control, 4 * GIB);
    for (let position = 0; position <= STEPS; position += 10) {
      const value = valueAt(position, control, scale);
      expect(parsed(textOf(value, control), control)).toBeCloseTo(value, 3);
      expect(Math.abs(positionOf(value, scale) - position)).toBeLessThanOrEqual(10);
    }
  });

  it('take no nonsense', () => {
    expect(parsed('many', 'writes')).toBeUndefined();
    expect(parsed('0', 'limit')).toBeUndefined();
    expect(parsed('0/s', 'writes')).toBe(0);
    expect(parsed('4Gi', 'limit')).toBe(4 * GIB);
  });
});
