import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../server/src/core/edits';
import fc from '../support/fast-check';

const edit = (start: number, end: number, newText: string) => ({ span: { start, end }, newText });

describe('applying edits', () => {
  it('in any order, nothing lost between them', () => {
    expect(applyEdits('abcdef', [edit(4, 5, 'E'), edit(0, 1, 'A'), edit(2, 2, '+')])).toBe('Ab+cdEf');
    expect(applyEdits('abc', [])).toBe('abc');
  });

  it('at one place in their order', () => {
    expect(applyEdits('ab', [edit(1, 1, '1'), edit(1, 1, '2'), edit(1, 2, 'B')])).toBe('a12B');
  });

  it('refuses edits that overlap', () => {
    expect(() => applyEdits('abcdef', [edit(0, 3, ''), edit(2, 4, '')])).toThrow('Edits overlap at 2.');
  });

  it('replaces exactly the stretches named', () => {
    const cuts = fc.uniqueArray(fc.nat(20), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(fc.string({ minLength: 21, maxLength: 30 }), cuts, (text, all) => {
        const sorted = all.toSorted((a, b) => a - b);
        const edits = sorted.slice(1).map((end, index) => edit(sorted[index] ?? 0, end, `<${index}>`));
        const [first = 0, last = 0] = [sorted[0], sorted.at(-1)];
        const expected =
          text.slice(0, first) + edits.map(({ newText }) => newText).join('') + text.slice(last);
        expect(applyEdits(text, edits.toReversed())).toBe(expected);
      }),
    );
  });
});
