/** The labelled samples of our own, in memory: each is a workspace. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Texts by the id of their file. */
export type Texts = ReadonlyMap<string, string>;

const FIXTURES = join(__dirname, '../corpus/fixtures');

export const samples = (): Texts[] =>
  readdirSync(FIXTURES, { withFileTypes: true })
    .filter((kind) => kind.isDirectory())
    .flatMap(({ name: kind }) =>
      readdirSync(join(FIXTURES, kind)).map((name) => textsBelow(join(FIXTURES, kind, name))),
    );

function textsBelow(folder: string): Texts {
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
