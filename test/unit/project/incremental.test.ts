/**
 * What is remembered between edits is never wrong: generated edits of our own samples, a project and a linter that stay
 * beside new ones after every step. `npm run fuzz:edits -- <folder>` does the same with the files of any folder.
 */

import { expect, it } from 'vitest';
import { editsOf, firstDifference } from '../../fuzz/edits/edits';
import fc from '../../support/fast-check';
import { samples } from '../../support/samples';

const RUNS = 100;
const STEPS = 8;

it('edits are understood as a fresh look understands them', () => {
  const all = samples();
  expect(all.length).toBeGreaterThan(50);
  fc.assert(
    fc.property(fc.constantFrom(...all), editsOf(STEPS), (texts, edits) => {
      expect(firstDifference(texts, edits)).toBeUndefined();
    }),
    { numRuns: RUNS },
  );
});
