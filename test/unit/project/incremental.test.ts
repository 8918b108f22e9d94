/**
 * What is remembered between edits is never wrong: generated edits of our own samples, a project and a linter that stay
 * beside new ones after every step. `npm run fuzz:edits -- <folder>` does the same with the files of any folder.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { editsOf, firstDifference, type Texts } from '../../fuzz/edits/edits';
import fc from '../../support/fast-check';

const FIXTURES = join(__dirname, '../../corpus/fixtures');
const RUNS = 100;
const STEPS = 8;

/** Each sample is a workspace of its own. */
function samples(): Texts[] {
  return readdirSync(FIXTURES, { withFileTypes: true })
    .filter((kind) => kind.isDirectory())
    .flatMap(({ name: kind }) =>
      readdirSync(join(FIXTURES, kind)).map((name) => filesBelow(join(FIXTURES, kind, name))),
    );
}

function filesBelow(folder: string): Texts {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [`file://${path}`, readFileSync(path, 'utf8')];
    }),
  );
}

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
