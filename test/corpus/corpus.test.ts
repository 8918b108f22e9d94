/** The judge over our own samples, one folder for each form in which servers are found: nothing missed, no false alarm. */

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judge } from './judge';
import { printText } from './print';

const FIXTURES = join(__dirname, 'fixtures');

describe('labelled fixtures', () => {
  it('every label is met and no other', async () => {
    const verdict = await judge(FIXTURES);
    const shown = printText(verdict);
    expect(verdict.disagreements, shown).toEqual([]);
    for (const { rule, expected, found, falseAlarms } of verdict.scores) {
      expect(expected, `${rule} is expected somewhere`).toBeGreaterThan(0);
      expect({ rule, found, falseAlarms }, shown).toEqual({ rule, found: expected, falseAlarms: 0 });
    }
    expect(verdict.negatives.folders).toBeGreaterThan(0);
    expect(verdict.negatives.silent, shown).toBe(verdict.negatives.folders);
  });
});
