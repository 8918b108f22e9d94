/** The records of images: each one says where its facts come from, and can be reached. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import data from '../../../server/src/core/container/image/data/images.json';

const headings = readFileSync('docs/facts/images.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('## '))
  .map((line) =>
    line
      .slice(3)
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );

it('each record names a heading of the page of facts, and each heading has a record', () => {
  const named = data.images.map(({ source }) => source);
  expect(new Set(named)).toEqual(new Set(headings.map((heading) => `docs/facts/images.md#${heading}`)));
});

it('no two records have one id', () => {
  const ids = data.images.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

it('each file and folder is absolute', () => {
  const paths = data.images.flatMap(({ configuration, dataDirectory, workingDirectory }) =>
    [configuration, dataDirectory, workingDirectory].filter((path) => path !== undefined),
  );
  expect(paths.filter((path) => !path.startsWith('/'))).toEqual([]);
});
